using System.Net;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Callbacks;

[Collection(AppFixture.Collection)]
public sealed class CallbackJobTests(AppFixture fixture)
{
    [Fact]
    public async Task Job_WithCallback_TellsItsEndSignedAndNotesTheOutcome()
    {
        (AppHost app, Receiver receiver) = (fixture.App, fixture.Receiver);
        (await app.RegisterAsync("called", "1")).Dispose();

        string[] jobs =
        [
            await app.DropAsync("called/rows.csv", Samples.GoodRows(1), ("maxEvaluations", "20"), ("callback", $"https://localhost:{receiver.Port}/second-time")),
            await StartAsync(app, receiver, "gone"),
            await app.DropAsync("called/evil.csv", Samples.GoodRows(1), ("maxEvaluations", "1"), ("callback", "https://evil.test/")),
        ];
        JsonObject told = await app.WaitUntilAsync(jobs[0], status => status["callback"]?.GetValue<string>() == "delivered");
        await app.WaitUntilAsync(jobs[1], status => status["callback"]?.GetValue<string>() == "failed");

        Assert.Equal("completed", told["status"]!.GetValue<string>());
        Receiver.Call[] calls = [.. receiver.Calls.Where(call => call.Path != "/topic")];
        Assert.Equal(2, calls.Count(call => call.Path == "/second-time"));
        Assert.Equal(1, calls.Count(call => call.Path == "/gone"));
        foreach (Receiver.Call call in calls)
            Receiver.AssertSigned(call.Signature, call.Body);
        JsonNode delivered = JsonNode.Parse(calls.Last(call => call.Path == "/second-time").Body)!;
        Assert.Equal(jobs[0], delivered["job"]!.GetValue<string>());
        Assert.Equal("completed", delivered["status"]!.GetValue<string>());

        using HttpResponseMessage elsewhere = await app.ExplainAsync("called", Body("https://evil.test/"));
        Assert.Contains("Callbacks__Hosts", (await Problems.AssertAsync(elsewhere, HttpStatusCode.BadRequest))["detail"]!.GetValue<string>());
        JsonObject refused = await app.WaitUntilEndedAsync(jobs[2]);
        Assert.Equal("failed", refused["status"]!.GetValue<string>());
        Assert.Contains("Callbacks__Hosts", refused["problem"]!.GetValue<string>());
        Assert.Contains("maxEvaluations", refused["problem"]!.GetValue<string>());
        foreach ((string job, string state) in jobs.Zip((string[])["completed", "completed", "failed"]))
            AssertTold(job, state, await EventAsync(receiver, job));
        Assert.DoesNotContain(app.Output, line => line.Contains(Receiver.Secret, StringComparison.Ordinal) || line.Contains("second-time", StringComparison.Ordinal));
    }

    private static async Task<string> StartAsync(AppHost app, Receiver receiver, string path)
    {
        using HttpResponseMessage response = await app.ExplainAsync("called", Body($"https://localhost:{receiver.Port}/{path}"));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await AppHost.JsonAsync(response))["job"]!.GetValue<string>();
    }

    private static async Task<JsonNode> EventAsync(Receiver receiver, string job)
    {
        for (int i = 0; i < 600; i++)
        {
            JsonNode[] events = [.. receiver.Calls.Where(call => call.Path == "/topic").Select(call => JsonNode.Parse(call.Body)!)];
            if (events.FirstOrDefault(told => told["id"]!.GetValue<string>() == job) is { } told)
                return told;
            await Task.Delay(100);
        }

        throw new TimeoutException($"The topic is not told of job {job}.");
    }

    private static void AssertTold(string job, string state, JsonNode told)
    {
        Assert.Equal(
            ("XaiFunctions.JobEnded", "/api/models/called", $"explanations/{job}"),
            (told["type"]!.GetValue<string>(), told["source"]!.GetValue<string>(), told["subject"]!.GetValue<string>()));
        Assert.Equal((job, state), (told["data"]!["job"]!.GetValue<string>(), told["data"]!["status"]!.GetValue<string>()));
        Assert.Equal(told["time"]!.GetValue<DateTimeOffset>(), told["data"]!["finishedAt"]!.GetValue<DateTimeOffset>());
    }

    private static string Body(string url)
    {
        JsonObject body = JsonNode.Parse(Samples.Body(1, new { maxEvaluations = 20 }))!.AsObject();
        body["callback"] = new JsonObject { ["url"] = url };
        return body.ToJsonString();
    }
}
