using LocalHost.Tests.Functions.Support;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

public class QueryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task GetAllInstances_Pages_ReturnEveryInstanceOnceInOrder()
    {
        await using HubFixture hub = await StartAsync(25);

        List<string> ids = [];
        List<int> sizes = [];
        string? token = null;
        do
        {
            OrchestrationQuery query = new(PageSize: 10, ContinuationToken: token);
            await foreach (Page<OrchestrationMetadata> page in hub.Client.GetAllInstancesAsync(query).AsPages())
            {
                ids.AddRange(page.Values.Select(instance => instance.InstanceId));
                sizes.Add(page.Values.Count);
                token = page.ContinuationToken;
                break;
            }
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"job-{i:d2}"), ids);
        Assert.Equal("10 10 5", string.Join(' ', sizes));
        Assert.Equal(25, await CountAsync(hub, new(PageSize: 4)));
    }

    [Fact]
    public async Task GetAllInstances_Filters_ReturnWhatMatches()
    {
        await using HubFixture hub = await StartAsync(10);

        Assert.Equal(10, await CountAsync(hub, new(InstanceIdPrefix: "job-0")));
        Assert.Equal(1, await CountAsync(hub, new(InstanceIdPrefix: "job-03")));
        Assert.Equal(0, await CountAsync(hub, new(InstanceIdPrefix: "JOB%")));
        Assert.Equal(5, await CountAsync(hub, new(Statuses: [OrchestrationRuntimeStatus.Completed])));
        Assert.Equal(5, await CountAsync(hub, new(Statuses: [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Failed])));
        Assert.Equal(10, await CountAsync(hub, new(Statuses: [])));
        Assert.Equal(4, await CountAsync(hub, new(CreatedFrom: Start.AddMinutes(6))));
        Assert.Equal(3, await CountAsync(hub, new(CreatedFrom: Start.AddMinutes(1), CreatedTo: Start.AddMinutes(3))));
        Assert.Equal(10, await CountAsync(hub, new(TaskHubNames: ["testhubname"])));
        Assert.Equal(0, await CountAsync(hub, new(TaskHubNames: ["other"])));
    }

    [Fact]
    public async Task GetAllInstances_InputsAndOutputs_AreThereOnlyIfAskedFor()
    {
        await using HubFixture hub = await StartAsync(1);

        OrchestrationMetadata without = await FirstAsync(hub, new());
        OrchestrationMetadata with = await FirstAsync(hub, new(FetchInputsAndOutputs: true));

        Assert.Null(without.SerializedInput);
        Assert.Throws<InvalidOperationException>(() => without.ReadInputAs<bool>());
        Assert.True(with.ReadInputAs<bool>());
        Assert.Equal("red", with.Tags["colour"]);
        Assert.Equal(Start, with.CreatedAt);
    }

    [Fact]
    public async Task PurgeInstance_EndedAndNot_RemovesOnlyTheEnded()
    {
        await using HubFixture hub = await StartAsync(2);

        Assert.Equal(1, (await hub.Client.PurgeInstanceAsync("job-00")).PurgedInstanceCount);
        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync("job-00")).PurgedInstanceCount);
        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync("job-01")).PurgedInstanceCount);
        Assert.Null(await hub.Client.GetInstanceAsync("job-00"));
        Assert.NotNull(await hub.Client.GetInstanceAsync("job-01"));
    }

    [Fact]
    public async Task PurgeAllInstances_Filter_RemovesWhatEndedAndMatches()
    {
        await using HubFixture hub = await StartAsync(10);

        PurgeResult early = await hub.Client.PurgeAllInstancesAsync(new(CreatedTo: Start.AddMinutes(4)));
        PurgeResult running = await hub.Client.PurgeAllInstancesAsync(new(Statuses: [OrchestrationRuntimeStatus.Running]));
        PurgeResult failed = await hub.Client.PurgeAllInstancesAsync(new(Statuses: [OrchestrationRuntimeStatus.Failed]));
        PurgeResult rest = await hub.Client.PurgeInstancesAsync(null, null);

        Assert.Equal((3, true), (early.PurgedInstanceCount, early.IsComplete));
        Assert.Equal(0, running.PurgedInstanceCount);
        Assert.Equal(0, failed.PurgedInstanceCount);
        Assert.Equal(2, rest.PurgedInstanceCount);
        Assert.Equal(5, hub.Count("instances"));
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    public async Task PurgeInstance_Recursive_RemovesSubOrchestrationsAndLeavesNoTrace(bool recursive, int purged)
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Parent", async context =>
                await context.CallSubOrchestratorAsync<int>("Child") + await context.CallSubOrchestratorAsync<int>("Child"))
            .Orchestrator("Child", context => context.CallActivityAsync<int>("One"))
            .Activity<object?, int>("One", _ => 1)
            .StartAsync();
        OrchestrationMetadata end = await hub.RunAsync("Parent");

        PurgeResult result = await hub.Client.PurgeInstanceAsync(end.InstanceId, new PurgeInstanceOptions(recursive));

        Assert.Equal(purged, result.PurgedInstanceCount);
        Assert.Equal(3 - purged, hub.Count("instances"));
        Assert.Equal(recursive, hub.Count("history") == 0);
        Assert.Equal(0, hub.Count("inbox") + hub.Count("timers") + hub.Count("activities"));
    }

    // Instances a minute apart; those with an even number have completed, the others run.
    private static async Task<HubFixture> StartAsync(int count)
    {
        ManualTime clock = new(Start);
        HubFixture hub = await HubFixture.Create(options => options with { TimeProvider = clock })
            .Orchestrator<bool, int>("Job", (context, ends) => ends ? Task.FromResult(1) : context.WaitForExternalEvent<int>("end"))
            .StartAsync();
        for (int i = 0; i < count; i++)
        {
            string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync(
                "Job", i % 2 == 0, new StartOrchestrationOptions($"job-{i:d2}") { Tags = new Dictionary<string, string> { ["colour"] = "red" } });
            await (i % 2 == 0 ? hub.EndAsync(id) : hub.Client.WaitForInstanceStartAsync(id));
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        return hub;
    }

    private static async Task<int> CountAsync(HubFixture hub, OrchestrationQuery query)
    {
        int count = 0;
        await foreach (OrchestrationMetadata _ in hub.Client.GetAllInstancesAsync(query))
            count++;
        return count;
    }

    private static async Task<OrchestrationMetadata> FirstAsync(HubFixture hub, OrchestrationQuery query)
    {
        await foreach (OrchestrationMetadata instance in hub.Client.GetAllInstancesAsync(query))
            return instance;
        throw new InvalidOperationException("There is no instance.");
    }
}
