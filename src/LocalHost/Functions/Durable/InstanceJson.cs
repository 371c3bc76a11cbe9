using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask.Client;

namespace XaiFunctions.LocalHost.Functions.Durable;

/// <summary>An instance as the management API answers it.</summary>
internal static class InstanceJson
{
    /// <summary>Writes an instance.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="instance">The instance, read with inputs and outputs.</param>
    /// <param name="showInput">Whether its input is shown.</param>
    public static void Write(Utf8JsonWriter writer, OrchestrationMetadata instance, bool showInput)
    {
        writer.WriteStartObject();
        writer.WriteString("name", instance.Name);
        writer.WriteString("instanceId", instance.InstanceId);
        writer.WriteString("runtimeStatus", instance.RuntimeStatus.ToString());
        Payload(writer, "input", showInput ? instance.SerializedInput : null);
        Payload(writer, "customStatus", instance.SerializedCustomStatus);
        Payload(writer, "output", instance.SerializedOutput ?? Failure(instance));
        writer.WriteString("createdTime", Time(instance.CreatedAt));
        writer.WriteString("lastUpdatedTime", Time(instance.LastUpdatedAt));
        writer.WriteEndObject();
    }

    private static string? Failure(OrchestrationMetadata instance) => instance.FailureDetails is { } failure
        ? JsonSerializer.Serialize($"{failure.ErrorType}: {failure.ErrorMessage}")
        : null;

    // Payloads are JSON texts, but an app may have a serializer of its own, and a failure is plain text.
    private static void Payload(Utf8JsonWriter writer, string name, string? text)
    {
        writer.WritePropertyName(name);
        if (text is null)
        {
            writer.WriteNullValue();
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            writer.WriteStringValue(text);
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
