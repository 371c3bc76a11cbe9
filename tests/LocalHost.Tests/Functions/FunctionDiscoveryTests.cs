using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Invocation;

namespace LocalHost.Tests.Functions;

public sealed class FunctionDiscoveryTests
{
    [Fact]
    public void Find_OfSoundFunctions_GivesThemByName()
    {
        var functions = FunctionDiscovery.Find(FunctionSources.Of(typeof(Sound)));
        Assert.Equal(["A:timerTrigger", "B:httpTrigger", "C:activityTrigger"], functions.Select(function => $"{function.Name}:{function.TriggerType}"));
        Assert.Equal(3, functions.Select(function => function.Id).Distinct().Count());
        Assert.Equal(functions.Select(function => function.Id), FunctionDiscovery.Find(FunctionSources.Of(typeof(Sound))).Select(function => function.Id));
    }

    [Theory]
    [InlineData(typeof(TwoTriggers), "exactly one trigger, this one has 2")]
    [InlineData(typeof(NoTrigger), "exactly one trigger, this one has 0")]
    [InlineData(typeof(NotPublic), "must be public")]
    [InlineData(typeof(AsyncVoid), "return Task")]
    [InlineData(typeof(WithLogger), "nothing binds parameter 'logger' of type ILogger")]
    [InlineData(typeof(WrongTimer), "binds TimerInfo, not String")]
    [InlineData(typeof(WrongBlob), "a blob trigger binds Stream")]
    [InlineData(typeof(UnknownPart), "nothing binds parameter 'model'")]
    [InlineData(typeof(WrongOrchestrator), "binds TaskOrchestrationContext, not String")]
    [InlineData(typeof(WrongClient), "nothing binds parameter 'client'")]
    [InlineData(typeof(UserLevel), "AuthorizationLevel.User")]
    [InlineData(typeof(SameName), "2 functions have this name")]
    [InlineData(typeof(Abstract), "its class is abstract")]
    public void Find_OfAFunctionThatCannotRun_SaysWhy(Type type, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidOperationException>(() => FunctionDiscovery.Find(FunctionSources.Of(type))).Message);

    [Fact]
    public void Find_OfSeveralFunctionsThatCannotRun_NamesThemAll()
    {
        var error = Assert.Throws<InvalidOperationException>(() => FunctionDiscovery.Find(FunctionSources.Of(typeof(NoTrigger), typeof(WrongTimer))));
        Assert.Contains("Lonely:", error.Message);
        Assert.Contains("Wrong:", error.Message);
    }

    public static class Sound
    {
        [Function("B")]
        public static void B([HttpTrigger] HttpRequest request, [DurableClient] DurableTaskClient client, int? top) => Use(request, client, top);

        [Function("A")]
        public static void A([TimerTrigger("0 0 0 * * *")] TimerInfo timer, FunctionContext context, CancellationToken cancellation) =>
            Use(timer, context, cancellation);

        [Function("C")]
        public static void C([ActivityTrigger] string input, string instanceId) => Use(input, instanceId);
    }

    public static class TwoTriggers
    {
        [Function("Two")]
        public static void Run([HttpTrigger] HttpRequest request, [TimerTrigger("0 0 0 * * *")] TimerInfo timer) => Use(request, timer);
    }

    public static class NoTrigger
    {
        [Function("Lonely")]
        public static void Run(HttpRequest request) => Use(request);
    }

    public static class NotPublic
    {
        [Function("Hidden")]
        internal static void Run([HttpTrigger] HttpRequest request) => Use(request);
    }

    public static class AsyncVoid
    {
        [Function("Void")]
        public static async void Run([HttpTrigger] HttpRequest request) => await Task.FromResult(request);
    }

    public static class WithLogger
    {
        [Function("Logging")]
        public static void Run([HttpTrigger] HttpRequest request, ILogger logger) => Use(request, logger);
    }

    public static class WrongTimer
    {
        [Function("Wrong")]
        public static void Run([TimerTrigger("0 0 0 * * *")] string timer) => Use(timer);
    }

    public static class WrongBlob
    {
        [Function("Wrong")]
        public static void Run([BlobTrigger("c/{name}")] HttpRequest blob) => Use(blob);
    }

    public static class UnknownPart
    {
        [Function("Unknown")]
        public static void Run([BlobTrigger("c/{name}")] string blob, string model) => Use(blob, model);
    }

    public static class WrongOrchestrator
    {
        [Function("Wrong")]
        public static Task RunAsync([OrchestrationTrigger] string context) => Task.FromResult(context);
    }

    public static class WrongClient
    {
        [Function("Wrong")]
        public static Task RunAsync([HttpTrigger] HttpRequest request, [DurableClient] TaskOrchestrationContext client) =>
            Task.FromResult((request, client));
    }

    public static class UserLevel
    {
        [Function("User")]
        public static void Run([HttpTrigger(AuthorizationLevel.User)] HttpRequest request) => Use(request);
    }

    public static class SameName
    {
        [Function("Same")]
        public static void One([HttpTrigger] HttpRequest request) => Use(request);

        [Function("SAME")]
        public static void Two([HttpTrigger] HttpRequest request) => Use(request);
    }

    public abstract class Abstract
    {
        [Function("Abstract")]
        public void Run([HttpTrigger] HttpRequest request) => Use(request, this);
    }

    private static void Use(params object?[] values) => ArgumentNullException.ThrowIfNull(values);
}
