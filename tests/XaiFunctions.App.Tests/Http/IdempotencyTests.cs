using System.Net;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Http;

[Collection(AppFixture.Collection)]
public sealed class IdempotencyTests(AppFixture fixture)
{
    private static readonly object Options = new { method = "kernel", maxEvaluations = 40, seed = 2 };

    private readonly AppHost app = fixture.App;
    private readonly string key = Guid.NewGuid().ToString();

    [Fact]
    public async Task Explain_SameKeyAndBody_GivesTheSameBytesAndJob()
    {
        string body = Samples.Body(2, Options);
        string first = await AnswerAsync(body);

        Assert.Equal(first, await AnswerAsync(body));
        Assert.Equal(first, await AnswerAsync(JsonNode.Parse(body)!.ToJsonString(new() { WriteIndented = true })));
        using HttpResponseMessage unkeyed = await app.ExplainAsync("credit", body);
        Assert.NotEqual(Job(first), Job(await unkeyed.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Explain_SameKeyAndOtherBody_Is422()
    {
        await AnswerAsync(Samples.Body(2, Options));
        foreach (string other in (string[])[Samples.Body(1, Options), Samples.Body(2, new { method = "kernel", maxEvaluations = 40, seed = 3 }), Samples.Body(2)])
        {
            using HttpResponseMessage response = await app.ExplainAsync("credit", other, key: key);
            JsonObject problem = await Problems.AssertAsync(response, HttpStatusCode.UnprocessableEntity);
            Assert.Equal("urn:xaifunctions:problem:key-reused", problem["type"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Explain_SameKeyManyTimesAtOnce_GivesOneAnswer()
    {
        string body = Samples.Body(2, Options);
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AnswerAsync(body)));
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Explain_SameKeyAsAJob_GivesTheJobAndThenItsExplanation()
    {
        string body = Samples.Body(3, Options);
        var jobs = new List<string>();
        for (int request = 0; request < 2; request++)
        {
            using HttpResponseMessage response = await app.ExplainAsync("credit", body, "respond-async", key: key);
            jobs.Add(response.Headers.Location!.ToString());
            if (request == 0)
                Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        string job = Assert.Single(jobs.Distinct()).Split('/')[^1];
        await app.WaitUntilEndedAsync(job);
        JsonNode explanation = JsonNode.Parse(await AnswerAsync(body))!;
        Assert.Equal(job, explanation["job"]!["id"]!.GetValue<string>());
        Assert.Equal(3, explanation["rows"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("")]
    [InlineData("long")]
    public async Task Explain_BadKey_IsAProblem(string bad)
    {
        using HttpResponseMessage response = await app.ExplainAsync("credit", Samples.Body(1), key: bad == "long" ? new string('k', 256) : bad);
        Assert.Contains("Idempotency-Key", (await Problems.AssertAsync(response, HttpStatusCode.BadRequest))["detail"]!.GetValue<string>());
    }

    private static string Job(string explanation) => JsonNode.Parse(explanation)!["job"]!["id"]!.GetValue<string>();

    private async Task<string> AnswerAsync(string body)
    {
        using HttpResponseMessage response = await app.ExplainAsync("credit", body, key: key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string explanation = await response.Content.ReadAsStringAsync();
        Assert.EndsWith(Job(explanation), response.Headers.Location!.ToString());
        return explanation;
    }
}
