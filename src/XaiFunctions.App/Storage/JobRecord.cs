using System.Globalization;
using XaiFunctions.App.Jobs;

namespace XaiFunctions.App.Storage;

/// <summary>What the Jobs table knows of a job.</summary>
public sealed record JobRecord
{
    /// <summary>The job's id: 32 hexadecimal digits, also the orchestration's instance id.</summary>
    public required string Id { get; init; }

    /// <summary>The model's name as it was asked for.</summary>
    public required string Model { get; init; }

    /// <summary>When it was asked for. With the id it fixes the entity's key, so a repeated request must give the same time.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>"blob" or "http".</summary>
    public required string Trigger { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; init; }

    /// <summary>The dropped file within its model's folder, or null.</summary>
    public string? File { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The model's version that explains, once it is chosen.</summary>
    public string? Version { get; init; }

    /// <summary>Rows explained, once they are counted.</summary>
    public long? Rows { get; init; }

    /// <summary>Rows rejected, once they are counted.</summary>
    public long? Rejected { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>What became of its callback, or null if none was asked for.</summary>
    public CallbackState? Callback { get; init; }

    /// <summary>A job as it is when it is asked for.</summary>
    public static JobRecord Of(ExplainJob job) => new()
    {
        Id = job.Id,
        Model = job.Model,
        CreatedAt = job.CreatedAt,
        Trigger = job.Trigger,
        File = job.File,
        Callback = job.Callback is null ? null : CallbackState.Pending,
    };

    /// <summary>Whether nothing more will happen.</summary>
    public bool HasEnded => State is JobState.Completed or JobState.Failed or JobState.Cancelled;

    /// <summary>The row key in the Jobs table: the newest job of a model comes first.</summary>
    public string RowKey => string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.Ticks - CreatedAt.UtcTicks:D19}-{Id}");
}

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>It is scheduled.</summary>
    Queued,

    /// <summary>Its rows are counted and being explained.</summary>
    Running,

    /// <summary>Its owner has cancelled it; its activities are stopping.</summary>
    Cancelling,

    /// <summary>Its documents are complete.</summary>
    Completed,

    /// <summary>It could not be done; its document says why.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>What became of a callback.</summary>
public enum CallbackState
{
    /// <summary>It is to be made when the job ends, or is being tried.</summary>
    Pending,

    /// <summary>The receiver has taken it.</summary>
    Delivered,

    /// <summary>It was refused, or given up after several tries.</summary>
    Failed,
}
