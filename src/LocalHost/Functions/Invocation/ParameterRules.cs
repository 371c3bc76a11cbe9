using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.Functions.Blobs;
using XaiFunctions.LocalHost.Functions.Http;

namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>What the parameters of a function may be. The worker binds no loggers and no services: those come by the constructor.</summary>
internal static class ParameterRules
{
    /// <summary>Whether a value can be made from a text, as route, query and path values are.</summary>
    public static bool IsSimple(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) || type.IsEnum || (type.IsValueType && TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string)));
    }

    /// <summary>Every reason why the function's parameters cannot be bound, in words.</summary>
    public static IEnumerable<string> Problems(FunctionDescriptor function)
    {
        if (TriggerProblem(function) is { } problem)
            yield return problem;

        foreach (var parameter in function.Parameters)
        {
            if (parameter != function.TriggerParameter && !CanBind(function, parameter))
                yield return $"nothing binds parameter '{parameter.Name}' of type {parameter.ParameterType.Name}.";
        }
    }

    private static string? TriggerProblem(FunctionDescriptor function)
    {
        var type = function.TriggerParameter.ParameterType;
        return function.Trigger switch
        {
            HttpTriggerAttribute { AuthLevel: AuthorizationLevel.User } => "AuthorizationLevel.User does not exist in version 4 of Functions.",
            HttpTriggerAttribute when type == typeof(HttpRequest) || HttpBodyReader.CanRead(type) => null,
            HttpTriggerAttribute => $"an HTTP trigger binds HttpRequest or the body, not {type.Name}.",
            BlobTriggerAttribute blob => BlobPattern.Problem(blob.BlobPath) ?? BlobValue.Problem(type),
            TimerTriggerAttribute when type != typeof(TimerInfo) => $"a timer trigger binds TimerInfo, not {type.Name}.",
            OrchestrationTriggerAttribute when type != typeof(TaskOrchestrationContext) =>
                $"an orchestration trigger binds TaskOrchestrationContext, not {type.Name}.",
            _ => null,
        };
    }

    private static bool CanBind(FunctionDescriptor function, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext) || type == typeof(CancellationToken))
            return true;
        if (parameter.IsDefined(typeof(DurableClientAttribute)))
            return type == typeof(DurableTaskClient);

        return function.Trigger switch
        {
            HttpTriggerAttribute => type == typeof(HttpRequest) || parameter.IsDefined(typeof(FromBodyAttribute)) || IsSimple(type),
            BlobTriggerAttribute blob => IsSimple(type) && BlobPattern.Parse(blob.BlobPath).DataNames.Contains(parameter.Name!),
            OrchestrationTriggerAttribute => true,
            ActivityTriggerAttribute => type == typeof(string) && Same(parameter.Name, "instanceId"),
            _ => false,
        };
    }

    private static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
