using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Http;

[Collection(AppFixture.Collection)]
public sealed class FeedbackTests(AppFixture fixture)
{
    private const string Comment = "Frau Muster was not asked =1+1 <b>";

    private readonly AppHost app = fixture.App;

    [Fact]
    public async Task Feedback_OfSeveralReaders_IsSummedUpAndGoesWithItsJob()
    {
        (await app.RegisterAsync("liked", "1")).Dispose();
        using HttpResponseMessage explained = await app.ExplainAsync("liked", Samples.Body(3, new { maxEvaluations = 20 }, instances => instances[1]!["Age"] = "old"));
        string job = explained.Headers.Location!.ToString();
        string[] bodies =
        [
            """{ "understandable": true, "useful": true, "right": false, "comment": "Frau Muster was not asked =1+1 <b>" }""",
            """{ "useful": true }""",
            """{ "understandable": false, "comment": "second" }""",
        ];
        for (int i = 0; i < bodies.Length; i++)
            Assert.Equal(HttpStatusCode.NoContent, (await GiveAsync(job, i + 1, bodies[i])).StatusCode);

        JsonObject summary = await SummaryAsync();
        Assert.Equal(3, summary["count"]!.GetValue<int>());
        Assert.Equal("""{"yes":1,"no":1}""", summary["understandable"]!.ToJsonString());
        Assert.Equal("""{"yes":2,"no":0}""", summary["useful"]!.ToJsonString());
        Assert.Equal("""{"yes":0,"no":1}""", summary["right"]!.ToJsonString());
        Assert.Equal(["second", Comment], summary["comments"]!.AsArray().Select(comment => comment!["text"]!.GetValue<string>()));
        Assert.DoesNotContain(app.Output, line => line.Contains("Muster", StringComparison.Ordinal));

        (await app.Http.DeleteAsync(job)).Dispose();
        Assert.Equal(0, (await SummaryAsync())["count"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("1", "{}", HttpStatusCode.BadRequest)]
    [InlineData("1", """{ "useful": "yes" }""", HttpStatusCode.BadRequest)]
    [InlineData("1", """{ "useful": true, "other": 1 }""", HttpStatusCode.BadRequest)]
    [InlineData("0", """{ "useful": true }""", HttpStatusCode.NotFound)]
    [InlineData("2", """{ "useful": true }""", HttpStatusCode.NotFound)]
    [InlineData("first", """{ "useful": true }""", HttpStatusCode.NotFound)]
    public async Task Feedback_Wrong_IsAProblem(string row, string body, HttpStatusCode status)
    {
        using HttpResponseMessage explained = await app.ExplainAsync("credit", Samples.Body(1, new { maxEvaluations = 20 }), key: "feedback");
        using HttpResponseMessage response = await app.Http.PostAsync($"{explained.Headers.Location}/rows/{row}/feedback", Json(body));
        await Problems.AssertAsync(response, status);
    }

    [Fact]
    public async Task Feedback_CommentTooLong_NamesTheLimit()
    {
        using HttpResponseMessage explained = await app.ExplainAsync("credit", Samples.Body(1, new { maxEvaluations = 20 }), key: "feedback");
        using HttpResponseMessage response = await GiveAsync(explained.Headers.Location!.ToString(), 1, new JsonObject { ["comment"] = new string('x', 2001) }.ToJsonString());
        Assert.Contains("limit MaxCommentLength", (await Problems.AssertAsync(response, HttpStatusCode.RequestEntityTooLarge))["detail"]!.GetValue<string>());
    }

    private static StringContent Json(string body) => new(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));

    private Task<HttpResponseMessage> GiveAsync(string job, int row, string body) => app.Http.PostAsync($"{job}/rows/{row}/feedback", Json(body));

    private async Task<JsonObject> SummaryAsync() => (await app.Http.GetFromJsonAsync<JsonObject>("api/models/liked/feedback"))!;
}
