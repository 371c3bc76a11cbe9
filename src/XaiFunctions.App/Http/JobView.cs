using Microsoft.DurableTask.Client;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Http;

/// <summary>A job as HTTP clients see it.</summary>
public sealed record JobView
{
    /// <summary>The job's id.</summary>
    public required string Job { get; init; }

    /// <summary>Where it stands: queued, running, cancelling, completed, failed, cancelled.</summary>
    public required JobState Status { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The model's version, once it is chosen.</summary>
    public string? Version { get; init; }

    /// <summary>What started it: blob or http.</summary>
    public required string Trigger { get; init; }

    /// <summary>The dropped file's name.</summary>
    public string? File { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Rows explained, once they are counted.</summary>
    public long? Rows { get; init; }

    /// <summary>Rows rejected, once they are counted.</summary>
    public long? Rejected { get; init; }

    /// <summary>How far it is, while it runs.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }

    /// <summary>What became of its callback: pending, delivered or failed.</summary>
    public CallbackState? Callback { get; init; }

    /// <summary>Its files, once it has ended.</summary>
    public IReadOnlyList<FileView>? Files { get; init; }

    /// <summary>What is known of a job.</summary>
    /// <param name="record">What the Jobs table says.</param>
    /// <param name="instance">What the task hub says of its orchestration, or null if it has forgotten it.</param>
    /// <param name="files">Its files, once it has ended.</param>
    public static JobView Of(JobRecord record, OrchestrationMetadata? instance, IReadOnlyDictionary<string, long>? files)
    {
        var view = new JobView
        {
            Job = record.Id,
            Status = record.State,
            Model = record.Model,
            Version = record.Version,
            Trigger = record.Trigger,
            File = record.File,
            CreatedAt = record.CreatedAt,
            FinishedAt = record.FinishedAt,
            Rows = record.Rows,
            Rejected = record.Rejected,
            Problem = record.Problem,
            Callback = record.Callback,
            Files = files?.Select(file => new FileView(file.Key, file.Value, Address(record.Id, file.Key))).ToArray(),
        };
        if (record.HasEnded || instance is null)
            return view;
        // An orchestration that broke off by itself, or was terminated by an operator, could not note its end.
        if (instance.RuntimeStatus is OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated)
            return view with { Status = JobState.Failed, Problem = "The job was stopped from outside.", FinishedAt = instance.LastUpdatedAt };
        return instance.SerializedCustomStatus is null ? view : view with { Progress = instance.ReadCustomStatusAs<JobProgress>() };
    }

    /// <summary>A job that has ended as receivers of callbacks and events are told of it.</summary>
    public static JobView ForOthers(JobRecord record) => Of(record, null, null) with { Callback = null };

    /// <summary>The address of a job.</summary>
    public static string Address(string job) => $"/api/explanations/{job}";

    /// <summary>The address of a job's file.</summary>
    public static string Address(string job, string file) => $"/api/explanations/{job}/files/{file}";
}

/// <summary>A file of a job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Href">Where to get it.</param>
public sealed record FileView(string Name, long Bytes, string Href);
