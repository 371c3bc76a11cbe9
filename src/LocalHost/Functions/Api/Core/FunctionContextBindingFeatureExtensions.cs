using XaiFunctions.LocalHost.Functions.Invocation;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function was given and gave back, for middleware.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>What the function returned; empty before it has run.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context) =>
        new LocalInvocationResult<T>(context);

    /// <summary>What the function returned; empty before it has run.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context) => new LocalInvocationResult(context);
}
