using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using XaiFunctions.App.Functions;
using XaiFunctions.App.Http;
using XaiFunctions.App.Options;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Http;

[Collection(AppFixture.Collection)]
public sealed class LimitTests(AppFixture fixture)
{
    private readonly AppHost app = fixture.App;

    [Fact]
    public async Task Instances_OverALimit_NameIt()
    {
        using HttpResponseMessage columns = await app.ExplainAsync("credit", Samples.Body(1, change: instances =>
        {
            for (int column = 0; column < 10_001; column++)
                instances[0]![$"c{column}"] = 1;
        }));
        Assert.Contains("limit MaxColumns", (await Problems.AssertAsync(columns, HttpStatusCode.BadRequest))["detail"]!.GetValue<string>());

        using HttpResponseMessage cell = await app.ExplainAsync("credit", Samples.Body(1, change: instances => instances[0]!["Age"] = new string('1', 40_000)));
        Assert.Contains("limit MaxCellLength", (await Problems.AssertAsync(cell, HttpStatusCode.BadRequest))["problems"]!.ToJsonString());

        using HttpResponseMessage nested = await app.ExplainAsync("credit", $"{{\"instances\":[{{\"a\":{new string('[', 20)}{new string(']', 20)}}}]}}");
        Assert.Contains("nested deeper than 16 levels", (await Problems.AssertAsync(nested, HttpStatusCode.BadRequest))["detail"]!.GetValue<string>());
    }

    [Fact]
    public void Gate_MoreThanTheLimit_AreSentAwayUntilOneLeaves()
    {
        using var gate = new ExplanationGate(Microsoft.Extensions.Options.Options.Create(new HttpOptions { MaxConcurrent = 2 }));
        using IDisposable first = gate.Enter();
        IDisposable second = gate.Enter();
        Problem refused = Assert.Throws<ProblemException>(gate.Enter).Problem;
        Assert.Equal(429, refused.Status);
        Assert.Contains("limit MaxConcurrent", refused.Detail, StringComparison.Ordinal);

        second.Dispose();
        second.Dispose();
        using IDisposable third = gate.Enter();
        Assert.Throws<ProblemException>(gate.Enter);
    }

    [Theory]
    [InlineData(AppHost.Key, null, HttpStatusCode.OK)]
    [InlineData(null, AppHost.Key, HttpStatusCode.OK)]
    [InlineData(AppHost.Key, "wrong", HttpStatusCode.OK)]
    [InlineData("wrong", AppHost.Key, HttpStatusCode.Unauthorized)]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    public async Task Key_InHeaderAndAddress_TheHeaderCounts(string? header, string? code, HttpStatusCode status)
    {
        using var client = new HttpClient { BaseAddress = app.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, code is null ? "api/models" : $"api/models?code={code}");
        if (header is not null)
            request.Headers.Add("x-functions-key", header);
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.Unauthorized)
            Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Delete_EndedJob_LeavesNothingInTheTaskHub()
    {
        using HttpResponseMessage started = await app.ExplainAsync("credit", Samples.Body(40, new { method = "kernel", maxEvaluations = 40 }), "respond-async");
        string job = (await AppHost.JsonAsync(started))["job"]!.GetValue<string>();
        await app.WaitUntilEndedAsync(job);
        await app.InstanceAsync(job);
        Assert.Contains(await app.InstancesAsync(), instance => instance["name"]!.GetValue<string>() == "ExplainPartOrchestrator" && instance["input"]!.ToJsonString().Contains(job, StringComparison.Ordinal));

        using HttpResponseMessage deleted = await app.Http.DeleteAsync($"api/explanations/{job}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.DoesNotContain(await app.InstancesAsync(), instance => instance.ToJsonString().Contains(job, StringComparison.Ordinal));
    }
}

[Collection(StorageFixture.Collection)]
public sealed class RequestKeyTests(StorageFixture storage)
{
    [Fact]
    public async Task KeepFirst_ExpiredKey_StandsForTheNewRequest()
    {
        var keys = new RequestKeyTable(storage.Account);
        string key = Guid.NewGuid().ToString();
        var start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Assert.Equal("a", await KeepAsync("a", 0));
        Assert.Equal("a", await KeepAsync("b", 24));
        Assert.Equal("c", await KeepAsync("c", 25));
        Assert.Equal("c", await KeepAsync("d", 26));

        Assert.Equal("c", await KeepAsync("e", 48));
        Assert.Equal("f", await KeepAsync("f", 50));

        async Task<string> KeepAsync(string job, int hour)
        {
            DateTimeOffset now = start.AddHours(hour);
            return (await keys.KeepFirstAsync("m", key, new(job, "digest", now), now.AddHours(-24), CancellationToken.None)).Job;
        }
    }

    [Fact]
    public async Task RemoveRequestKeys_Hourly_RemovesWhatIsExpiredAndNothingElse()
    {
        // Long ago, so that keys of other tests in this storage are none that expire here.
        var time = new FixedTime(new DateTimeOffset(2001, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var keys = new RequestKeyTable(storage.Account);
        var timer = new RemoveRequestKeys(keys, Microsoft.Extensions.Options.Options.Create(new HttpOptions { IdempotencyHours = 2 }), time, NullLogger<RemoveRequestKeys>.Instance);
        string[] names = [.. Enumerable.Range(0, 30).Select(_ => Guid.NewGuid().ToString())];
        await Task.WhenAll(names.Select((name, index) => KeepAsync(name, index < 25 ? "old" : "young", time.Now.AddHours(index < 25 ? -3 : -1))));
        JobRecord job = new() { Id = Guid.NewGuid().ToString("N"), Model = "m", CreatedAt = time.Now.AddHours(-9), Trigger = "http" };
        await new JobTable(storage.Account).CreateAsync(job, CancellationToken.None);

        await timer.RunAsync(new TimerInfo(), CancellationToken.None);

        string[] left = await Task.WhenAll(names.Select(name => KeepAsync(name, "new", time.Now)));
        Assert.Equal(names.Select((_, index) => index < 25 ? "new" : "young"), left);
        Assert.Equal(job, await new JobTable(storage.Account).FindAsync(job.Id, CancellationToken.None));
        Assert.Equal(0, await keys.RemoveExpiredAsync(time.Now.AddHours(-2), CancellationToken.None));

        // Every key counts as valid here, so that what is not there any more shows.
        async Task<string> KeepAsync(string name, string job, DateTimeOffset at) =>
            (await keys.KeepFirstAsync("m", name, new(job, "digest", at), DateTimeOffset.MinValue, CancellationToken.None)).Job;
    }
}
