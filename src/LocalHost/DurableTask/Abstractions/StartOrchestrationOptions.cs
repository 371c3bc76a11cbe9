using System.Collections.Immutable;

namespace Microsoft.DurableTask;

/// <summary>How a new orchestration is started.</summary>
public record StartOrchestrationOptions
{
    /// <summary>Makes the options.</summary>
    /// <param name="InstanceId">The id of the new instance; null takes a new random one.</param>
    /// <param name="StartAt">When to start; null starts at once.</param>
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    /// <summary>The id of the new instance; null takes a new random one.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When to start; null starts at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Labels that the instance carries.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The version that the instance runs as; null is unversioned.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>
    /// Names of the statuses in which an instance with the same id makes the start fail. An instance in any other status is replaced; a
    /// running one is terminated first. Null or empty: an instance that has not ended makes the start fail.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
