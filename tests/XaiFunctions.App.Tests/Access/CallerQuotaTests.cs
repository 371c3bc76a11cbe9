using System.Net;
using XaiFunctions.App.Access;
using XaiFunctions.App.Http;
using XaiFunctions.App.Options;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Access;

[Collection(StorageFixture.Collection)]
public sealed class CallerQuotaTests(StorageFixture storage)
{
    private readonly FixedTime time = new(new DateTimeOffset(2026, 11, 20, 12, 59, 0, TimeSpan.Zero));
    private readonly Caller caller = new("token", Guid.NewGuid().ToString(), Roles.Explainer, new HashSet<string>());

    [Fact]
    public async Task Take_MoreThanAnHoursRows_IsRefusedUntilTheNextHourAndForThatCallerOnly()
    {
        await TakeAsync(caller, 60, 100);
        ProblemException refused = await Assert.ThrowsAsync<ProblemException>(() => TakeAsync(caller, 41, 100));
        Assert.Equal(429, refused.Problem.Status);
        Assert.DoesNotContain(caller.Id, refused.Problem.Detail);
        await TakeAsync(caller, 40, 100);
        await TakeAsync(caller with { Id = Guid.NewGuid().ToString() }, 100, 100);
        await TakeAsync(caller, 1_000_000, 0); // 0 is no limit

        time.Now += TimeSpan.FromMinutes(1);
        await TakeAsync(caller, 100, 100);
    }

    [Fact]
    public async Task Take_ManyAtOnce_CountsEveryOne()
    {
        bool[] taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            try
            {
                await TakeAsync(caller, 10, 100);
                return true;
            }
            catch (ProblemException)
            {
                return false;
            }
        }));
        Assert.Equal(10, taken.Count(was => was));
    }

    [Fact]
    public async Task TopUp_MoreRowsThanTheQuotaHolds_IsRefusedButNotWhatWasAskedBefore()
    {
        using var folder = new TestFolder();
        await using AppHost app = await AppHost.StartAsync(storage.ConnectionString, folder.Sub("state"), ("Access__RowsPerHour", "5"));
        (await app.RegisterAsync("quota", "1")).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/models/quota/explanations") { Content = Json(Samples.Body(2, new { method = "kernel", maxEvaluations = 100 })) };
        request.Headers.Add("Prefer", "respond-async");
        using HttpResponseMessage asked = await app.Http.SendAsync(request);
        string job = (await AppHost.JsonAsync(asked))["job"]!.GetValue<string>();
        await app.WaitUntilEndedAsync(job);

        using HttpResponseMessage first = await TopUpAsync(200), again = await TopUpAsync(200), more = await TopUpAsync(300);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, more.StatusCode);

        Task<HttpResponseMessage> TopUpAsync(int evaluations) => app.Http.PostAsync($"api/explanations/{job}/top-up", Json($$"""{ "maxEvaluations": {{evaluations}} }"""));
        static StringContent Json(string body) => new(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
    }

    private Task TakeAsync(Caller who, long rows, long most) =>
        new CallerQuota(storage.Account, Microsoft.Extensions.Options.Options.Create(new AccessOptions { RowsPerHour = most }), time).TakeAsync(who, rows, CancellationToken.None);
}
