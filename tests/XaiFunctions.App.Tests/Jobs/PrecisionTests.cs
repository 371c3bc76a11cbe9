using System.Net;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Jobs;

/// <summary>Jobs that are asked for more precision later, and what jobs are expected to take.</summary>
[Collection(AppFixture.Collection)]
public sealed class PrecisionTests(AppFixture fixture)
{
    private readonly AppHost app = fixture.App;

    [Theory]
    [InlineData(null)]
    [InlineData("1e-9")]
    public async Task TopUp_MorePrecision_SaysWhatAJobSaysOfWhichAsMuchWasAskedAtOnce(string? maxError)
    {
        (string, string)[] kernel = [("method", "kernel"), ("seed", "3")];
        byte[] rows = Samples.GoodRows(20);
        (string, string)[] more = maxError is null ? [("maxEvaluations", "700")] : [("maxEvaluations", "700"), ("maxError", maxError)];
        string first = await app.DropAsync($"credit/less-{maxError}.csv", rows, [.. kernel, ("maxEvaluations", "300")]);
        string atOnce = await app.DropAsync($"credit/more-{maxError}.csv", rows, [.. kernel, .. more]);
        await app.WaitUntilEndedAsync(first);

        string body = $$"""{ "maxEvaluations": 700, "maxError": {{maxError ?? "null"}} }""";
        string topUp = await TopUpAsync(first, body), again = await TopUpAsync(first, body);

        Assert.Equal("completed", (await app.WaitUntilEndedAsync(topUp))["status"]!.GetValue<string>());
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(atOnce))["status"]!.GetValue<string>());
        Assert.Equal(topUp, again);
        foreach (string file in (string[])["attributions.csv", "rows.jsonl"])
            Assert.Equal(await app.FileAsync(atOnce, file), await app.FileAsync(topUp, file));
        JsonObject document = JsonNode.Parse(await app.FileAsync(topUp, "document.json"))!.AsObject();
        Assert.Equal(first, document["job"]!["topsUp"]!.GetValue<string>());
        Assert.Equal(Content(await app.FileAsync(atOnce, "document.json")), Content(await app.FileAsync(topUp, "document.json")));
        Assert.NotEqual(await app.FileAsync(first, "attributions.csv"), await app.FileAsync(topUp, "attributions.csv"));
    }

    [Fact]
    public async Task TopUp_WhatHasNothingToGoOnFrom_IsRefused()
    {
        string exact = await app.DropAsync("credit/exact-to-top.csv", Samples.GoodRows(2), ("method", "closed-form"), ("space", "margin"));
        string sampled = await app.DropAsync("credit/sampled-to-top.csv", Samples.GoodRows(2), ("method", "kernel"), ("maxEvaluations", "100"));
        await app.WaitUntilEndedAsync(exact);
        await app.WaitUntilEndedAsync(sampled);

        using HttpResponseMessage nothing = await PostTopUpAsync(exact, """{ "maxError": 0.001 }""");
        using HttpResponseMessage less = await PostTopUpAsync(sampled, """{ "maxEvaluations": 80 }""");
        using HttpResponseMessage unknown = await PostTopUpAsync(sampled, """{ "seed": 4 }""");

        await Problems.AssertAsync(nothing, HttpStatusCode.Conflict);
        await Problems.AssertAsync(less, HttpStatusCode.BadRequest);
        await Problems.AssertAsync(unknown, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Estimate_RowsAndOptions_ForetellsWhatTheJobTakes()
    {
        using HttpResponseMessage sampled = await EstimateAsync("""{ "rows": 20, "options": { "method": "kernel", "maxEvaluations": 300 } }""");
        using HttpResponseMessage additive = await EstimateAsync("""{ "rows": 20, "options": { "space": "margin" } }""");
        string job = await app.DropAsync("credit/foretold.csv", Samples.GoodRows(20), ("method", "kernel"), ("maxEvaluations", "300"));
        await app.WaitUntilEndedAsync(job);

        JsonObject estimate = await AppHost.JsonAsync(sampled);
        JsonObject reached = JsonNode.Parse(await app.FileAsync(job, "document.json"))!["method"]!["reached"]!.AsObject();
        JsonNode kept = JsonNode.Parse((await app.Blobs.GetBlobContainerClient("work").GetBlobClient($"{job}/kept.json").DownloadContentAsync()).Value.Content)!;
        Assert.Equal("kernel", estimate["method"]!.GetValue<string>());
        Assert.Equal(reached["evaluations"]!.GetValue<long>(), estimate["evaluations"]!.GetValue<long>());
        Assert.Equal(kept["plan"]!["modelRowsPerRow"]!.GetValue<long>() * 20 + 20, estimate["modelRows"]!.GetValue<long>());
        Assert.Equal(kept["plan"]!["secondsPerModelRow"]!.GetValue<double>(), estimate["secondsPerModelRow"]!.GetValue<double>());
        Assert.Equal(kept["plan"]!["batch"]!["solveCount"]!.GetValue<int>(), estimate["workItems"]!.GetValue<int>());
        double processor = estimate["processorSeconds"]!.GetValue<double>();
        double solving = 20 * kept["plan"]!["solveSecondsPerRow"]!.GetValue<double>();
        Assert.True(solving > 0);
        Assert.Equal((estimate["modelRows"]!.GetValue<long>() * estimate["secondsPerModelRow"]!.GetValue<double>()) + solving, processor, processor * 1e-9);
        Assert.Equal(2 * processor, estimate["cost"]!["gigabyteSeconds"]!.GetValue<double>(), processor * 1e-9);
        Assert.Equal("2025-11-20", estimate["cost"]!["pricesOf"]!.GetValue<string>());
        Assert.Equal("closed-form", (await AppHost.JsonAsync(additive))["method"]!.GetValue<string>());
    }

    private async Task<string> TopUpAsync(string job, string body)
    {
        using HttpResponseMessage response = await PostTopUpAsync(job, body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await AppHost.JsonAsync(response))["job"]!.GetValue<string>();
    }

    private Task<HttpResponseMessage> PostTopUpAsync(string job, string body) =>
        app.Http.PostAsync($"api/explanations/{job}/top-up", new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));

    private Task<HttpResponseMessage> EstimateAsync(string body) =>
        app.Http.PostAsync("api/models/credit/explanations:estimate", new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));

    /// <summary>A document without its job and the names that only this job's file has.</summary>
    private static string Content(byte[] document)
    {
        JsonObject json = JsonNode.Parse(document)!.AsObject();
        json.Remove("job");
        json["data"]!.AsObject().Remove("scoringFile");
        return json.ToJsonString();
    }
}
