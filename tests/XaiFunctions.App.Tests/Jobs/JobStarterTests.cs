using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Jobs;

/// <summary>What keeps a redelivered event from a second job when the host's own receipts are lost, or were never shared with this host.</summary>
[Collection(StorageFixture.Collection)]
public sealed class JobStarterTests(StorageFixture storage)
{
    private readonly ExplainJob job = new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Model = "credit",
        Trigger = Triggers.Blob,
        Container = "scoring",
        Blob = "credit/rows.csv",
        CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000),
    };

    private readonly RecordingClient client = new();

    [Fact]
    public async Task Start_SameEventAgain_SchedulesOnce()
    {
        Assert.True(await StartAsync());
        Assert.False(await StartAsync());

        Assert.Equal([job.Id], client.Scheduled);
        Assert.Equal(1, client.Requests);
    }

    [Fact]
    public async Task Start_JobWhoseInstanceWasPurged_IsKnownByItsRecord()
    {
        var jobs = new JobTable(storage.Account);
        JobRecord done = JobRecord.Of(job) with { State = JobState.Completed, Rows = 3 };
        await jobs.CreateAsync(done, CancellationToken.None);

        Assert.False(await StartAsync());

        Assert.Empty(client.Scheduled);
        Assert.Equal(done, await jobs.FindAsync(job.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Start_EventsAtTheSameTime_LeaveTheRaceToTheHub()
    {
        client.BeforeScheduling = () => client.Scheduled.Add(job.Id);

        Assert.False(await StartAsync());

        Assert.Equal([job.Id], client.Scheduled);
        Assert.Equal(StartOrchestrationOptionsExtensions.ValidDedupeStatuses.Select(status => status.ToString()), client.Options!.DedupeStatuses!);
    }

    [Fact]
    public async Task Start_HubThatFails_IsNotTakenForAnotherDelivery()
    {
        client.BeforeScheduling = () => throw new IOException("The hub is away.");

        await Assert.ThrowsAsync<IOException>(StartAsync);
    }

    private async Task<bool> StartAsync()
    {
        using var log = new TestLog(storage.Account);
        return await new JobStarter(new JobTable(storage.Account), log.Jobs, Topics.None, NullLogger<JobStarter>.Instance).StartAsync(client, job, CancellationToken.None);
    }
}
