using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.App.Privacy.Releases;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Privacy;

/// <summary>Global importances under differential privacy: what they cost, and that nobody gets more than the budget.</summary>
[Collection(AppFixture.Collection)]
public sealed class ReleaseTests(AppFixture fixture)
{
    private const double Clip = 0.25;
    private const int Rows = 24;

    private readonly AppHost app = fixture.App;
    private readonly string model = $"released-{Guid.NewGuid():N}";

    [Fact]
    public async Task Release_WithinTheBudget_IsNoisyAndTheSameWhenAskedAgainAndCostsOnce()
    {
        string job = await ExplainAsync(new { maxEvaluations = 30 });
        await Problems.AssertAsync(await AskAsync(job, 0.5), HttpStatusCode.Conflict); // no policy
        await SetAsync(new { releases = new { clip = Clip, epsilon = 1.0 } });

        JsonNode first = await AnswerAsync(job, 0.6);
        JsonNode again = await AnswerAsync(job, 0.6);

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Equal((0.6, 0.0), (first["spent"]!["epsilon"]!.GetValue<double>(), first["spent"]!["delta"]!.GetValue<double>()));
        double[] exact = await ImportancesAsync(job), told = [.. first["importances"]!.AsArray().Select(player => player!["value"]!.GetValue<double>())];
        Assert.Equal(exact.Length, told.Length);
        Assert.NotEqual(exact, told);
        Assert.All(told, value => Assert.InRange(value, 0, Clip));
        Assert.Equal(exact.Length * Clip / Rows / 0.6, first["noiseScale"]!.GetValue<double>(), 1e-12);
        Assert.Equal(3, first["conditions"]!.AsArray().Count);

        JsonObject refused = await Problems.AssertAsync(await AskAsync(job, 0.5), HttpStatusCode.Conflict);
        Assert.Contains("of epsilon 1 there is 0.4 left", refused["detail"]!.GetValue<string>());
        string[] told2 = (await app.Http.GetStringAsync($"api/audit-log/records?subject=release:{first["id"]}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("importance-released", JsonNode.Parse(Assert.Single(told2))!["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task Release_ManyAtOnce_NeverOverspend()
    {
        string job = await ExplainAsync(new { maxEvaluations = 30 });
        await SetAsync(new { releases = new { clip = Clip, epsilon = 1.0, delta = 0.001 } });
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(asked => AskAsync(job, 0.3 + (asked * 1e-6), 0.0001)));
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Release_WhatNoGuaranteeHoldsFor_IsRefused()
    {
        await SetAsync(new { releases = new { clip = Clip, epsilon = 1.0 } });
        string precise = await ExplainAsync(new { method = "kernel", maxError = 0.5 });
        string detail = (await Problems.AssertAsync(await AskAsync(precise, 0.1), HttpStatusCode.Conflict))["detail"]!.GetValue<string>();
        Assert.Contains("depended on other rows", detail);
        await Problems.AssertAsync(await AskAsync(precise, -1), HttpStatusCode.BadRequest);
        await Problems.AssertAsync(await AskAsync(await ExplainAsync(new { maxEvaluations = 30 }), 0.1, 0.5), HttpStatusCode.BadRequest);
        await Problems.AssertAsync(await app.Http.PutAsJsonAsync($"api/models/{model}/privacy-policy", new { releases = new { clip = 0, epsilon = 1 } }), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Read_SeveralOutputs_TakesTheLinesOfOneAndClipsThem()
    {
        const string text = "row,output,prediction,base_value,a,\"b, c\"\n1,x,0,0,0.1,-0.9\n1,y,0,0,5,5\n3,x,0,0,-0.2,0.3\n3,y,0,0,5,5\n";
        ClippedSums sums = await ClippedSums.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), 0, 2, 0.5, CancellationToken.None);
        Assert.Equal(2, sums.Rows);
        Assert.Equal([0.1 + 0.2, 0.5 + 0.3], sums.Sums);
    }

    private async Task<string> ExplainAsync(object options)
    {
        using HttpResponseMessage registered = await app.RegisterAsync(model, "1");
        using HttpResponseMessage response = await app.ExplainAsync(model, Samples.Body(Rows, options));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await AppHost.JsonAsync(response))["job"]!["id"]!.GetValue<string>();
    }

    private async Task SetAsync(object policy)
    {
        using HttpResponseMessage set = await app.Http.PutAsJsonAsync($"api/models/{model}/privacy-policy", policy);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
    }

    private Task<HttpResponseMessage> AskAsync(string job, double epsilon, double delta = 0) =>
        app.Http.PostAsJsonAsync($"api/models/{model}/importances:release", new { job, epsilon, delta, mechanism = delta > 0 ? "analyticGaussian" : "laplace" });

    private async Task<JsonNode> AnswerAsync(string job, double epsilon)
    {
        using HttpResponseMessage response = await AskAsync(job, epsilon);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await AppHost.JsonAsync(response);
    }

    /// <summary>The exact means of the clipped attributions.</summary>
    private async Task<double[]> ImportancesAsync(string job)
    {
        string[][] lines = [.. Encoding.UTF8.GetString(await app.FileAsync(job, "attributions.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))];
        return [.. Enumerable.Range(4, lines[0].Length - 4).Select(player => lines.Average(line => Math.Min(Math.Abs(double.Parse(line[player], CultureInfo.InvariantCulture)), Clip)))];
    }
}
