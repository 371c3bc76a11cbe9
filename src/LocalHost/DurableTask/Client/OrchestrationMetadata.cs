using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace Microsoft.DurableTask.Client;

/// <summary>An instance as it was when it was looked at.</summary>
public sealed class OrchestrationMetadata
{
    private const int ShownPayload = 50;

    /// <summary>Makes the metadata of an instance.</summary>
    /// <param name="name">The name of the orchestrator.</param>
    /// <param name="instanceId">The id of the instance.</param>
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    /// <summary>The name of the orchestrator.</summary>
    public string Name { get; }

    /// <summary>The id of the instance.</summary>
    public string InstanceId { get; }

    /// <summary>Reads inputs and outputs; null if they were not asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    /// <summary>How far the instance is.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When the instance was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the instance last did something.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The input; null if there is none or it was not asked for.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>The output; of a failed instance the error's message. Null if there is none or it was not asked for.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>The custom status; null if there is none or it was not asked for.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>The labels of the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Why the instance failed; null if it did not or outputs were not asked for.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether the instance runs.</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>Whether the instance has ended: completed, failed or terminated.</summary>
    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>The input as a value.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput);

    /// <summary>The output as a value.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput);

    /// <summary>The custom status as a value.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus);

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder text = new($"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus}");
        text.Append($", CreatedAt: {CreatedAt:s}, LastUpdatedAt: {LastUpdatedAt:s}");
        if (SerializedInput is not null)
            text.Append($", Input: '{Shorten(SerializedInput)}'");
        if (SerializedOutput is not null)
            text.Append($", Output: '{Shorten(SerializedOutput)}'");
        if (FailureDetails is not null)
            text.Append($", FailureDetails: '{FailureDetails.ErrorType} - {Shorten(FailureDetails.ErrorMessage)}'");
        return text.Append(']').ToString();
    }

    private static string Shorten(string payload) => payload.Length > ShownPayload ? payload[..ShownPayload] + "..." : payload;

    private T? Read<T>(string? data, [CallerMemberName] string method = "")
    {
        return DataConverter is null
            ? throw new InvalidOperationException($"{method} needs metadata that was fetched with inputs and outputs.")
            : DataConverter.Deserialize<T>(data);
    }
}
