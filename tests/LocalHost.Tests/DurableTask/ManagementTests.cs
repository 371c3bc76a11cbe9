using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.DurableTask;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

public class ManagementTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Suspend_EventsMeanwhileAndARestart_AreWorkedOnAfterResume(bool cache)
    {
        await using HubFixture hub = await Waiting(cache).StartAsync();
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waits");
        await hub.Client.WaitForInstanceStartAsync(id);

        await hub.Client.SuspendInstanceAsync(id, "lunch");
        await HubFixture.UntilAsync(async () => (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await hub.Client.RaiseEventAsync(id, "number", 4);
        await hub.RestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await hub.Client.ResumeInstanceAsync(id);

        Assert.Equal(4, (await hub.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Resume_NotSuspended_IsRefused()
    {
        await using HubFixture hub = await Waiting(true).StartAsync();
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waits");

        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.ResumeInstanceAsync(id));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => hub.Client.SuspendInstanceAsync("nobody"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminate_WithOutput_EndsAndWithdrawsCallsThatWait(bool cache)
    {
        TaskCompletionSource gate = new();
        int ran = 0;
        await using HubFixture hub = await HubFixture.Create(options => options with { MaxConcurrentActivities = 1, MaxCachedInstances = cache ? 10 : 0 })
            .Orchestrator("Many", async context =>
            {
                await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => context.CallActivityAsync("Slow")));
                return 0;
            })
            .Activity<object?, int>("Slow", async (_, _, _) =>
            {
                Interlocked.Increment(ref ran);
                await gate.Task;
                return 0;
            })
            .StartAsync();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Many");
        await hub.Client.WaitForInstanceStartAsync(id);
        await hub.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("enough"));
        OrchestrationMetadata end = await hub.EndAsync(id);
        gate.SetResult();
        await hub.StopAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("enough", end.ReadOutputAs<string>());
        Assert.InRange(ran, 0, 1);
        await hub.StartAsync();
        Assert.Equal(0, hub.Count("activities"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.TerminateInstanceAsync(id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminate_Recursive_ReachesSubOrchestrations(bool recursive)
    {
        await using HubFixture hub = await Waiting(true)
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Middle", options: new SubOrchestrationOptions(instanceId: "middle")))
            .Orchestrator("Middle", context => context.CallSubOrchestratorAsync<int>("Waits", options: new SubOrchestrationOptions(instanceId: "leaf")))
            .StartAsync();
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await HubFixture.UntilAsync(async () => await hub.Client.GetInstanceAsync("leaf") is { IsRunning: true });

        await hub.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions(Recursive: recursive));
        await hub.EndAsync(id);

        if (recursive)
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndAsync("leaf")).RuntimeStatus);
        else
            Assert.True((await hub.Client.GetInstanceAsync("leaf"))!.IsRunning);
    }

    [Fact]
    public async Task Terminate_SubOrchestration_FailsTheCallOfItsParent()
    {
        await using HubFixture hub = await Waiting(true)
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Waits", options: new SubOrchestrationOptions(instanceId: "child")))
            .StartAsync();
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await HubFixture.UntilAsync(async () => await hub.Client.GetInstanceAsync("child") is not null);

        await hub.Client.TerminateInstanceAsync("child");

        Assert.Contains("was terminated", (await hub.EndAsync(id)).SerializedOutput);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("Running,Pending", true)]
    [InlineData("Completed", false)]
    public async Task Schedule_IdOfARunningInstance_IsADuplicateUnlessItsStatusMayBeReplaced(string? dedupe, bool refused)
    {
        await using HubFixture hub = await Waiting(true).StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waits", 1, new StartOrchestrationOptions("one"));
        await hub.Client.WaitForInstanceStartAsync("one");

        Task<string> second = hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Waits", 2, new StartOrchestrationOptions("one") { DedupeStatuses = dedupe?.Split(',') });

        if (refused)
            await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => second);
        else
            await second;
        Assert.Equal(refused ? 1 : 2, (await hub.Client.GetInstanceAsync("one", true))!.ReadInputAs<int>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Schedule_IdOfAnEndedInstance_ReplacesItUnlessThatIsADuplicate(bool dedupe)
    {
        await using HubFixture hub = await Waiting(true).Orchestrator("Ends", _ => Task.FromResult(1)).StartAsync();
        await hub.RunAsync("Ends", 1, new("one"));
        StartOrchestrationOptions options = new("one");
        if (dedupe)
            options = options.WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);

        Task<OrchestrationMetadata> second = hub.RunAsync("Ends", 2, options);

        if (dedupe)
            await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => second);
        else
            Assert.Equal(2, (await second).ReadInputAs<int>());
        Assert.Equal(1, hub.Count("instances"));
    }

    [Fact]
    public async Task Schedule_SameIdManyTimesAtOnce_StartsOne()
    {
        await using HubFixture hub = await Waiting(true).StartAsync();

        Task<string>[] starts = [.. Enumerable.Range(0, 50).Select(
            i => hub.Client.ScheduleNewOrchestrationInstanceAsync("Waits", i, new StartOrchestrationOptions("one")))];
        foreach (Task<string> start in starts)
            await start.ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.True(starts.Count(start => start.IsCompletedSuccessfully) == 1);
        Assert.Equal(1, hub.Count("instances"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@entity")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("a\nb")]
    public async Task Schedule_InvalidId_IsRefused(string id)
    {
        await using HubFixture hub = await Waiting(true).StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Waits", new StartOrchestrationOptions(id)));
    }

    [Fact]
    public async Task Schedule_UnknownDedupeStatus_IsRefused()
    {
        await using HubFixture hub = await Waiting(true).StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Waits", new StartOrchestrationOptions("one") { DedupeStatuses = ["Sleeping"] }));
    }

    [Fact]
    public async Task Restart_OfAnEndedInstance_RunsAgainWithItsInput()
    {
        await using HubFixture hub = await HubFixture.Create().Orchestrator<int, int>("Next", (_, input) => Task.FromResult(input + 1)).StartAsync();
        OrchestrationMetadata first = await hub.RunAsync("Next", 4);

        string same = await hub.Client.RestartAsync(first.InstanceId);
        string other = await hub.Client.RestartAsync(first.InstanceId, restartWithNewInstanceId: true);

        Assert.Equal(first.InstanceId, same);
        Assert.NotEqual(same, other);
        Assert.Equal(5, (await hub.EndAsync(same)).ReadOutputAs<int>());
        Assert.Equal(5, (await hub.EndAsync(other)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Wait_NoSuchInstanceOrCancelled_Throws()
    {
        await using HubFixture hub = await Waiting(true).StartAsync();
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waits");
        using CancellationTokenSource cancellation = new(30);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => hub.Client.WaitForInstanceCompletionAsync("nobody", CancellationToken.None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hub.Client.WaitForInstanceCompletionAsync(id, cancellation.Token));
        Assert.Null(await hub.Client.GetInstanceAsync("nobody"));
    }

    private static HubFixture Waiting(bool cache) =>
        HubFixture.Create(cache).Orchestrator("Waits", context => context.WaitForExternalEvent<int>("number"));
}
