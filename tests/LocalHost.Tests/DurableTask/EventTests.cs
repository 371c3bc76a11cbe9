using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

public class EventTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WaitForExternalEvent_EventsBeforeAndAfterTheWait_AreTakenInOrderWhateverTheCase(bool cache)
    {
        await using HubFixture hub = await HubFixture.Create(cache)
            .Orchestrator("Collects", async context =>
            {
                await context.WaitForExternalEvent<int>("GO");
                List<int> numbers = [];
                while (numbers.Count < 5)
                    numbers.Add(await context.WaitForExternalEvent<int>("Number"));
                return numbers;
            })
            .StartAsync();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Collects");
        for (int i = 0; i < 3; i++)
            await hub.Client.RaiseEventAsync(id, "number", i);
        await hub.Client.RaiseEventAsync(id, "go", 0);
        for (int i = 3; i < 5; i++)
            await hub.Client.RaiseEventAsync(id, "NUMBER", i);

        Assert.Equal(Enumerable.Range(0, 5), (await hub.EndAsync(id)).ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task WaitForExternalEvent_SeveralWaiters_NewestGetsTheEventFirst()
    {
        await using HubFixture hub = await HubFixture.Create(cache: false)
            .Orchestrator("Two", async context =>
            {
                Task<int> older = context.WaitForExternalEvent<int>("number");
                Task<int> newer = context.WaitForExternalEvent<int>("number");
                return $"{await newer} {await older}";
            })
            .StartAsync();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Two");
        await hub.Client.WaitForInstanceStartAsync(id);
        await hub.Client.RaiseEventAsync(id, "number", 1);
        await hub.Client.RaiseEventAsync(id, "number", 2);

        Assert.Equal("1 2", (await hub.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_TwoTypesForOneName_IsRefused()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Mixed", async context =>
            {
                Task<int> number = context.WaitForExternalEvent<int>("thing");
                await context.WaitForExternalEvent<string>("THING");
                return await number;
            })
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Mixed");

        Assert.Equal(typeof(ArgumentException).FullName, end.FailureDetails!.ErrorType);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WaitForExternalEvent_TimesOut_ThrowsAndTheNextWaitStillGetsTheEvent(bool cache)
    {
        await using HubFixture hub = await HubFixture.Create(cache)
            .Orchestrator("Patient", async context =>
            {
                try
                {
                    return await context.WaitForExternalEvent<int>("number", TimeSpan.FromMilliseconds(20));
                }
                catch (TaskCanceledException)
                {
                    context.SetCustomStatus("timed out");
                    return -await context.WaitForExternalEvent<int>("number", TimeSpan.FromDays(1));
                }
            })
            .StartAsync();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Patient");
        await HubFixture.UntilAsync(async () => (await hub.Client.GetInstanceAsync(id, true))!.SerializedCustomStatus is not null);
        await hub.Client.RaiseEventAsync(id, "number", 9);

        Assert.Equal(-9, (await hub.EndAsync(id)).ReadOutputAs<int>());
        Assert.Equal(0, hub.Count("timers"));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task ContinueAsNew_UnclaimedEvents_ArePreservedOrDropped(bool cache, bool preserve)
    {
        await using HubFixture hub = await HubFixture.Create(cache)
            .Orchestrator<int, string>("Again", async (context, round) =>
            {
                if (round == 0)
                {
                    await context.WaitForExternalEvent<int>("go");
                    context.ContinueAsNew(1, preserve);
                    return "";
                }

                Task<int> first = context.WaitForExternalEvent<int>("kept");
                Task timer = context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                return await Task.WhenAny(first, timer) == first ? $"{await first} {await context.WaitForExternalEvent<int>("kept")}" : "dropped";
            })
            .StartAsync();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Again", 0);
        await hub.Client.RaiseEventAsync(id, "kept", 1);
        await hub.Client.RaiseEventAsync(id, "kept", 2);
        await hub.Client.RaiseEventAsync(id, "go");

        Assert.Equal(preserve ? "1 2" : "dropped", (await hub.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_EventsWhileItStartsOver_AreNeitherLostNorDoubled()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator<List<int>, List<int>>("Collects", async (context, seen) =>
            {
                seen.Add(await context.WaitForExternalEvent<int>("number"));
                if (seen.Count < 200)
                    context.ContinueAsNew(seen);
                return seen;
            })
            .StartAsync();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Collects", new List<int>());
        for (int i = 0; i < 200; i++)
            await hub.Client.RaiseEventAsync(id, "number", i);

        Assert.Equal(Enumerable.Range(0, 200), (await hub.EndAsync(id)).ReadOutputAs<List<int>>()!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SendEvent_ToAnotherAndToNobody_ArrivesOrIsDropped(bool cache)
    {
        await using HubFixture hub = await HubFixture.Create(cache)
            .Orchestrator("Sender", async context =>
            {
                context.SendEvent("nobody", "hello", 1);
                context.SendEvent("receiver", "hello", "from " + context.InstanceId);
                await context.CallActivityAsync("Any");
                return 1;
            })
            .Orchestrator("Receiver", context => context.WaitForExternalEvent<string>("hello"))
            .Activity<object?, int>("Any", _ => 1)
            .StartAsync();

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Receiver", new StartOrchestrationOptions("receiver"));
        await hub.RunAsync("Sender", options: new("sender"));

        Assert.Equal("from sender", (await hub.EndAsync("receiver")).ReadOutputAs<string>());
        Assert.Contains(hub.Logs.Lines, line => line.Contains("'nobody' was dropped"));
    }

    [Fact]
    public async Task RaiseEvent_NoSuchInstanceOrEnded_IsRefused()
    {
        await using HubFixture hub = await HubFixture.Create().Orchestrator("Ends", _ => Task.FromResult(1)).StartAsync();
        OrchestrationMetadata end = await hub.RunAsync("Ends");

        await Assert.ThrowsAnyAsync<ArgumentException>(() => hub.Client.RaiseEventAsync("nobody", "event"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.RaiseEventAsync(end.InstanceId, "event"));
    }

    [Fact]
    public async Task RaiseEvent_PayloadOfTheWrongType_FailsTheWait()
    {
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Strict", context => context.WaitForExternalEvent<int>("number"))
            .StartAsync();

        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Strict");
        await hub.Client.RaiseEventAsync(id, "number", "text");

        Assert.Equal(typeof(System.Text.Json.JsonException).FullName, (await hub.EndAsync(id)).FailureDetails!.ErrorType);
    }
}
