using Microsoft.DurableTask.Client;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

public class ActivityTests
{
    [Fact]
    public async Task MaxConcurrentActivities_ManyCalls_IsNeverExceeded()
    {
        int running = 0, most = 0;
        await using HubFixture hub = await HubFixture.Create(options => options with { MaxConcurrentActivities = 3 })
            .Orchestrator("Many", async context =>
            {
                await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => context.CallActivityAsync("Count")));
                return 1;
            })
            .Activity<object?, int>("Count", async (_, _, _) =>
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await Task.Delay(5, CancellationToken.None);
                Interlocked.Decrement(ref running);
                return 0;
            })
            .StartAsync();

        await hub.RunAsync("Many");

        Assert.Equal(3, most);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ActivityTimeout_Exceeded_FailsClearlyAndCancelsTheToken(bool computes)
    {
        TaskCompletionSource cancelled = new();
        await using HubFixture hub = await HubFixture.Create(options => options with { ActivityTimeout = TimeSpan.FromMilliseconds(100) })
            .Orchestrator("Calls", context => context.CallActivityAsync<int>("Endless"))
            .Activity<object?, int>("Endless", async (_, _, cancellation) =>
            {
                cancellation.Register(cancelled.SetResult);
                while (computes && !cancellation.IsCancellationRequested)
                    Thread.SpinWait(1000);
                await Task.Delay(Timeout.Infinite, cancellation);
                return 1;
            })
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Calls");
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(end.FailureDetails!.InnerFailure!.IsCausedBy<TimeoutException>());
        Assert.Contains("'Endless' did not end within the function timeout of 00:00:00.1", end.SerializedOutput);
    }

    [Fact]
    public async Task Stop_WhileAnActivityRuns_CancelsItsTokenAndRunsItAgainAfterTheStart()
    {
        int tries = 0;
        TaskCompletionSource began = new();
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Calls", context => context.CallActivityAsync<int>("Long"))
            .Activity<object?, int>("Long", async (_, _, cancellation) =>
            {
                if (Interlocked.Increment(ref tries) > 1)
                    return 7;
                began.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
                return 0;
            })
            .StartAsync();
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Calls");
        await began.Task;

        await hub.RestartAsync();

        Assert.Equal(7, (await hub.EndAsync(id)).ReadOutputAs<int>());
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Context_InActivity_NamesActivityAndInstance()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Calls", context => context.CallActivityAsync<string>("Who"))
            .Activity<object?, string>("Who", (context, _, _) => Task.FromResult($"{context.Name} for {context.InstanceId}"))
            .StartAsync();

        Assert.Equal("Who for me", (await hub.RunAsync("Calls", options: new("me"))).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Result_NotSerializable_FailsTheActivity()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Calls", context => context.CallActivityAsync<string>("Odd"))
            .Activity<object?, Type>("Odd", _ => typeof(int))
            .StartAsync();

        Assert.True((await hub.RunAsync("Calls")).FailureDetails!.InnerFailure!.IsCausedBy<NotSupportedException>());
    }

    [Fact]
    public async Task Orchestrator_ReturnsBeforeItsActivities_CompletesAndTheyStillRun()
    {
        TaskCompletionSource ran = new();
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Forgets", context =>
            {
                _ = context.CallActivityAsync("Any");
                return Task.FromResult(1);
            })
            .Activity<object?, int>("Any", _ =>
            {
                ran.SetResult();
                return 1;
            })
            .StartAsync();

        Assert.Equal(1, (await hub.RunAsync("Forgets")).ReadOutputAs<int>());
        await ran.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value)
            Interlocked.CompareExchange(ref target, value, seen);
    }
}
