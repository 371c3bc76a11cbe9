using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Activities;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Orchestrations;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.LocalHost.DurableTask;

namespace XaiFunctions.App.Tests.Orchestrations;

/// <summary>The steps of a sweep: those that it was begun with.</summary>
public sealed class SweepStepsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TestFolder folder = new();
    private readonly ConcurrentQueue<string> done = [];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0, "plan, part 0, part 1, finish")] // begun before models were tried out
    [InlineData(Sweep.CurrentSteps, "plan, part 0, part 1, plan probes, probe 0, probe 1, probe 2, finish")]
    public async Task Sweep_BegunWithSteps_TakesThese(int steps, string expected)
    {
        Sweep sweep = Sweep.Of("credit", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), SweepTriggers.Timer) with { Steps = steps };
        await using TaskHub hub = TaskHub.Open(new TaskHubOptions { DatabasePath = Path.Combine(folder.Sub("hub"), "hub.db"), StopTimeout = TimeSpan.FromSeconds(1) });
        hub.AddOrchestrator(nameof(SweepOrchestrator), async context =>
        {
            await SweepOrchestrator.RunAsync(context);
            return null;
        });
        Activity<Sweep>(hub, nameof(PlanSweepActivity), _ => "plan", 2);
        Activity<SweepPartInput>(hub, nameof(SweepPartActivity), input => $"part {input.Part}", null);
        Activity<Sweep>(hub, nameof(PlanProbesActivity), _ => "plan probes", 3);
        Activity<SweepPartInput>(hub, nameof(ProbeRowsActivity), input => $"probe {input.Part}", null);
        Activity<FinishSweepInput>(hub, nameof(FinishSweepActivity), _ => "finish", null);
        await hub.StartAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(Limit);

        await hub.Client.ScheduleNewOrchestrationInstanceAsync(nameof(SweepOrchestrator), sweep, new StartOrchestrationOptions(sweep.Id));
        OrchestrationMetadata ended = await hub.Client.WaitForInstanceCompletionAsync(sweep.Id, getInputsAndOutputs: true, limit.Token);

        Assert.True(ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed, ended.FailureDetails?.ErrorMessage);
        // Pieces of a step run at the same time.
        string[] order = ["plan", "part 0", "part 1", "plan probes", "probe 0", "probe 1", "probe 2", "finish"];
        Assert.Equal(expected, string.Join(", ", done.OrderBy(step => Array.IndexOf(order, step))));
        Assert.Equal(("plan", "finish"), (done.First(), done.Last()));
    }

    private void Activity<T>(TaskHub hub, string name, Func<T, string> step, object? result) => hub.AddActivity(name, typeof(T), (_, input, _) =>
    {
        done.Enqueue(step((T)input!));
        return Task.FromResult(result);
    });
}
