using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>How the worker treats data.</summary>
public class WorkerOptions
{
    /// <summary>Writes and reads the inputs and outputs of durable functions and <c>[FromBody]</c> values; default: System.Text.Json.</summary>
    public ObjectSerializer? Serializer { get; set; }
}
