using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using XaiFunctions.Cli.Client;
using XaiFunctions.EndToEnd.Tests.Infrastructure;

namespace XaiFunctions.EndToEnd.Tests;

[Collection(SharedApp.Collection)]
public sealed class RedeliveryTests(SharedApp shared)
{
    [Fact]
    public async Task BlobEvents_DeliveredManyTimes_StartOneJob()
    {
        var files = await SampleModels.ReadAsync("network");
        ModelFiles model = await shared.App.RegisterAsync(files with { Name = "redelivery" });
        string job = await shared.App.Storage.DropAsync(
            model.Name, "rows.csv", new MemoryStream(SampleModels.ScoringLines(10)), new ExplanationOptions().ToMetadata(model.Version), CancellationToken.None);

        await DeliverAsync(model.Name, "rows.csv", times: 5);
        JobStatus status = await shared.App.WaitAsync(job);
        byte[] document = (await shared.App.FetchAsync(model.Name, job)).Bytes("document.json");
        await DeliverAsync(model.Name, "rows.csv", times: 5);

        Assert.Equal(JobStatus.Completed, status.Status);
        var jobs = new TableClient(shared.App.ConnectionString, "Jobs");
        Assert.Equal(1, await jobs.QueryAsync<TableEntity>($"PartitionKey eq '{model.Name}'").CountAsync());
        Assert.Equal(document, (await shared.App.FetchAsync(model.Name, job)).Bytes("document.json"));
    }

    [Fact]
    public async Task BlobEvents_ForTwoUploadsOfTheSameFile_StartTwoJobs()
    {
        var files = await SampleModels.ReadAsync("network");
        ModelFiles model = await shared.App.RegisterAsync(files with { Name = "uploaded-twice" });
        var options = new ExplanationOptions { Seed = 1 };

        JobDocuments first = await shared.App.ExplainAsync(model, "rows.csv", SampleModels.ScoringLines(10), options);
        JobDocuments second = await shared.App.ExplainAsync(model, "rows.csv", SampleModels.ScoringLines(10), options);

        Assert.NotEqual(first.Job, second.Job);
        Assert.Equal(first.Bytes("attributions.csv"), second.Bytes("attributions.csv"));
    }

    [Fact]
    public async Task Backfill_FilesThatHaveTheirJob_StartsNothing()
    {
        var files = await SampleModels.ReadAsync("network");
        ModelFiles model = await shared.App.RegisterAsync(files with { Name = "backfilled" });
        await shared.App.ExplainAsync(model, "rows.csv", SampleModels.ScoringLines(10), new ExplanationOptions());

        CommandResult told = await CommandLine.RunAsync(shared.App.Directory, shared.Settings, "backfill", "--model", model.Name, "--since", "2020-01-01");
        Assert.True(told.ExitCode == 0, told.Output + told.Error);
        Assert.Contains("0 jobs started, 1 files have their job already", told.Output);

        CommandResult wrong = await CommandLine.RunAsync(shared.App.Directory, shared.Settings, "backfill", "--model", model.Name, "--since", "yesterday");
        Assert.NotEqual(0, wrong.ExitCode);
        Assert.Contains("--since", wrong.Error);
    }

    /// <summary>Posts what Event Grid posts, several times at once.</summary>
    private async Task DeliverAsync(string model, string file, int times)
    {
        var created = new[]
        {
            new
            {
                id = "4d96b1d4-0001-00b3-58ce-16568c06a5d9",
                eventType = "Microsoft.Storage.BlobCreated",
                subject = $"/blobServices/default/containers/scoring/blobs/{model}/{file}",
                eventTime = "2026-11-20T12:00:00Z",
                topic = "/subscriptions/none",
                dataVersion = "",
                data = new { api = "PutBlob", blobType = "BlockBlob", url = $"{shared.App.Blobs.Uri}scoring/{model}/{file}" },
            },
        };
        using var http = new HttpClient { BaseAddress = shared.App.Url };
        string key = JsonNode.Parse(await File.ReadAllBytesAsync(Path.Combine(shared.App.StateDirectory, "keys.json")))!["system"]!["blobs_extension"]!.GetValue<string>();
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, times).Select(_ =>
            http.PostAsJsonAsync($"runtime/webhooks/blobs?functionName=Host.Functions.OnScoringFile&code={Uri.EscapeDataString(key)}", created)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
    }
}
