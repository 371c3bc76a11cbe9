using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.DurableTask.Engine;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

public class RetryTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RetryPolicy_FailsTwice_SucceedsAtTheThirdTry(bool cache)
    {
        int tries = 0;
        await using HubFixture hub = await Flaky(cache, () => ++tries, new RetryPolicy(3, Soon)).StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Calls");

        Assert.Equal(3, end.ReadOutputAs<int>());
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task RetryPolicy_TriesUsedUp_ThrowsTheLastFailure()
    {
        int tries = 0;
        await using HubFixture hub = await Flaky(true, () => ++tries, new RetryPolicy(2, Soon)).StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Calls");

        Assert.Equal("try 2", end.FailureDetails!.InnerFailure!.ErrorMessage);
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task RetryPolicy_HandleFailureRefuses_IsNotTriedAgain()
    {
        int tries = 0;
        RetryPolicy policy = new(5, Soon) { HandleFailure = failure => !failure.IsCausedBy<FormatException>() };
        await using HubFixture hub = await Flaky(true, () => ++tries, policy).StartAsync();

        await hub.RunAsync("Calls");

        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task RetryPolicy_TimeoutPassed_IsNotTriedAgain()
    {
        int tries = 0;
        RetryPolicy policy = new(100, TimeSpan.FromMilliseconds(50), retryTimeout: TimeSpan.FromMilliseconds(120));
        await using HubFixture hub = await Flaky(true, () => { tries++; return 0; }, policy).StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Calls");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        // Tries are 50 ms apart at least, so that no more than one and three fit into 120 ms; on a machine that is busy fewer do.
        Assert.InRange(tries, 1, 4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RetryHandler_AsksWithContext_DecidesHowOften(bool cache)
    {
        int tries = 0;
        TaskOptions options = TaskOptions.FromRetryHandler(async context =>
        {
            Assert.Equal($"try {context.LastAttemptNumber}", context.LastFailure.ErrorMessage);
            Assert.True(context.LastFailure.IsCausedBy<FormatException>());
            await context.OrchestrationContext.CreateTimer(Soon, context.CancellationToken);
            return context.LastAttemptNumber < 2;
        });
        await using HubFixture hub = await Flaky(cache, () => ++tries, options.Retry!).StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Calls");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(2, tries);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("fixed-id")]
    public async Task RetryPolicy_SubOrchestration_RunsAgainUnderTheSameId(string? id)
    {
        int tries = 0;
        await using HubFixture hub = await HubFixture.Create()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Child", options: new SubOrchestrationOptions(new RetryPolicy(3, Soon), id)))
            .Orchestrator("Child", context => ++tries < 3 ? throw new FormatException("not yet") : Task.FromResult(context.InstanceId))
            .StartAsync();

        OrchestrationMetadata end = await hub.RunAsync("Parent");

        Assert.Equal(3, tries);
        Assert.Equal(2, hub.Count("instances"));
        Assert.Equal(id ?? end.ReadOutputAs<string>(), end.ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(1, 2.0, 1)]
    [InlineData(2, 2.0, 2)]
    [InlineData(4, 2.0, 8)]
    [InlineData(5, 2.0, 10)]
    [InlineData(3, 1.0, 1)]
    [InlineData(5000, 2.0, 10)]
    public void Pause_ByAttempt_GrowsToTheLongest(int attempt, double coefficient, int seconds)
    {
        RetryPolicy policy = new(9, TimeSpan.FromSeconds(1), coefficient, TimeSpan.FromSeconds(10));

        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryLoop.Pause(policy, attempt));
    }

    [Fact]
    public void Constructor_OutOfRange_IsRefused()
    {
        TimeSpan second = TimeSpan.FromSeconds(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(0, second));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 1, second / 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 1, null, second / 2));
    }

    [Fact]
    public void Constructor_Defaults_AreThoseOfTheRealOne()
    {
        RetryPolicy policy = new(1, TimeSpan.FromSeconds(1), maxRetryInterval: Timeout.InfiniteTimeSpan, retryTimeout: Timeout.InfiniteTimeSpan);

        Assert.Equal(1, policy.BackoffCoefficient);
        Assert.Equal(TimeSpan.FromHours(1), new RetryPolicy(1, TimeSpan.FromSeconds(1)).MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, new RetryPolicy(1, TimeSpan.FromSeconds(1)).RetryTimeout);
        Assert.True(policy.Handle(new IOException()));
    }

    // An activity whose first two tries fail.
    private static HubFixture Flaky(bool cache, Func<int> count, TaskRetryOptions retry) => HubFixture.Create(cache)
        .Orchestrator("Calls", context => context.CallActivityAsync<int>("Flaky", new TaskOptions(retry)))
        .Activity<object?, int>("Flaky", _ => count() is var number && number < 3 ? throw new FormatException($"try {number}") : number);
}
