namespace Microsoft.DurableTask.Client;

/// <summary>How instances are purged.</summary>
/// <param name="Recursive">Whether their sub-orchestrations go too.</param>
public record PurgeInstanceOptions(bool Recursive = false);

/// <summary>Which instances are purged: those that have ended and match.</summary>
/// <param name="CreatedFrom">Only those created at this time or later.</param>
/// <param name="CreatedTo">Only those created at this time or earlier.</param>
/// <param name="Statuses">Only those in one of these statuses; null means in any in which an instance has ended.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>After this time the purge stops where it is; null goes on to the end.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>What a purge did.</summary>
public class PurgeResult
{
    /// <summary>Makes a result.</summary>
    /// <param name="count">How many instances were purged.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public PurgeResult(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
    }

    /// <summary>Makes a result.</summary>
    /// <param name="count">How many instances were purged.</param>
    /// <param name="isComplete">Whether all that match were purged; null if that is not known.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public PurgeResult(int count, bool? isComplete)
        : this(count) => IsComplete = isComplete;

    /// <summary>How many instances were purged.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether all that match were purged; null if that is not known.</summary>
    public bool? IsComplete { get; }
}
