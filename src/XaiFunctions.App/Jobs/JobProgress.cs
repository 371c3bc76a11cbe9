namespace XaiFunctions.App.Jobs;

/// <summary>How far a job is: the orchestration's custom status.</summary>
public sealed record JobProgress
{
    /// <summary>"planning", "explaining" or "writing documents".</summary>
    public required string Stage { get; init; }

    /// <summary>Rows explained so far.</summary>
    public long RowsDone { get; init; }

    /// <summary>Rows to explain; null until they are counted.</summary>
    public long? RowsAll { get; init; }

    /// <summary>Coalitions valued so far, over all rows.</summary>
    public long Evaluations { get; init; }

    /// <summary>Rows explained a second since the first was begun; null before any is done.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>When the rows are done at this rate; null before any is done.</summary>
    public DateTimeOffset? EstimatedEnd { get; init; }

    /// <summary>What was found so far; null before any row is done.</summary>
    public RunningEstimate? Estimate { get; init; }
}
