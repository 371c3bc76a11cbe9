using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.LocalHost;

namespace XaiFunctions.App.Tests.Jobs;

/// <summary>A model that is slow for the pieces that this app makes: one row is more than a piece of work, and more than a deadline allows.</summary>
public sealed class SlowModelTests : IAsyncLifetime
{
    private const int Columns = 12;

    private readonly TestFolder folder = new();
    private AzuriteProcess? azurite;
    private AppHost app = null!;

    public async Task InitializeAsync()
    {
        azurite = await AzuriteProcess.StartAsync(folder.Sub("azurite"));
        app = await AppHost.StartAsync(azurite.ConnectionString, folder.Sub("state"), ("Explain__PieceSeconds", "0.2"));
        await RegisterSlowAsync();
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await azurite!.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Drop_SlowModelAndAnError_SharesTheRoundsOfOneRowAndSaysTheSameAsOneProcess()
    {
        double[][] row = OnnxModels.Rows(1, Columns, 5);
        string job = await app.DropAsync("slow/row.csv", OnnxModels.Csv(row), ("method", "kernel"), ("maxError", "1e-9"), ("maxEvaluations", "3072"));
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(job))["status"]!.GetValue<string>());

        JsonNode kept = JsonNode.Parse((await app.Blobs.GetBlobContainerClient("work").GetBlobClient($"{job}/kept.json").DownloadContentAsync()).Value.Content)!;
        Assert.True(kept["plan"]!["batch"]!["work"]!["splitsBlocks"]!.GetValue<bool>(), "The model is too fast for this test.");
        using HttpResponseMessage response = await app.ExplainAsync("slow", Body(row, new JsonObject { ["method"] = "kernel", ["maxError"] = 1e-9, ["maxEvaluations"] = 3072 }), "wait=60");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonObject answer = await AppHost.JsonAsync(response);
        Assert.InRange(answer["method"]!["contract"]!["deadlineSeconds"]!.GetValue<double>(), 1, 48);
        string alone = answer["job"]!["id"]!.GetValue<string>();
        Assert.Equal(await app.FileAsync(alone, "attributions.csv"), await app.FileAsync(job, "attributions.csv"));
        JsonObject reached = JsonNode.Parse(await app.FileAsync(job, "document.json"))!["method"]!["reached"]!.AsObject();
        Assert.Equal(("budget", 5), (reached["stopReason"]!.GetValue<string>(), reached["rounds"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Create_DeadlineThatComesWhileSampling_AnswersTheBestSoFarWithItsIntervals()
    {
        JsonObject options = new() { ["method"] = "kernel", ["maxError"] = 1e-9, ["deadline"] = "300ms" };

        using HttpResponseMessage response = await app.ExplainAsync("slow", Body(OnnxModels.Rows(1, Columns, 5), options), "wait=60");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonObject document = await AppHost.JsonAsync(response);
        JsonObject reached = document["method"]!["reached"]!.AsObject();
        Assert.Equal("deadline", reached["stopReason"]!.GetValue<string>());
        Assert.InRange(reached["mostEvaluations"]!.GetValue<int>(), 4 * Columns, 4094);
        Assert.Contains("deadline", document["warnings"]!.AsArray().Select(warning => warning!["code"]!.GetValue<string>()));
        Assert.True(reached["largestHalfWidth"]!.GetValue<double>() > 0);
    }

    [Fact]
    public async Task Create_WaitTooShortForTheWholeSample_AnswersTheBestSoFarUnlessAJobIsPreferred()
    {
        // As many rows and seconds that the first round, a 64th of the sample, needs a sixteenth of the time and the whole sample four times as much, by the measured speed of the model.
        JsonObject options = new() { ["method"] = "kernel", ["maxEvaluations"] = 3072 };
        using HttpResponseMessage estimate = await app.Http.PostAsync("api/models/slow/explanations:estimate", JsonContent.Create(new { rows = 1, options }));
        double perRow = (await AppHost.JsonAsync(estimate))["processorSeconds"]!.GetValue<double>();
        int rows = (int)Math.Clamp(Math.Ceiling(8 / perRow), 1, 16);
        double wait = Math.Ceiling(rows * perRow / 4);
        string body = Body(OnnxModels.Rows(rows, Columns, 5), options), prefer = string.Create(CultureInfo.InvariantCulture, $"wait={wait}");

        using HttpResponseMessage best = await app.ExplainAsync("slow", body, prefer);
        Assert.True(best.StatusCode == HttpStatusCode.OK, $"{best.StatusCode}: {await best.Content.ReadAsStringAsync()}\n{string.Join('\n', app.Output.TakeLast(20))}");
        JsonNode method = (await AppHost.JsonAsync(best))["method"]!;
        Assert.Equal("deadline", method["reached"]!["stopReason"]!.GetValue<string>());
        Assert.InRange(method["reached"]!["mostEvaluations"]!.GetValue<int>(), 4 * Columns, 3071);
        Assert.True(method["reached"]!["largestHalfWidth"]!.GetValue<double>() > 0);
        Assert.InRange(method["contract"]!["deadlineSeconds"]!.GetValue<double>(), 0.1, 0.8 * wait);

        foreach ((string text, string preference) in ((string, string)[])[(body, $"respond-async, {prefer}"), (Body(OnnxModels.Rows(16, Columns, 5), new() { ["method"] = "exact" }), "wait=1"), (body, "wait=0")])
        {
            using HttpResponseMessage job = await app.ExplainAsync("slow", text, preference);
            Assert.Equal(HttpStatusCode.Accepted, job.StatusCode);
            (await app.Http.DeleteAsync(job.Headers.Location)).Dispose();
        }
    }

    private async Task RegisterSlowAsync()
    {
        using HttpResponseMessage response = await app.RegisterAsync("slow", "1", "{}"u8.ToArray(), OnnxModels.Slow(Columns, 12), OnnxModels.Csv(OnnxModels.Rows(2, Columns, 9)));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Body(double[][] rows, JsonObject options) => new JsonObject
    {
        ["instances"] = new JsonArray([.. rows.Select(row => new JsonObject(row.Select((cell, column) => KeyValuePair.Create($"x{column}", (JsonNode?)cell))))]),
        ["options"] = options,
    }.ToJsonString();
}
