using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Http;

[Collection(AppFixture.Collection)]
public sealed class FormTests(AppFixture fixture)
{
    private readonly AppHost app = fixture.App;

    [Theory]
    [InlineData("application/json", "document.json")]
    [InlineData("application/jsonl", "rows.jsonl")]
    [InlineData("application/x-ndjson", "rows.jsonl")]
    [InlineData("text/csv", "attributions.csv")]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", "report.html")]
    [InlineData("application/json;q=0.5, text/csv", "attributions.csv")]
    [InlineData("image/png, text/csv;q=0.1", "attributions.csv")]
    public async Task Get_CompletedWithAForm_GivesThatFile(string accept, string file)
    {
        string job = await ExplainAsync();
        using HttpResponseMessage response = await GetAsync($"api/explanations/{job}", "Accept", accept);
        using HttpResponseMessage direct = await app.Http.GetAsync($"api/explanations/{job}/files/{file}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(await direct.Content.ReadAsByteArrayAsync(), await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(direct.Content.Headers.ContentType, response.Content.Headers.ContentType);
        Assert.Equal(direct.Headers.ETag, response.Headers.ETag);
        Assert.Contains("Accept", response.Headers.Vary);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("image/png, */*;q=0.1")]
    [InlineData("not a type")]
    [InlineData("text/csv;q=0")]
    public async Task Get_CompletedWithAnyForm_GivesTheStatus(string accept)
    {
        using HttpResponseMessage response = await GetAsync($"api/explanations/{await ExplainAsync()}", "Accept", accept);
        Assert.Equal("completed", (await AppHost.JsonAsync(response))["status"]!.GetValue<string>());
        Assert.Null(response.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("text/plain, application/xml")]
    public async Task Get_CompletedWithAFormItHasNot_Is406(string accept)
    {
        using HttpResponseMessage response = await GetAsync($"api/explanations/{await ExplainAsync()}", "Accept", accept);
        Assert.Contains("text/csv", (await Problems.AssertAsync(response, HttpStatusCode.NotAcceptable))["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Get_RunningJob_GivesTheStatusAndWhenToAskAgain()
    {
        using HttpResponseMessage started = await app.ExplainAsync("credit", Samples.Body(120, new { method = "kernel", maxEvaluations = 100_000 }), "respond-async");
        string job = (await AppHost.JsonAsync(started))["job"]!.GetValue<string>();
        Assert.NotNull(started.Headers.RetryAfter);

        using HttpResponseMessage running = await GetAsync($"api/explanations/{job}", "Accept", "text/csv");
        Assert.Equal("application/json", running.Content.Headers.ContentType!.MediaType);
        Assert.NotNull(running.Headers.RetryAfter);
        using HttpResponseMessage cancelled = await app.Http.DeleteAsync($"api/explanations/{job}");
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.NotNull(cancelled.Headers.RetryAfter);
        await app.WaitUntilEndedAsync(job);
    }

    [Fact]
    public async Task File_ThatTheCallerHas_Is304()
    {
        string path = $"api/explanations/{await ExplainAsync()}/files/rows.jsonl";
        using HttpResponseMessage first = await app.Http.GetAsync(path);
        string etag = first.Headers.ETag!.ToString();

        foreach (string match in (string[])[etag, $"\"other\", {etag}", $"W/{etag}", "*"])
        {
            using HttpResponseMessage again = await GetAsync(path, "If-None-Match", match);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(etag, again.Headers.ETag!.ToString());
            Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        }

        using HttpResponseMessage changed = await GetAsync(path, "If-None-Match", "\"other\"");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using HttpResponseMessage missing = await GetAsync(path.Replace("rows.jsonl", "rejected.csv", StringComparison.Ordinal), "If-None-Match", "*");
        await Problems.AssertAsync(missing, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Rows_PageByPage_AreTheLinesOfTheFile()
    {
        using HttpResponseMessage response = await app.ExplainAsync("credit", Samples.Body(5, new { maxEvaluations = 20 }, instances => instances[2]!["Age"] = "old"));
        string address = $"api/explanations/{(await AppHost.JsonAsync(response))["job"]!["id"]}/rows";
        string[] lines = (await app.Http.GetStringAsync(address.Replace("/rows", "/files/rows.jsonl", StringComparison.Ordinal))).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var pages = new List<JsonObject>();
        for (long? from = 1; from is not null; from = pages[^1]["next"]?.GetValue<long>())
            pages.Add((await app.Http.GetFromJsonAsync<JsonObject>($"{address}?from={from}&top=2"))!);
        Assert.Equal(lines, pages.SelectMany(page => page["rows"]!.AsArray()).Select(row => row!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })));
        Assert.Equal([2, 2], pages.Select(page => page["rows"]!.AsArray().Count));
        using HttpResponseMessage jsonl = await GetAsync($"{address}?from=2&top=2", "Accept", "application/jsonl");
        Assert.Equal($"{lines[1]}\n{lines[2]}\n", await jsonl.Content.ReadAsStringAsync());
        Assert.Equal(lines[3], await app.Http.GetStringAsync($"{address}/5"));

        using HttpResponseMessage rejected = await app.Http.GetAsync($"{address}/3");
        await Problems.AssertAsync(rejected, HttpStatusCode.NotFound);
        using HttpResponseMessage again = await GetAsync($"{address}?from=2&top=2", "If-None-Match", jsonl.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode); // JSON is another entity
        using HttpResponseMessage known = await GetAsync($"{address}?from=2&top=2", "If-None-Match", again.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        using HttpResponseMessage wrong = await app.Http.GetAsync($"{address}?from=0&top=1001");
        Assert.Equal(2, (await Problems.AssertAsync(wrong, HttpStatusCode.BadRequest))["problems"]!.AsArray().Count);
    }

    private async Task<string> ExplainAsync()
    {
        using HttpResponseMessage response = await app.ExplainAsync("credit", Samples.Body(1, new { maxEvaluations = 20 }), key: "forms");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["job"]!["id"]!.GetValue<string>();
    }

    private Task<HttpResponseMessage> GetAsync(string path, string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        return app.Http.SendAsync(request);
    }
}
