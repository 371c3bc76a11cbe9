namespace Microsoft.Azure.Functions.Worker;

/// <summary>One binding of a function as the host sees it.</summary>
public abstract class BindingMetadata
{
    /// <summary>The name of the parameter that is bound.</summary>
    public abstract string Name { get; }

    /// <summary>The kind of binding, such as <c>httpTrigger</c> or <c>blobTrigger</c>.</summary>
    public abstract string Type { get; }
}
