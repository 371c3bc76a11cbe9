using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for every new or changed blob.</summary>
/// <param name="blobPath">Container and blob pattern, such as <c>scoring/{model}/{name}</c>; the last part takes the rest of the name.</param>
public sealed class BlobTriggerAttribute(string blobPath) : TriggerBindingAttribute
{
    /// <summary>Container and blob pattern.</summary>
    public string BlobPath { get; } = blobPath;

    /// <summary>The setting that names the storage account; default: <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; set; }

    /// <summary>How the service learns of new blobs.</summary>
    public BlobTriggerSource Source { get; set; } = BlobTriggerSource.LogsAndContainerScan;
}

/// <summary>How a blob trigger learns of new blobs.</summary>
public enum BlobTriggerSource
{
    /// <summary>By scanning the container.</summary>
    LogsAndContainerScan = 0,

    /// <summary>By events of Event Grid.</summary>
    EventGrid = 1,
}
