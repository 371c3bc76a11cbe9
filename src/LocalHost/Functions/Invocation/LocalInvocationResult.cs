using Microsoft.Azure.Functions.Worker;

namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>The result of one invocation, read and written in place.</summary>
internal sealed class LocalInvocationResult<T>(FunctionContext context) : InvocationResult<T>
{
    private readonly LocalFunctionContext context = (LocalFunctionContext)context;

    public override T? Value
    {
        get => context.Result switch
        {
            null => default,
            T value => value,
            var other => throw new InvalidOperationException(
                $"Function '{context.FunctionDefinition.Name}' returned {other.GetType()}, which is no {typeof(T)}."),
        };
        set => context.Result = value;
    }
}

/// <summary>The result of one invocation, whatever its type.</summary>
internal sealed class LocalInvocationResult(FunctionContext context) : InvocationResult
{
    private readonly LocalFunctionContext context = (LocalFunctionContext)context;

    public override object? Value
    {
        get => context.Result;
        set => context.Result = value;
    }
}
