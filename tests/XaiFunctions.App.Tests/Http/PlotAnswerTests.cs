using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Http;

[Collection(AppFixture.Collection)]
public sealed class PlotAnswerTests(AppFixture fixture)
{
    private readonly AppHost app = fixture.App;

    [Fact]
    public async Task Plots_CompletedJob_AreListedAndEachIsAnSvgFile()
    {
        string job = await ExplainAsync();
        JsonArray plots = (await app.Http.GetFromJsonAsync<JsonObject>($"api/explanations/{job}/plots"))!["plots"]!.AsArray();

        Assert.Contains("importance-1", plots.Select(plot => plot!["name"]!.GetValue<string>()));
        Assert.Contains("waterfall-1-typical", plots.Select(plot => plot!["name"]!.GetValue<string>()));
        foreach (JsonNode? plot in plots)
        {
            using HttpResponseMessage response = await app.Http.GetAsync(plot!["href"]!.GetValue<string>());
            Assert.Equal("image/svg+xml", response.Content.Headers.ContentType!.MediaType);
            Assert.Contains("sandbox", string.Concat(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            XElement svg = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
            Assert.Equal(plot["title"]!.GetValue<string>(), svg.Element(svg.Name.Namespace + "title")!.Value);
        }
    }

    [Fact]
    public async Task Plot_ThatTheCallerHas_Is304AndAnotherPlotIsNot()
    {
        string plots = $"api/explanations/{await ExplainAsync()}/plots";
        using HttpResponseMessage first = await app.Http.GetAsync($"{plots}/importance-1.svg");

        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync($"{plots}/importance-1.svg", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"{plots}/waterfall-1-typical.svg", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync($"{plots}/importance-1.svg", "*"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{plots}/none.svg", "*"));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("..")]
    [InlineData("importance-1%22%0d%0aX: y")]
    public async Task Plot_Unknown_IsAProblem(string name)
    {
        using HttpResponseMessage response = await app.Http.GetAsync($"api/explanations/{await ExplainAsync()}/plots/{name}.svg");
        await Problems.AssertAsync(response, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Markdown_OfTheRequestAndOfItsJob_IsTheSamePage()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/models/credit/explanations")
        {
            Content = new StringContent(Samples.Body(3, new { maxEvaluations = 40 }), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
            Headers = { { "Accept", "text/markdown" } },
        };
        using HttpResponseMessage answer = await app.Http.SendAsync(request);
        string page = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/markdown", answer.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("# credit: how it came to its predictions\n", page, StringComparison.Ordinal);

        using var again = new HttpRequestMessage(HttpMethod.Get, answer.Headers.Location) { Headers = { { "Accept", "text/markdown" } } };
        using HttpResponseMessage stored = await app.Http.SendAsync(again);
        Assert.Equal(page, await stored.Content.ReadAsStringAsync());
        using HttpResponseMessage json = await app.Http.GetAsync($"{answer.Headers.Location}/files/document.json");
        Assert.NotEqual(json.Headers.ETag, stored.Headers.ETag);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string has)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", has);
        using HttpResponseMessage response = await app.Http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<string> ExplainAsync()
    {
        using HttpResponseMessage response = await app.ExplainAsync("credit", Samples.Body(4, new { maxEvaluations = 40 }), key: "plots");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["job"]!["id"]!.GetValue<string>();
    }
}
