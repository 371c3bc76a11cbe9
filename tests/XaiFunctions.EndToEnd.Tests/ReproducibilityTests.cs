using System.Text.Json.Nodes;
using XaiFunctions.Cli.Client;
using XaiFunctions.EndToEnd.Tests.Infrastructure;

namespace XaiFunctions.EndToEnd.Tests;

/// <summary>A job of two blocks, the first of them about as much work as one activity should have, explained without any disturbance by two workers.</summary>
public sealed class UndisturbedJob : IAsyncLifetime
{
    internal const string Workers = "AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions";

    internal static ExplanationOptions Options { get; } = new() { Method = "kernel", Seed = 3 };

    internal RunningApp App { get; private set; } = null!;

    internal JobDocuments Documents { get; private set; } = null!;

    internal static byte[] Rows => SampleModels.ScoringLines(70);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        App = await RunningApp.StartAsync((Workers, "2"));
        ModelFiles model = await App.RegisterAsync(await SampleModels.ReadAsync("boosted-trees"));
        Documents = await App.ExplainAsync(model, "scoring.csv", Rows, Options);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await App.DisposeAsync();
}

public sealed class ReproducibilityTests(UndisturbedJob undisturbed) : IClassFixture<UndisturbedJob>
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IntoTheWork = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Kill_InTheMiddleOfAJob_LeavesTheSameDocumentsAfterARestart()
    {
        RunningApp app = undisturbed.App;
        ModelFiles model = await SampleModels.ReadAsync("boosted-trees");
        string job = await app.Storage.DropAsync(
            model.Name, "scoring.csv", new MemoryStream(UndisturbedJob.Rows), UndisturbedJob.Options.ToMetadata(model.Version), CancellationToken.None);

        JobStatus status = await WaitForWorkAsync(app, job);
        await app.KillAsync();
        Assert.False(status.HasEnded, "The job was over before the host could be killed.");
        await app.StartHostAsync();
        Assert.False((await app.Client.StatusAsync(job, CancellationToken.None))!.HasEnded, "The job was over when the host was killed.");
        Assert.Equal(JobStatus.Completed, (await app.WaitAsync(job)).Status);
        JobDocuments disturbed = await app.FetchAsync(model.Name, job);

        Assert.Equal(undisturbed.Documents.Names, disturbed.Names);
        foreach (string name in disturbed.Names.Where(name => Path.GetExtension(name) is ".csv" or ".jsonl"))
            Assert.Equal(undisturbed.Documents.Bytes(name), disturbed.Bytes(name));
        Assert.Equal(WithoutJob(undisturbed.Documents), WithoutJob(disturbed));
    }

    [Fact]
    public async Task Attributions_OneWorkerInsteadOfTwo_AreTheSameBytes()
    {
        await using RunningApp app = await RunningApp.StartAsync((UndisturbedJob.Workers, "1"));
        ModelFiles model = await app.RegisterAsync(await SampleModels.ReadAsync("boosted-trees"));

        JobDocuments documents = await app.ExplainAsync(model, "scoring.csv", UndisturbedJob.Rows, UndisturbedJob.Options);

        Assert.Equal(undisturbed.Documents.Bytes("attributions.csv"), documents.Bytes("attributions.csv"));
    }

    [Fact]
    public async Task Attributions_SameSeedAgain_AreTheSameBytesAndAnotherSeedGivesOthers()
    {
        ModelFiles model = await undisturbed.App.RegisterAsync(await SampleModels.ReadAsync("network"));

        byte[] first = await AttributionsAsync(seed: 7), again = await AttributionsAsync(seed: 7), other = await AttributionsAsync(seed: 8);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        async Task<byte[]> AttributionsAsync(ulong seed) =>
            (await undisturbed.App.ExplainAsync(model, "scoring.csv", UndisturbedJob.Rows, new ExplanationOptions { Method = "kernel", Seed = seed })).Bytes("attributions.csv");
    }

    /// <summary>The id and the times are another job's; all else follows from the bytes that went in.</summary>
    private static string WithoutJob(JobDocuments documents)
    {
        JsonObject document = documents.Document();
        Assert.True(document.Remove("job"));
        return document.ToJsonString();
    }

    /// <summary>Waits until the job's rows are being explained, and a little longer; or until it has ended.</summary>
    private static async Task<JobStatus> WaitForWorkAsync(RunningApp app, string job)
    {
        JobStatus? status = null;
        while (status is not ({ HasEnded: true } or { Progress.Stage: "explaining" }))
        {
            await Task.Delay(Poll);
            status = await app.Client.StatusAsync(job, CancellationToken.None);
        }

        await Task.Delay(IntoTheWork);
        return await app.Client.StatusAsync(job, CancellationToken.None) ?? status;
    }
}
