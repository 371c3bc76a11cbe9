namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger knows about one invocation beside its main value.</summary>
public abstract class BindingContext
{
    /// <summary>By name without regard to case: route and query values, path parts of a blob, and the like.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
