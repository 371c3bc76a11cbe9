using System.Text.Json.Nodes;
using XaiFunctions.Cli.Client;
using XaiFunctions.EndToEnd.Tests.Infrastructure;

namespace XaiFunctions.EndToEnd.Tests;

public sealed class CrashTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly ExplanationOptions Options = new() { Seed = 3 };

    [Fact]
    public async Task Kill_InTheMiddleOfAJob_LeavesTheSameDocumentsAfterARestart()
    {
        await using RunningApp app = await RunningApp.StartAsync();
        ModelFiles model = await app.RegisterAsync(await SampleModels.ReadAsync("boosted-trees"));
        byte[] rows = SampleModels.ScoringLines(70);
        JobDocuments undisturbed = await app.ExplainAsync(model, "scoring.csv", rows, Options);

        string job = await app.Storage.DropAsync(model.Name, "scoring.csv", new MemoryStream(rows), Options.ToMetadata(model.Version), CancellationToken.None);
        JobStatus status = await WaitForWorkAsync(app, job);
        await app.KillAsync();
        Assert.False(status.HasEnded, "The job was over before the host could be killed.");
        await app.StartHostAsync();
        await app.WaitAsync(job);
        JobDocuments disturbed = await app.FetchAsync(model.Name, job);

        Assert.Equal(undisturbed.Names, disturbed.Names);
        foreach (string name in disturbed.Names.Where(name => Path.GetExtension(name) is ".csv" or ".jsonl"))
            Assert.Equal(undisturbed.Bytes(name), disturbed.Bytes(name));
        Assert.Equal(WithoutJob(undisturbed), WithoutJob(disturbed));
    }

    /// <summary>The id and the times are another job's; all else follows from the bytes that went in.</summary>
    private static string WithoutJob(JobDocuments documents)
    {
        JsonObject document = documents.Document();
        Assert.True(document.Remove("job"));
        return document.ToJsonString();
    }

    private static async Task<JobStatus> WaitForWorkAsync(RunningApp app, string job)
    {
        while (true)
        {
            JobStatus? status = await app.Client.StatusAsync(job, CancellationToken.None);
            if (status is { HasEnded: true } or { Progress.RowsDone: > 0 })
                return status;
            await Task.Delay(Poll);
        }
    }
}
