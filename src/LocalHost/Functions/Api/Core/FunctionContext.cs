namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Unique for this invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The same for all invocations of one function.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The distributed trace that the invocation belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>What the trigger knows beside its main value.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>How often the host has tried this invocation.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this invocation's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function that is invoked.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Room for middleware to pass things on within the invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>What the host offers this invocation, by type.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Signalled when the host stops, the caller goes away, or the function has run into its timeout.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
