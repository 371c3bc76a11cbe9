using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Orchestrations;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Core.Planning;
using XaiFunctions.Core.Shapley;
using XaiFunctions.LocalHost.DurableTask;

namespace XaiFunctions.App.Tests.Orchestrations;

/// <summary>Jobs that are in flight when the app is upgraded, as RUNBOOK.md promises: what was begun by the steps of before is finished by the code of now.</summary>
public sealed class UpgradeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly BatchPlan Plan = new()
    {
        Version = "1",
        Rows = 800,
        Rejected = 0,
        RowsPerChunk = 16,
        EvaluationsPerRow = 2,
        Sampling = new SamplingOptions(),
        Players = 3,
        Work = new WorkPlan(800, 1, 1, 1),
    };

    private readonly TestFolder folder = new();
    private readonly ConcurrentBag<string> done = [];
    private readonly SemaphoreSlim progress = new(0);
    private readonly SemaphoreSlim held = new(0);
    private int mayRun = int.MaxValue;

    private readonly ExplainJob job = new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Model = "credit",
        Trigger = Triggers.Blob,
        Container = "scoring",
        Blob = "credit/rows.csv",
        CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000),
    };

    public void Dispose()
    {
        folder.Dispose();
        progress.Dispose();
        held.Dispose();
    }

    [Theory]
    [InlineData(0)] // planning has not ended
    [InlineData(1)] // the parts are begun
    [InlineData(40)] // some pieces are sampled, some rows solved
    [InlineData(100)]
    public async Task Job_InFlightAtTheUpgrade_IsFinishedByTheNewCodeAndNothingIsDoneTwice(int doneBefore)
    {
        mayRun = doneBefore;
        await using (TaskHub before = Open(Release1.BatchAsync, Release1.PartAsync))
        {
            await before.StartAsync(CancellationToken.None);
            await before.Client.ScheduleNewOrchestrationInstanceAsync(nameof(ExplainBatchOrchestrator), job, new StartOrchestrationOptions(job.Id));
            for (int i = 0; i < doneBefore; i++)
                Assert.True(await progress.WaitAsync(Limit));
        }

        mayRun = int.MaxValue;
        await using TaskHub after = Open(async context => await ExplainBatchOrchestrator.RunAsync(context), async context => await ExplainPartOrchestrator.RunAsync(context));
        await after.StartAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(Limit);
        OrchestrationMetadata ended = await after.Client.WaitForInstanceCompletionAsync(job.Id, getInputsAndOutputs: true, limit.Token);

        Assert.True(ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed, ended.FailureDetails?.ErrorMessage);
        Assert.Equal(JobState.Completed, ended.ReadOutputAs<JobOutcome>()!.State);
        Assert.Equal(2 + (2 * Plan.SolveCount), done.Distinct().Count());
        Assert.InRange(done.Count, 2 + (2 * Plan.SolveCount), 2 + (2 * Plan.SolveCount) + Environment.ProcessorCount * 20); // only what was cut off runs again
    }

    [Fact]
    public async Task Job_WhoseHistoryHasOtherSteps_FailsAndWritesNothing()
    {
        mayRun = 1;
        await using (TaskHub before = Open(
            async context =>
            {
                await context.CallActivityAsync<BatchPlan>("PlanBatchActivity", context.GetInput<ExplainJob>());
                await context.CallActivityAsync("SolveBlockActivity", new SolveInput(job, Plan, 0, null));
                return null;
            },
            Release1.PartAsync))
        {
            await before.StartAsync(CancellationToken.None);
            await before.Client.ScheduleNewOrchestrationInstanceAsync(nameof(ExplainBatchOrchestrator), job, new StartOrchestrationOptions(job.Id));
            Assert.True(await held.WaitAsync(Limit)); // the other step is in the history, and is being done
        }

        mayRun = int.MaxValue;
        await using TaskHub after = Open(async context => await ExplainBatchOrchestrator.RunAsync(context), async context => await ExplainPartOrchestrator.RunAsync(context));
        await after.StartAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(Limit);
        OrchestrationMetadata ended = await after.Client.WaitForInstanceCompletionAsync(job.Id, getInputsAndOutputs: true, limit.Token);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.DoesNotContain(done, step => step.StartsWith("write", StringComparison.Ordinal));
    }

    [Fact]
    public void HostJson_DefaultVersion_IsTheReleaseThatTheseStepsAreOf()
    {
        using JsonDocument host = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "host.json")));
        JsonElement durable = host.RootElement.GetProperty("extensions").GetProperty("durableTask");
        Assert.Equal("1.0", durable.GetProperty("defaultVersion").GetString());
        Assert.Equal("CurrentOrOlder", durable.GetProperty("versionMatchStrategy").GetString());
        Assert.Equal("Reject", durable.GetProperty("versionFailureStrategy").GetString());
    }

    private TaskHub Open(Func<TaskOrchestrationContext, Task<object?>> batch, Func<TaskOrchestrationContext, Task<object?>> part)
    {
        TaskHub hub = TaskHub.Open(new TaskHubOptions { DatabasePath = Path.Combine(folder.Sub("hub"), "hub.db"), StopTimeout = TimeSpan.FromSeconds(1) });
        hub.AddOrchestrator(nameof(ExplainBatchOrchestrator), batch);
        hub.AddOrchestrator(nameof(ExplainPartOrchestrator), part);
        Activity<ExplainJob>(hub, "PlanBatchActivity", _ => "plan", Plan);
        Activity<SampleInput>(hub, "SampleCoalitionsActivity", input => $"sample {input.Solve}", null);
        Activity<SolveInput>(hub, "SolveBlockActivity", input => $"solve {input.Solve}", new SolveResult(5, null));
        Activity<WriteInput>(hub, "WriteDocumentActivity", _ => "write", new WrittenRows(800, 0));
        Activity<CloseInput>(hub, "CloseJobActivity", _ => "close", null);
        return hub;
    }

    /// <summary>An activity that notes what it did, or, when as many ran as may before the upgrade, is cut off by it.</summary>
    private void Activity<T>(TaskHub hub, string name, Func<T, string> step, object? result) => hub.AddActivity(name, typeof(T), async (_, input, cancellation) =>
    {
        if (Interlocked.Decrement(ref mayRun) < 0)
        {
            held.Release();
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        done.Add(step((T)input!));
        progress.Release();
        return result;
    });
}
