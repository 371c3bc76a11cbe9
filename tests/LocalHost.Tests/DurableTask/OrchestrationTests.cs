using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

public class OrchestrationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CallActivity_InSequence_PassesResultsOn(bool cache)
    {
        await using HubFixture hub = await HubFixture.Create(cache)
            .Orchestrator<int, int>("Chain", async (context, input) =>
            {
                int once = await context.CallActivityAsync<int>("Double", input);
                return await context.CallActivityAsync<int>("double", once);
            })
            .Activity<int, int>("Double", input => input * 2)
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("chain", 5);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(20, end.ReadOutputAs<int>());
        Assert.Equal(5, end.ReadInputAs<int>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CallActivity_FanOut_ReturnsAllResultsInOrder(bool cache)
    {
        await using HubFixture hub = await HubFixture.Create(cache)
            .Orchestrator<int, int[]>("FanOut", (context, count) =>
                Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>("Square", i))))
            .Activity<int, int>("Square", input => input * input)
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("FanOut", 300);

        Assert.Equal(Enumerable.Range(0, 300).Select(i => i * i), end.ReadOutputAs<int[]>()!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CallSubOrchestrator_Nested_ReturnsResultAndKnowsItsParent(bool cache)
    {
        await using HubFixture hub = await HubFixture.Create(cache)
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>("Child", "hello", new SubOrchestrationOptions(instanceId: "the-child")))
            .Orchestrator<string, string>("Child", (context, input) =>
                Task.FromResult($"{input} {context.InstanceId} of {context.Parent!.Name} {context.Parent.InstanceId}"))
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Parent", options: new("the-parent"));

        Assert.Equal("hello the-child of Parent the-parent", end.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.Client.GetInstanceAsync("the-child"))!.RuntimeStatus);
    }
}
