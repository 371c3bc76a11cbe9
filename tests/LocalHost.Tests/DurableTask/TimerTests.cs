using LocalHost.Tests.Functions.Support;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

public class TimerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CreateTimer_ManyDaysAndARestart_FiresWhenDue(bool cache)
    {
        ManualTime clock = new(Start);
        await using HubFixture hub = await HubFixture.Create(options => options with { TimeProvider = clock, MaxCachedInstances = cache ? 10 : 0 })
            .Orchestrator("Sleeps", async context =>
            {
                DateTime begin = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromDays(30), CancellationToken.None);
                return context.CurrentUtcDateTime - begin;
            })
            .StartAsync();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Sleeps");
        await hub.Client.WaitForInstanceStartAsync(id);
        clock.Advance(TimeSpan.FromDays(29));
        await hub.RestartAsync();
        Assert.True((await hub.Client.GetInstanceAsync(id))!.IsRunning);
        clock.Advance(TimeSpan.FromDays(1));
        OrchestrationMetadata end = await hub.EndAsync(id);

        Assert.Equal(TimeSpan.FromDays(30), end.ReadOutputAs<TimeSpan>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CreateTimer_Cancelled_ThrowsAndLeavesNothingBehind(bool cache)
    {
        await using HubFixture hub = await HubFixture.Create(cache)
            .Orchestrator("GivesUp", async context =>
            {
                using CancellationTokenSource cancellation = new();
                Task timer = context.CreateTimer(TimeSpan.FromDays(1), cancellation.Token);
                await context.CallActivityAsync("Any");
                cancellation.Cancel();
                await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
                await context.CallActivityAsync("Any");
                return await context.WaitForExternalEvent<int>("end");
            })
            .Activity<object?, int>("Any", _ => 1)
            .StartAsync();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("GivesUp");
        await HubFixture.UntilAsync(() => hub.HistoryTurns() == 3);
        Assert.Equal(0, hub.Count("timers"));
        await hub.Client.RaiseEventAsync(id, "end", 7);
        OrchestrationMetadata end = await hub.EndAsync(id);

        Assert.Equal(7, end.ReadOutputAs<int>());
    }

    [Fact]
    public async Task CreateTimer_InThePast_FiresAtOnce()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Late", async context =>
            {
                await context.CreateTimer(context.CurrentUtcDateTime.AddDays(-1), CancellationToken.None);
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                return 1;
            })
            .StartAsync();

        Assert.Equal(1, (await hub.RunAsync("Late")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task CreateTimer_ThousandAtOnce_AllFire()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Crowd", async context =>
            {
                await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => context.CreateTimer(TimeSpan.FromMilliseconds(i % 50), CancellationToken.None)));
                return 1;
            })
            .StartAsync();

        Assert.Equal(1, (await hub.RunAsync("Crowd")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task StartAt_InTheFuture_WaitsPendingEvenWithEventsAndARestart()
    {
        ManualTime clock = new(Start);
        await using HubFixture hub = await HubFixture.Create(options => options with { TimeProvider = clock })
            .Orchestrator("Later", context => context.WaitForExternalEvent<int>("number"))
            .StartAsync();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Later", new StartOrchestrationOptions(StartAt: Start.AddHours(5)));
        await hub.Client.RaiseEventAsync(id, "number", 42);
        await hub.RestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus);
        clock.Advance(TimeSpan.FromHours(5));

        Assert.Equal(42, (await hub.EndAsync(id)).ReadOutputAs<int>());
    }
}
