namespace XaiFunctions.App.Storage;

/// <summary>Which jobs to list; what is null does not matter.</summary>
public sealed record JobFilter
{
    /// <summary>The model's name as it was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>Where a job stands, as the Jobs table has it.</summary>
    public JobState? State { get; init; }

    /// <summary>The earliest time at which a job was asked for.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which a job was asked for.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>Some of the jobs of a list.</summary>
/// <param name="Jobs">The jobs: model by model in the order of their names, the newest of a model first.</param>
/// <param name="Last">The place of the last one if there are more after it, else null.</param>
public sealed record JobPage(IReadOnlyList<JobRecord> Jobs, JobPlace? Last);
