using System.Reflection;
using Microsoft.Extensions.Logging;

namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>What starts a function once.</summary>
internal sealed record FunctionInvocation(FunctionDescriptor Function)
{
    /// <summary>Names without regard to case; parameters bind by them.</summary>
    public IReadOnlyDictionary<string, object?> BindingData { get; init; } = new Dictionary<string, object?>();

    /// <summary>The value of the trigger's parameter and of others that only the trigger knows.</summary>
    public required Func<ParameterInfo, LocalFunctionContext, ValueTask<object?>> BindAsync { get; init; }

    /// <summary>Runs before the middleware.</summary>
    public Action<LocalFunctionContext>? Prepare { get; init; }

    /// <summary>0 at the first try.</summary>
    public int RetryCount { get; init; }

    /// <summary>How many retries there are at most.</summary>
    public int MaxRetryCount { get; init; }

    /// <summary>The level at which start and end are logged; tasks of orchestrations are too many for Information.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
