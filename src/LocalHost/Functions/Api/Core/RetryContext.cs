namespace Microsoft.Azure.Functions.Worker;

/// <summary>How often the host has tried an invocation.</summary>
public abstract class RetryContext
{
    /// <summary>0 at the first try.</summary>
    public abstract int RetryCount { get; }

    /// <summary>How many retries there are at most.</summary>
    public abstract int MaxRetryCount { get; }
}
