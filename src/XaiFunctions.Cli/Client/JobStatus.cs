using XaiFunctions.Cli.Display;

namespace XaiFunctions.Cli.Client;

/// <summary>A job as the app tells of it.</summary>
internal sealed record JobStatus
{
    /// <summary>The status of a job whose documents are complete.</summary>
    public const string Completed = "completed";

    /// <summary>Where it stands: queued, running, cancelling, completed, failed, cancelled.</summary>
    public required string Status { get; init; }

    /// <summary>How far it is, while it runs.</summary>
    public ProgressReport? Progress { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether nothing more will happen.</summary>
    public bool HasEnded => Status is Completed or "failed" or "cancelled";

    /// <summary>The progress as it is shown.</summary>
    public JobProgress ToProgress(DateTimeOffset now) => new(
        Progress?.Stage ?? Status, Progress?.RowsDone ?? 0, Progress?.RowsAll, Progress?.Evaluations ?? 0, Progress?.RowsPerSecond, Progress?.EstimatedEnd - now);
}

/// <summary>The progress that a job reports.</summary>
internal sealed record ProgressReport
{
    /// <summary>What it does just now.</summary>
    public string? Stage { get; init; }

    /// <summary>Rows explained so far.</summary>
    public long RowsDone { get; init; }

    /// <summary>Rows to explain.</summary>
    public long? RowsAll { get; init; }

    /// <summary>Coalitions valued so far.</summary>
    public long Evaluations { get; init; }

    /// <summary>The measured rate.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>The estimated end.</summary>
    public DateTimeOffset? EstimatedEnd { get; init; }
}
