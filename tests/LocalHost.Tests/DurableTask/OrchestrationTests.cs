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

    [Fact]
    public async Task CallActivity_Throws_GivesFailureDetailsWithInnerFailures()
    {
        await using HubFixture hub = await HubFixture.Create(cache: false)
            .Orchestrator("Catch", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Ok");
                    await context.CallActivityAsync("Break", "x");
                    return "no failure";
                }
                catch (TaskFailedException failure)
                {
                    TaskFailureDetails details = failure.FailureDetails;
                    return $"{failure.TaskName} #{failure.TaskId}|{details.ErrorType}|{details.ErrorMessage}|{details.InnerFailure!.ErrorType}|"
                        + $"{details.IsCausedBy<FormatException>()} {details.IsCausedBy<SystemException>()} {details.IsCausedBy<IOException>()}|{failure.Message}";
                }
            })
            .Activity<object?, int>("Ok", _ => 1)
            .Activity<string, int>("Break", input => throw new FormatException("bad " + input, new IOException("disk")))
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Catch");

        Assert.Equal(
            "Break #1|System.FormatException|bad x|System.IO.IOException|True True False|Task 'Break' (#1) failed with an unhandled exception: bad x",
            end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Orchestrator_LeavesTaskFailureUncaught_FailsWithTheTaskAsInnerFailure()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child"))
            .Orchestrator("Child", context => context.CallActivityAsync<int>("Break"))
            .Activity<object?, int>("Break", _ => throw new FormatException("bad"))
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Parent");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(typeof(TaskFailedException).FullName, end.FailureDetails!.ErrorType);
        Assert.Equal(typeof(TaskFailedException).FullName, end.FailureDetails.InnerFailure!.ErrorType);
        Assert.True(end.FailureDetails.InnerFailure.InnerFailure!.IsCausedBy<FormatException>());
        Assert.StartsWith("Task 'Child' (#0) failed", end.SerializedOutput);
        Assert.Throws<System.Text.Json.JsonException>(() => end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallActivity_Unknown_FailsClearlyAndIsNotRetried()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Lost", context => context.CallActivityAsync<int>(
                "Nowhere", options: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromHours(1)))))
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Lost");

        Assert.Equal("There is no activity 'Nowhere'.", end.FailureDetails!.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public async Task Schedule_UnknownOrchestrator_FailsTheInstance()
    {
        await using HubFixture hub = await HubFixture.Create().StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Nowhere");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("There is no orchestrator 'Nowhere'.", end.SerializedOutput);
    }

    [Fact]
    public async Task CallActivity_OptionsAsInput_IsRefused()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Confused", context => context.CallActivityAsync<int>("Any", (object)new TaskOptions()))
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Confused");

        Assert.Equal(typeof(ArgumentException).FullName, end.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task CallSubOrchestrator_IdOfALiveInstance_FailsClearly()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child", options: new SubOrchestrationOptions(instanceId: "taken")))
            .Orchestrator("Child", context => Task.FromResult(1))
            .Orchestrator("Waits", context => context.WaitForExternalEvent<int>("never"))
            .StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waits", new StartOrchestrationOptions("taken"));

        OrchestrationMetadata end = await hub.RunAsync("Parent");

        Assert.Contains("'taken' that has not ended", end.FailureDetails!.InnerFailure!.ErrorMessage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SetCustomStatus_WhileRunningAndAfter_IsSeenByClients(bool cache)
    {
        await using HubFixture hub = await HubFixture.Create(cache)
            .Orchestrator("Reports", async context =>
            {
                context.SetCustomStatus(new { Done = 1 });
                await context.WaitForExternalEvent<int>("go");
                context.SetCustomStatus(new { Done = 2 });
                return 0;
            })
            .StartAsync();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Reports");
        OrchestrationMetadata running = await hub.Client.WaitForInstanceStartAsync(id, getInputsAndOutputs: true);
        await hub.Client.RaiseEventAsync(id, "go", 1);
        OrchestrationMetadata end = await hub.EndAsync(id);

        Assert.Equal("""{"Done":1}""", running.SerializedCustomStatus);
        Assert.Equal("""{"Done":2}""", end.SerializedCustomStatus);
        Assert.Null((await hub.Client.GetInstanceAsync(id))!.SerializedCustomStatus);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ContinueAsNew_ManyTimes_StartsOverWithNewInputAndEmptyHistory(bool cache)
    {
        await using HubFixture hub = await HubFixture.Create(cache)
            .Orchestrator<int, string>("Counts", async (context, count) =>
            {
                int next = await context.CallActivityAsync<int>("Next", count);
                if (next < 20)
                    context.ContinueAsNew(next);
                return $"{next} {context.NewGuid() != Guid.Empty}";
            })
            .Activity<int, int>("Next", count => count + 1)
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Counts", 0);

        Assert.Equal("20 True", end.ReadOutputAs<string>());
        Assert.Equal(19, end.ReadInputAs<int>());
        Assert.Equal(2, hub.HistoryTurns());
    }

    [Fact]
    public async Task Version_GivenAndContinued_IsSeenByOrchestratorAndActivities()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator<string, string>("Versioned", async (context, seen) =>
            {
                seen += $"{context.Version},{await context.CallActivityAsync<string>("Version")},{Math.Sign(context.CompareVersionTo("1.10"))};";
                if (context.Version == "1.2")
                    context.ContinueAsNew(new ContinueAsNewOptions { NewInput = seen, NewVersion = "2.0" });
                return seen;
            })
            .Activity<object?, string>("Version", (context, _, _) => Task.FromResult(context.Version))
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Versioned", "", new StartOrchestrationOptions { Version = "1.2" });

        Assert.Equal("1.2,1.2,-1;2.0,2.0,1;", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Values_WithFieldsAndNulls_PassAsTheRealConverterWritesThem()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator<Payload, Payload>("Echo", async (context, input) =>
            {
                Assert.Null(await context.CallActivityAsync<string?>("Null"));
                return await context.CallActivityAsync<Payload>("Same", input);
            })
            .Activity<object?, string?>("Null", _ => null)
            .Activity<Payload, Payload>("Same", payload => payload)
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Echo", new Payload("a", 2) { Field = 3 });

        Assert.Equal("""{"Name":"a","Count":2,"Field":3}""", end.SerializedInput);
        Assert.Equal(end.SerializedInput, end.SerializedOutput);
    }

    private sealed record Payload(string Name, int Count)
    {
        public int Field;
    }
}
