using Microsoft.Data.Sqlite;
using XaiFunctions.LocalHost.DurableTask;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

public class DurabilityTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_InTheMiddleOfAFanOut_CompletesAndRunsNothingThatEndedAgain(bool cache)
    {
        List<int> ran = [];
        await using HubFixture hub = await HubFixture.Create(options => options with { MaxConcurrentActivities = 4, MaxCachedInstances = cache ? 100 : 0 })
            .Orchestrator("FanOut", async context =>
                (await Task.WhenAll(Enumerable.Range(0, 200).Select(i => context.CallActivityAsync<int>("Echo", i)))).Sum())
            .Activity<int, int>("Echo", async (_, input, cancellation) =>
            {
                await Task.Delay(2, cancellation);
                lock (ran)
                    ran.Add(input);
                return input;
            })
            .StartAsync();
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("FanOut");

        for (int i = 0; i < 5; i++)
        {
            await Task.Delay(30);
            await hub.RestartAsync();
        }

        Assert.Equal(199 * 100, (await hub.EndAsync(id)).ReadOutputAs<int>());
        Assert.Equal(Enumerable.Range(0, 200), ran.Order());
    }

    [Fact]
    public async Task FullDisk_WhileAnActivityEnds_LosesNothingAndGoesOnWhenThereIsSpace()
    {
        int ran = 0;
        TaskCompletionSource gate = new();
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Calls", context => context.CallActivityAsync<string>("Big"))
            .Activity<object?, string>("Big", async (_, _, _) =>
            {
                Interlocked.Increment(ref ran);
                await gate.Task;
                return new string('x', 500_000);
            })
            .StartAsync();
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Calls");
        await HubFixture.UntilAsync(() => Volatile.Read(ref ran) > 0);

        await LimitAsync(hub, pages: 1);
        gate.SetResult();
        await HubFixture.UntilAsync(() => hub.Logs.Lines.Any(line => line.Contains("does not take 1 write(s)")));
        await Assert.ThrowsAsync<SqliteException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Calls", new string('y', 500_000)));
        Assert.True((await hub.Client.GetInstanceAsync(id))!.IsRunning);
        await LimitAsync(hub, pages: 1_000_000);

        Assert.Equal(500_000, (await hub.EndAsync(id)).ReadOutputAs<string>()!.Length);
        Assert.Equal(1, ran);
    }

    [Fact]
    public async Task FullDisk_UntilTheStop_RunsTheTurnAgainAfterTheStart()
    {
        await using HubFixture hub = await HubFixture.Create(options => options with { StopTimeout = TimeSpan.FromMilliseconds(200) })
            .Orchestrator("Big", async context =>
            {
                await context.WaitForExternalEvent<int>("go");
                context.SetCustomStatus(new string('x', 500_000));
                return 3;
            })
            .StartAsync();
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Big");
        await hub.Client.WaitForInstanceStartAsync(id);

        await LimitAsync(hub, pages: 1);
        await hub.Client.RaiseEventAsync(id, "go", 1);
        await HubFixture.UntilAsync(() => hub.Logs.Lines.Any(line => line.Contains("does not take")));

        await hub.RestartAsync();

        Assert.Equal(3, (await hub.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task ActivityResult_DeliveredTwice_CountsOnce()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Two", async context =>
                $"{await context.CallActivityAsync<int>("Next")} {await context.CallActivityAsync<int>("Next")} {await context.WaitForExternalEvent<int>("end")}")
            .Activity<object?, int>("Next", _ => 1)
            .StartAsync();
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Two");
        await hub.Client.WaitForInstanceStartAsync(id);
        await HubFixture.UntilAsync(() => hub.HistoryTurns() == 3);

        await hub.Hub.Writer.RunAsync(
            connection => HubStore.InsertMessage(connection, 1, 0, MessageKind.TaskCompleted, 0, data: "99"), null, patient: false);
        await hub.RestartAsync();
        await hub.Client.RaiseEventAsync(id, "end", 5);

        Assert.Equal("1 1 5", (await hub.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Open_WhileAnotherRunsIt_IsRefused()
    {
        await using HubFixture hub = await HubFixture.Create().StartAsync();

        IOException refusal = Assert.Throws<IOException>(() => TaskHub.Open(new() { DatabasePath = hub.DatabasePath }));

        Assert.Contains("in use by another process", refusal.Message);
    }

    [Fact]
    public async Task Open_DatabaseOfAnotherHub_IsRefused()
    {
        await using HubFixture hub = await HubFixture.Create().StartAsync();
        await hub.StopAsync();

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(
            () => TaskHub.Open(new() { DatabasePath = hub.DatabasePath, HubName = "Other" }));

        Assert.Contains("holds the task hub 'TestHubName', not 'Other'", refusal.Message);
    }

    [Fact]
    public async Task Client_BeforeTheStart_StoresWhatRunsAfterIt()
    {
        await using HubFixture hub = HubFixture.Create().Orchestrator("Waits", context => context.WaitForExternalEvent<int>("number"));
        hub.Open();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waits");
        await hub.Client.RaiseEventAsync(id, "number", 6);
        await hub.Hub.StartAsync(CancellationToken.None);

        Assert.Equal(6, (await hub.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task FinishedInstances_Thousand_LeaveNothingInMemory()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Job", context => context.CallActivityAsync<int>("One"))
            .Activity<object?, int>("One", _ => 1)
            .StartAsync();

        string[] ids = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => hub.Client.ScheduleNewOrchestrationInstanceAsync("Job")));
        foreach (string id in ids)
            await hub.EndAsync(id);
        await HubFixture.UntilAsync(() => hub.Hub.SessionCount == 0);

        Assert.Equal(0, hub.Count("inbox") + hub.Count("activities"));
    }

    [Fact]
    public async Task MaxCachedInstances_ManyWait_KeepsNoMore()
    {
        await using HubFixture hub = await HubFixture.Create(options => options with { MaxCachedInstances = 5 })
            .Orchestrator<int, int>("Waits", async (context, number) => number + await context.WaitForExternalEvent<int>("number"))
            .StartAsync();
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => hub.Client.ScheduleNewOrchestrationInstanceAsync("Waits", i)));
        foreach (string id in ids)
            await hub.Client.WaitForInstanceStartAsync(id);
        await HubFixture.UntilAsync(() => hub.Hub.SessionCount <= 5);

        foreach (string id in ids)
            await hub.Client.RaiseEventAsync(id, "number", 100);

        for (int i = 0; i < ids.Length; i++)
            Assert.Equal(100 + i, (await hub.EndAsync(ids[i])).ReadOutputAs<int>());
    }

    // The database may not grow beyond so many pages; what is there already stays.
    private static Task LimitAsync(HubFixture hub, int pages) => hub.Hub.Writer.RunAsync(
        connection => connection.Query($"PRAGMA max_page_count = {pages}", reader => reader.GetInt64(0))[0], null, patient: true);
}
