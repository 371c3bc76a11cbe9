namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the function returned, for middleware that looks at it after <c>next</c> or replaces it.</summary>
/// <typeparam name="T">The type that the caller expects.</typeparam>
public abstract class InvocationResult<T>
{
    /// <summary>The value that the function returned; setting it replaces what the caller gets.</summary>
    public abstract T? Value { get; set; }
}

/// <summary>What the function returned, whatever its type.</summary>
public abstract class InvocationResult : InvocationResult<object>;
