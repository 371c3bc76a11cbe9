namespace XaiFunctions.App.Jobs;

/// <summary>What is asked for: the input of the orchestration. It names the rows and does not hold them.</summary>
public sealed record ExplainJob
{
    /// <summary>The job's id, also the orchestration's: 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>What started it: <see cref="Triggers"/>.</summary>
    public required string Trigger { get; init; }

    /// <summary>The container that holds the rows.</summary>
    public required string Container { get; init; }

    /// <summary>The blob that holds the rows.</summary>
    public required string Blob { get; init; }

    /// <summary>The blob's ETag, so that exactly these bytes are explained; null where nobody else writes the blob.</summary>
    public string? ETag { get; init; }

    /// <summary>The dropped file's name in its model's folder, or null.</summary>
    public string? File { get; init; }

    /// <summary>How to explain.</summary>
    public ExplanationRequest Request { get; init; } = new();

    /// <summary>Whom to tell when the job has ended, or null.</summary>
    public string? Callback { get; init; }

    /// <summary>Whether its end is put onto the app's Event Grid topic. It is not part of what is asked for.</summary>
    public bool TellsTopic { get; init; }

    /// <summary>The job that this one gives more precision, and whose rows and values it takes; null for none.</summary>
    public string? TopsUp { get; init; }

    /// <summary>Who asked for it, as the audit log names callers, or "blob" for a dropped file; null if it was begun before that was noted. It is not part of what is asked for.</summary>
    public string? Actor { get; init; }

    /// <summary>Why the job cannot be done, if that is known from the start.</summary>
    public string? Refusal { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where the job's trace began (W3C <c>traceparent</c>), or null. It is not part of what is asked for.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>What can start a job.</summary>
public static class Triggers
{
    /// <summary>A file dropped into the container <c>scoring</c>.</summary>
    public const string Blob = "blob";

    /// <summary>An HTTP request.</summary>
    public const string Http = "http";
}
