using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Jobs;

/// <summary>The input of a sub-orchestration: some of a job's pieces of work.</summary>
/// <param name="Job">The job.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Part">Which part of the plan.</param>
public sealed record PartInput(ExplainJob Job, BatchPlan Plan, int Part);

/// <summary>What a sub-orchestration has done.</summary>
/// <param name="Rows">Rows explained.</param>
/// <param name="Evaluations">Coalitions valued for them together.</param>
public sealed record PartResult(long Rows, long Evaluations);

/// <summary>The input of one piece of sampling.</summary>
/// <param name="Job">The job.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Item">Which piece of the plan.</param>
public sealed record SampleInput(ExplainJob Job, BatchPlan Plan, int Item);

/// <summary>The input of one solve.</summary>
/// <param name="Job">The job.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Solve">Which solve of the plan.</param>
public sealed record SolveInput(ExplainJob Job, BatchPlan Plan, int Solve);

/// <summary>The input of writing the documents.</summary>
/// <param name="Job">The job.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="FinishedAt">When its results were complete, by the orchestration's clock.</param>
public sealed record WriteInput(ExplainJob Job, BatchPlan Plan, DateTimeOffset FinishedAt);

/// <summary>The input of closing a job that did not come to its end.</summary>
/// <param name="Job">The job.</param>
/// <param name="State">Failed or cancelled.</param>
/// <param name="Reason">Why, in words for its owner.</param>
/// <param name="FinishedAt">When, by the orchestration's clock.</param>
public sealed record CloseInput(ExplainJob Job, JobState State, string Reason, DateTimeOffset FinishedAt);

/// <summary>How a job ended: the orchestration's output.</summary>
/// <param name="State">Completed, failed or cancelled.</param>
/// <param name="Rows">Rows explained.</param>
/// <param name="Rejected">Rows rejected.</param>
/// <param name="Evaluations">Coalitions valued.</param>
/// <param name="Problem">Why it failed, or null.</param>
public sealed record JobOutcome(JobState State, long Rows, long Rejected, long Evaluations, string? Problem);
