using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Functions;

/// <summary>What the Functions worker, its metadata generator and the Durable Task analyzers ask of functions and what the Local host would let pass.</summary>
public sealed class FunctionShapeTests
{
    private static readonly MethodInfo[] Functions =
    [
        .. typeof(InvalidInputException).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(FunctionAttribute))),
    ];

    [Fact]
    public void Functions_All_ArePublicWithOneTriggerAndANameOfTheirOwn()
    {
        Assert.NotEmpty(Functions);
        Assert.All(Functions, method =>
        {
            Assert.True(method.IsPublic && method.DeclaringType!.IsPublic, Name(method));
            Assert.Single(method.GetParameters(), parameter => parameter.GetCustomAttributes<TriggerBindingAttribute>().Any());
            Assert.True(method.ReturnType == typeof(Task) || method.ReturnType.IsGenericType, Name(method));
        });
        Assert.Equal(Functions.Length, Functions.Select(Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void HttpFunctions_All_TakeARequestAndAnswerAnActionResultBelowOneMethodEach() => Assert.All(With<HttpTriggerAttribute>(), function =>
    {
        Assert.Equal(typeof(HttpRequest), function.Parameter.ParameterType);
        Assert.Equal(typeof(Task<IActionResult>), function.Method.ReturnType);
        Assert.NotEmpty(function.Trigger.Methods!);
        Assert.False(function.Trigger.Route!.StartsWith('/'), "The host refuses routes that begin with a slash.");
        Assert.False(function.Trigger.Route!.StartsWith("admin", StringComparison.OrdinalIgnoreCase), "The host keeps admin for itself.");
    });

    [Fact]
    public void BlobFunctions_All_LearnOfBlobsByEventGrid() =>
        // Flex Consumption does not scan containers.
        Assert.All(With<BlobTriggerAttribute>(), function => Assert.Equal(BlobTriggerSource.EventGrid, function.Trigger.Source));

    [Fact]
    public void Orchestrators_All_TakeTheirContextAndNothingElse() => Assert.All(With<OrchestrationTriggerAttribute>(), function =>
    {
        Assert.True(function.Method.IsStatic, "An instance would bring services, and services bring what changes from replay to replay.");
        Assert.Equal(typeof(TaskOrchestrationContext), Assert.Single(function.Method.GetParameters()).ParameterType);
    });

    /// <summary>Rules DURABLE0001 to DURABLE0011 of Microsoft.DurableTask.Analyzers, which only the build for Azure runs.</summary>
    [Fact]
    public void Orchestrators_Source_HasNothingThatChangesFromReplayToReplay()
    {
        string[] banned =
        [
            "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "TimeProvider", "Stopwatch", "Guid.NewGuid", "Random", "Task.Delay",
            "Task.Run", "Thread", "Environment.", "HttpClient", "BlobClient", "File.", "ILogger<", "CancellationToken", "ConfigureAwait", ".Result;", ".Wait()", "while (true)",
        ];
        string folder = Path.Combine(Repository.Root, "src", "XaiFunctions.App", "Orchestrations");
        foreach (string file in Directory.EnumerateFiles(folder, "*Orchestrator*.cs"))
        {
            string source = File.ReadAllText(file);
            Assert.All(banned, word => Assert.DoesNotContain(word, source));
        }
    }

    private static IEnumerable<(MethodInfo Method, ParameterInfo Parameter, T Trigger)> With<T>()
        where T : TriggerBindingAttribute
    {
        (MethodInfo Method, ParameterInfo Parameter, T Trigger)[] found =
        [
            .. from method in Functions
               from parameter in method.GetParameters()
               let trigger = parameter.GetCustomAttribute<T>()
               where trigger is not null
               select (method, parameter, trigger),
        ];
        Assert.NotEmpty(found);
        return found;
    }

    private static string Name(MethodInfo method) => method.GetCustomAttribute<FunctionAttribute>()!.Name;
}
