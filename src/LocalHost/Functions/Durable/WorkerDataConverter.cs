using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure.Core.Serialization;
using Microsoft.DurableTask;

namespace XaiFunctions.LocalHost.Functions.Durable;

/// <summary>Inputs and outputs of durable functions by the worker's serializer, as the durable extension has it.</summary>
internal sealed class WorkerDataConverter(ObjectSerializer serializer) : DataConverter
{
    /// <inheritdoc/>
    [return: NotNullIfNotNull(nameof(value))]
    public override string? Serialize(object? value) => value is null ? null : serializer.Serialize(value, value.GetType()).ToString();

    /// <inheritdoc/>
    [return: NotNullIfNotNull(nameof(data))]
    public override object? Deserialize(string? data, Type targetType)
    {
        if (data is null)
            return null;
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(data), writable: false);
        return serializer.Deserialize(stream, targetType, CancellationToken.None)!;
    }
}
