using System.Net;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Http;

[Collection(AppFixture.Collection)]
public sealed class ListTests(AppFixture fixture)
{
    private readonly AppHost app = fixture.App;

    [Theory]
    [InlineData("top=0", "top")]
    [InlineData("top=501", "500")]
    [InlineData("top=many", "top")]
    [InlineData("state=asleep", "queued, running")]
    [InlineData("state=3", "state")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-13-01", "to")]
    [InlineData("continuation=x", "continuation")]
    [InlineData("model=a&model=b", "more than once")]
    [InlineData("modle=a", "'modle'")]
    public async Task List_BadParameter_IsAProblemThatNamesIt(string query, string detail)
    {
        using HttpResponseMessage response = await app.Http.GetAsync($"api/explanations?{query}");
        JsonObject problem = await Problems.AssertAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains(detail, problem["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task List_OfAModel_GivesItsJobsPageByPage()
    {
        string model = "listed" + Guid.NewGuid().ToString("N")[..8];
        (await app.RegisterAsync(model, "1")).Dispose();
        var asked = new List<string>();
        for (int job = 0; job < 3; job++)
        {
            using HttpResponseMessage response = await app.ExplainAsync(model, Samples.Body(1, new { maxEvaluations = 20 }));
            asked.Insert(0, (await AppHost.JsonAsync(response))["job"]!["id"]!.GetValue<string>());
        }

        JsonObject first = await ListAsync($"model={model}&top=2");
        Assert.Equal(asked[..2], Ids(first));
        Assert.All(first["jobs"]!.AsArray(), job => Assert.Equal("completed", job!["status"]!.GetValue<string>()));
        JsonObject second = await ListAsync($"model={model}&top=2&continuation={first["continuation"]}");
        Assert.Equal(asked[2..], Ids(second));
        Assert.Null(second["continuation"]);
        Assert.Empty(Ids(await ListAsync($"model={model}&state=failed")));
        Assert.Empty(Ids(await ListAsync($"model={model}&to=2020-01-01T00:00:00Z")));
        Assert.Equal(asked, Ids(await ListAsync($"model={model}&from=2020-01-01&state=Completed")));
    }

    private static IEnumerable<string> Ids(JsonObject list) => list["jobs"]!.AsArray().Select(job => job!["job"]!.GetValue<string>());

    private async Task<JsonObject> ListAsync(string query)
    {
        using HttpResponseMessage response = await app.Http.GetAsync($"api/explanations?{query}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await AppHost.JsonAsync(response);
    }
}
