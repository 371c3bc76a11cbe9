using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Jobs;

/// <summary>Backgrounds that the manifest wants weighted or summarised, and how far explanations depend on which rows are in them.</summary>
[Collection(AppFixture.Collection)]
public sealed class BackgroundTests(AppFixture fixture)
{
    private readonly AppHost app = fixture.App;

    [Fact]
    public async Task Drop_WeightedBackground_AveragesByTheWeights()
    {
        // The roots are 2 and 3, the second one with three times the weight.
        byte[] background = Encoding.UTF8.GetBytes("x0,x1,x2,share\n1,1,2,10\n3,3,3,30\n");
        JsonObject document = await ExplainAsync("weighted", """{ "background": { "file": "background.csv", "weights": "share" } }""", background);

        Assert.Equal(2.75, document["summary"]!["outputs"]![0]!["baseValue"]!.GetValue<double>(), 1e-6);
        Assert.Equal("share", document["data"]!["backgroundWeights"]!.GetValue<string>());
        Assert.DoesNotContain("ignored-columns", document["warnings"]!.AsArray().Select(warning => warning!["code"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("k-means")]
    [InlineData("k-medoids")]
    public async Task Drop_SummarisedBackground_AveragesOverTheSummaryAndSaysSo(string method)
    {
        byte[] background = OnnxModels.Csv([[1, 1, 2], [1, 1, 2], [1, 1, 2], [3, 3, 3]]);
        JsonObject document = await ExplainAsync(
            method, $$"""{ "background": { "file": "background.csv", "summary": { "method": "{{method}}", "size": 2, "seed": 5 } } }""", background);

        // As many different rows as the summary has: the weights make it the same game.
        Assert.Equal(2.25, document["summary"]!["outputs"]![0]!["baseValue"]!.GetValue<double>(), 1e-6);
        JsonObject data = document["data"]!.AsObject();
        Assert.Equal(2, data["backgroundRows"]!.GetValue<int>());
        Assert.Equal((method, 2, 5, 4), (
            data["backgroundSummary"]!["method"]!.GetValue<string>(),
            data["backgroundSummary"]!["size"]!.GetValue<int>(),
            data["backgroundSummary"]!["seed"]!.GetValue<int>(),
            data["backgroundSummary"]!["fileRows"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Drop_BackgroundThatIsASample_TellsHowFarAttributionsDependOnIt()
    {
        JsonObject document = await ExplainAsync("spread", "{}", OnnxModels.Csv([.. Enumerable.Range(1, 40).Select(i => new double[] { i, 41 - i, i % 7 })]));

        double mean = document["quality"]!["meanBackgroundError"]!.GetValue<double>(), largest = document["quality"]!["largestBackgroundError"]!.GetValue<double>();
        Assert.InRange(mean, 1e-4, largest);
        JsonObject row = JsonNode.Parse((await app.FileAsync(document["job"]!["id"]!.GetValue<string>(), "rows.jsonl")).AsSpan()[..^1])!.AsObject();
        double[] errors = [.. row["outputs"]![0]!["backgroundErrors"]!.AsObject().Select(error => error.Value!.GetValue<double>())];
        Assert.Equal(largest, errors.Max(), 1e-12);
        Assert.Equal(mean, errors.Average(), 1e-12);
    }

    [Theory]
    [InlineData("""{ "background": { "summary": { "method": "median", "size": 3 } } }""", "k-means or k-medoids")]
    [InlineData("""{ "background": { "summary": { "method": "k-means" } } }""", "at least 1")]
    [InlineData("""{ "features": ["x0", "x1", "x2"], "background": { "weights": "x1" } }""", "is a feature")]
    [InlineData("""{ "background": { "weights": "share" } }""", "not a positive weight")]
    [InlineData("""{ "background": { "file": "background.csv", "wait": 1 } }""", "'wait'")]
    public async Task Register_WrongBackground_IsRefusedWithTheReason(string manifest, string reason)
    {
        using HttpResponseMessage response = await app.RegisterAsync(
            "refused", "1", Encoding.UTF8.GetBytes(manifest), OnnxModels.RootOfSum(3), Encoding.UTF8.GetBytes("x0,x1,x2,share\n1,1,2,1\n3,3,3,0\n"));

        Assert.Contains(reason, await response.Content.ReadAsStringAsync());
        Assert.False(response.IsSuccessStatusCode);
    }

    private async Task<JsonObject> ExplainAsync(string model, string manifest, byte[] background)
    {
        using HttpResponseMessage response = await app.RegisterAsync(model, "1", Encoding.UTF8.GetBytes(manifest), OnnxModels.RootOfSum(3), background);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        string job = await app.DropAsync($"{model}/rows.csv", OnnxModels.Csv([5, 6, 7]));
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(job))["status"]!.GetValue<string>());
        return JsonNode.Parse(await app.FileAsync(job, "document.json"))!.AsObject();
    }
}
