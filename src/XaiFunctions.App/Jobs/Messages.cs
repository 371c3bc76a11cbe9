using System.Text.Json.Serialization;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.App.Jobs;

/// <summary>The input of a sub-orchestration: some of a job's pieces of work.</summary>
/// <param name="Job">The job.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Part">Which part of the plan.</param>
public sealed record PartInput(ExplainJob Job, BatchPlan Plan, int Part);

/// <summary>What a sub-orchestration has done.</summary>
/// <param name="Rows">Rows explained.</param>
/// <param name="Evaluations">Coalitions valued for them together.</param>
/// <param name="Sums">What was found of them; null from a release that did not tell.</param>
public sealed record PartResult(long Rows, long Evaluations, RunningSums? Sums = null);

/// <summary>One round of sampling of a block that is split, or a share of it.</summary>
/// <param name="Number">The round, from 0.</param>
/// <param name="Coalitions">Which coalitions, and for which rows of the block.</param>
public sealed record Round(int Number, BlockRound Coalitions);

/// <summary>The input of one piece of sampling.</summary>
/// <param name="Job">The job.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Solve">The solve of the plan that the rows belong to.</param>
/// <param name="Share">The share of a round if the block is split; null for all that the rows need.</param>
public sealed record SampleInput(ExplainJob Job, BatchPlan Plan, int Solve, Round? Share)
{
    /// <summary>The name of the claim check.</summary>
    [JsonIgnore]
    public string Name => WorkStore.Statistics(Solve, Share);
}

/// <summary>The input of one solve.</summary>
/// <param name="Job">The job.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Solve">Which solve of the plan.</param>
/// <param name="Round">The round that has been sampled if the block is split, else null.</param>
public sealed record SolveInput(ExplainJob Job, BatchPlan Plan, int Solve, Round? Round);

/// <summary>What a solve came to.</summary>
/// <param name="Evaluations">The coalitions valued for the rows together; 0 if there is another round.</param>
/// <param name="Next">The coalitions of the next round, or null if the rows have got what was asked for.</param>
/// <param name="Sums">What was found of the rows; null if there is another round.</param>
public sealed record SolveResult(long Evaluations, BlockRound? Next, RunningSums? Sums = null);

/// <summary>The input of one piece of measuring the importance by loss.</summary>
/// <param name="Job">The job.</param>
/// <param name="Piece">Which piece of the plan's <see cref="BatchPlan.Loss"/>.</param>
public sealed record LossInput(ExplainJob Job, int Piece);

/// <summary>The input of writing the documents.</summary>
/// <param name="Job">The job.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="FinishedAt">When its results were complete, by the orchestration's clock.</param>
public sealed record WriteInput(ExplainJob Job, BatchPlan Plan, DateTimeOffset FinishedAt);

/// <summary>The rows of the documents.</summary>
/// <param name="Explained">Rows explained.</param>
/// <param name="Rejected">Rows rejected, when they were read or by the model.</param>
public sealed record WrittenRows(long Explained, long Rejected);

/// <summary>The input of closing a job that did not come to its end.</summary>
/// <param name="Job">The job.</param>
/// <param name="State">Failed or cancelled.</param>
/// <param name="Reason">Why, in words for its owner.</param>
/// <param name="FinishedAt">When, by the orchestration's clock.</param>
public sealed record CloseInput(ExplainJob Job, JobState State, string Reason, DateTimeOffset FinishedAt);

/// <summary>The input of telling others that a job has ended.</summary>
/// <param name="Job">The job that has ended.</param>
/// <param name="GivesUp">Whether it is only to be noted that they could not be told.</param>
public sealed record CallBackInput(ExplainJob Job, bool GivesUp = false);

/// <summary>How a job ended: the orchestration's output.</summary>
/// <param name="State">Completed, failed or cancelled.</param>
/// <param name="Rows">Rows explained.</param>
/// <param name="Rejected">Rows rejected.</param>
/// <param name="Evaluations">Coalitions valued.</param>
/// <param name="Problem">Why it failed, or null.</param>
public sealed record JobOutcome(JobState State, long Rows, long Rejected, long Evaluations, string? Problem);
