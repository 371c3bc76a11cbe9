using System.Diagnostics.Metrics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Options;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Jobs;

/// <summary>Files that were there before the trigger are explained once, by the very jobs that their events would have started.</summary>
[Collection(StorageFixture.Collection)]
public sealed class BackfillTests(StorageFixture storage) : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RecordingClient client = new();
    private readonly string model = "backfill" + Guid.NewGuid().ToString("N")[..8];

    public void Dispose() => services.Dispose();

    [Fact]
    public async Task Run_FilesWithoutJobs_StartsEachOnceUnderItsEventsId()
    {
        string[] jobs = [await DropAsync(model, "2025/a.csv"), await DropAsync(model, "2026/b.csv"), await DropAsync(model, "2026/c.csv")];
        await DropAsync(model + "-another", "d.csv");

        Assert.Equal(new BackfillResult(2, 0, 0, null), await RunAsync(new BackfillRequest { Prefix = "2026/", DryRun = true }));
        Assert.Empty(client.Scheduled);
        Assert.Equal(new BackfillResult(2, 0, 0, null), await RunAsync(new BackfillRequest { Prefix = "2026/" }));
        Assert.Equal(new BackfillResult(1, 2, 0, null), await RunAsync(new BackfillRequest()));
        Assert.Equal(new BackfillResult(0, 3, 0, null), await RunAsync(new BackfillRequest()));
        Assert.Equal(jobs.Order(), client.Scheduled.Order());
    }

    [Fact]
    public async Task Run_FilesOlderThanAsked_AreLeft()
    {
        await DropAsync(model, "old.csv");
        Assert.Equal(new BackfillResult(0, 0, 1, null), await RunAsync(new BackfillRequest { Since = DateTimeOffset.UtcNow.AddDays(1) }));
        Assert.Equal(new BackfillResult(1, 0, 0, null), await RunAsync(new BackfillRequest { Since = DateTimeOffset.UtcNow.AddDays(-1) }));
    }

    [Fact]
    public async Task Run_MoreFilesThanAPageHolds_GoesOnWhereItStopped()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 130), async (file, _) => await DropAsync(model, $"{file:D4}.csv"));
        BackfillResult first = await RunAsync(new BackfillRequest { DryRun = true });
        BackfillResult second = await RunAsync(new BackfillRequest { DryRun = true, Continuation = first.Continuation });
        Assert.NotNull(first.Continuation);
        Assert.Equal((100, 30, null), (first.Started, second.Started, second.Continuation));
    }

    private async Task<BackfillResult> RunAsync(BackfillRequest request)
    {
        using var log = new TestLog(storage.Account);
        var starter = new JobStarter(new JobTable(storage.Account), log.Jobs, Topics.None, NullLogger<JobStarter>.Instance);
        using var telemetry = new JobTelemetry(services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        return await new Backfill(storage.Account, starter, new CallbackAddress(Microsoft.Extensions.Options.Options.Create(new CallbackOptions())), telemetry).RunAsync(client, model, request, "key:test", CancellationToken.None);
    }

    /// <summary>Drops a file and gives the id of the job that its event would start.</summary>
    private async Task<string> DropAsync(string folder, string file)
    {
        BlobContainerClient container = await storage.Account.ContainerAsync(StorageAccount.Scoring);
        Response<BlobContentInfo> dropped = await container.GetBlobClient($"{folder}/{file}").UploadAsync(BinaryData.FromString("a"), overwrite: true);
        return Paths.DropJob($"{folder}/{file}", dropped.Value.ETag.ToString("G"));
    }
}
