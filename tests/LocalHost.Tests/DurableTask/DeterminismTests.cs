using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.DurableTask.Engine;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

public class DeterminismTests
{
    [Theory]
    [InlineData(0, "7c7a63be-ea3b-510e-be24-08b18f9366b1")]
    [InlineData(7, "5e671f77-fffc-53d0-a1cc-e183391f181a")]
    public void DeterministicGuid_KnownName_IsTheVersion5GuidOfRfc9562(int counter, string expected)
    {
        DateTime time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(6789012);

        Assert.Equal(new Guid(expected), DeterministicGuid.Create("job-1", time, counter));
    }

    [Fact]
    public async Task Replay_GuidsTimesAndLogs_AreTheSameEachTimeAndLoggedOnce()
    {
        List<string> seen = [];
        await using HubFixture hub = await HubFixture.Create(cache: false)
            .Orchestrator("Steps", async context =>
            {
                ILogger logger = context.CreateReplaySafeLogger("Steps");
                for (int step = 0; step < 5; step++)
                {
                    Guid guid = context.NewGuid();
                    seen.Add($"{step} {guid} {context.CurrentUtcDateTime:o}");
                    Assert.Equal(DateTimeKind.Utc, context.CurrentUtcDateTime.Kind);
                    logger.LogInformation("step {Step}", step);
                    context.ReplaySafeLoggerFactory.CreateLogger("Other").LogInformation("also {Step}", step);
                    await context.CallActivityAsync("Any");
                }

                return context.IsReplaying;
            })
            .Activity<object?, int>("Any", _ => 1)
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Steps");

        Assert.False(end.ReadOutputAs<bool>());
        Assert.Equal(1 + 2 + 3 + 4 + 5 + 5, seen.Count);
        Assert.Equal(5, seen.Distinct().Count());
        for (int step = 0; step < 5; step++)
        {
            Assert.Single(hub.Logs.Lines, $"Information: step {step}");
            Assert.Single(hub.Logs.Lines, $"Information: also {step}");
        }
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "other activity", "would now call the activity 'B', where history says that it did call the activity 'A'" },
        { "other kind", "would now start a timer, where history says that it did call the activity 'A'" },
        { "one more", "would now call the activity 'B', which history does not have" },
        { "one less", "did not call the activity 'A', which history says it did" },
        { "caught", "would now call the activity 'B', where history says that it did call the activity 'A'" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Replay_CodeDiffersFromHistory_FailsAndNamesTheDifference(string change, string message)
    {
        bool changed = false;
        await using HubFixture hub = await HubFixture.Create(cache: false)
            .Orchestrator("Fickle", context => FickleAsync(context, changed ? change : ""))
            .Activity<object?, int>("A", _ =>
            {
                changed = true;
                return 1;
            })
            .Activity<object?, int>("B", _ => 1)
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Fickle");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(typeof(NonDeterministicOrchestrationException).FullName, end.FailureDetails!.ErrorType);
        Assert.Contains(message, end.FailureDetails.ErrorMessage);
    }

    [Fact]
    public async Task Replay_EndsEarlierThanHistory_Fails()
    {
        bool changed = false;
        await using HubFixture hub = await HubFixture.Create(cache: false)
            .Orchestrator("Hasty", async context => changed ? 0 : await context.WaitForExternalEvent<int>("number"))
            .StartAsync();
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Hasty");
        await hub.Client.WaitForInstanceStartAsync(id);

        changed = true;
        await hub.Client.RaiseEventAsync(id, "number", 1);

        Assert.Contains("ended earlier than history says", (await hub.EndAsync(id)).SerializedOutput);
    }

    public static TheoryData<string> ForeignAwaits => ["run", "run beside an activity", "not on the turn's thread", "context elsewhere", "never"];

    [Theory]
    [MemberData(nameof(ForeignAwaits))]
    public async Task Orchestrator_AwaitsWhatIsNotTheContexts_FailsClearly(string kind)
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Foreign", context => ForeignAsync(context, kind))
            .Activity<object?, int>("Any", async (_, _, _) =>
            {
                await Task.Delay(50, CancellationToken.None);
                return 1;
            })
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Foreign");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(typeof(ForeignAwaitException).FullName, end.FailureDetails!.ErrorType);
        Assert.Contains("that does not come from its context", end.FailureDetails.ErrorMessage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Orchestrator_UsesAllKindsOfCombinations_StaysOnItsThread(bool cache)
    {
        await using HubFixture hub = await HubFixture.Create(cache)
            .Orchestrator("Combines", async context =>
            {
                Task<int> first = context.CallActivityAsync<int>("Any", 1);
                Task<int> second = context.CallActivityAsync<int>("Any", 2);
                Task<int> winner = await Task.WhenAny(first, second);
                int sum = await winner + await first.ContinueWith(done => done.Result, TaskScheduler.Current) + await second;
                await Task.Yield();
                await Task.CompletedTask.ConfigureAwait(false);
                return sum > 3 ? await NestedAsync(context) : -1;
            })
            .Activity<int, int>("Any", input => input)
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Combines");
        Assert.True(end.RuntimeStatus == OrchestrationRuntimeStatus.Completed, end.SerializedOutput);
        Assert.Equal(9, end.ReadOutputAs<int>());
    }

    private static async Task<int> NestedAsync(TaskOrchestrationContext context)
    {
        int sum = 0;
        foreach (int i in new[] { 4, 5 })
            sum += await context.CallActivityAsync<int>("Any", i);
        return sum;
    }

    private static async Task<int> FickleAsync(TaskOrchestrationContext context, string change)
    {
        switch (change)
        {
            case "other activity":
                return await context.CallActivityAsync<int>("B");
            case "other kind":
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                return 0;
            case "one less":
                return await context.WaitForExternalEvent<int>("never");
            case "one more":
                return (await Task.WhenAll(context.CallActivityAsync<int>("A"), context.CallActivityAsync<int>("B")))[0];
            case "caught":
                try
                {
                    return await context.CallActivityAsync<int>("B");
                }
                catch (Exception exception)
                {
                    return exception.Message.Length;
                }

            default:
                return await context.CallActivityAsync<int>("A");
        }
    }

    private static async Task<int> ForeignAsync(TaskOrchestrationContext context, string kind)
    {
        switch (kind)
        {
            case "run":
                await ForeignTask();
                break;
            case "run beside an activity":
                Task activity = context.CallActivityAsync("Any");
                await ForeignTask();
                await activity;
                break;
            case "not on the turn's thread":
                await ForeignTask().ConfigureAwait(false);
                await context.CallActivityAsync("Any");
                break;
            case "context elsewhere":
                await Task.WhenAll(context.CallActivityAsync("Any"), Task.Run(() => context.CallActivityAsync("Any")));
                break;
            default:
                await new TaskCompletionSource().Task;
                break;
        }

        return 0;
    }

    /// <summary>Work of the pool that ends only when the orchestrator awaits it: one that ended before would be no foreign await.</summary>
    private static Task ForeignTask()
    {
        var awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // It waits in the turn's queue until the orchestrator gives its thread away.
        _ = Task.Factory.StartNew(awaited.SetResult, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
        return Task.Run(async () => await awaited.Task.ConfigureAwait(false));
    }
}
