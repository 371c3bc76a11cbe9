using XaiFunctions.App.Scoring;

namespace XaiFunctions.App.Jobs;

/// <summary>
/// Everything that planning found out and that the document tells: the claim check <c>plan.json</c>. What was measured or looked up is
/// frozen here by whoever plans first, so that a repeated activity goes on with the same plan.
/// </summary>
public sealed record PlanRecord
{
    /// <summary>What the orchestration needs of it.</summary>
    public required BatchPlan Batch { get; init; }

    /// <summary>The measured processor time of one row of the model, on which the cut into pieces rests.</summary>
    public required double SecondsPerModelRow { get; init; }

    /// <summary>How many model rows the attributions of a row cost, about; its interactions included, if they are asked for.</summary>
    public required long ModelRowsPerRow { get; init; }

    /// <summary>The processor time that a row takes beside asking the model, about: solving its attributions, and its interactions.</summary>
    public double SolveSecondsPerRow { get; init; }

    /// <summary>The processor time of all rows, importance by loss included.</summary>
    public double ProcessorSeconds => (Batch.Rows * (((ModelRowsPerRow + 1.0) * SecondsPerModelRow) + SolveSecondsPerRow)) + LossSeconds;

    /// <summary>How many model rows the importance by loss costs, about; 0 if none is measured.</summary>
    public long LossModelRows { get; init; }

    /// <summary>The processor time of the importance by loss.</summary>
    public double LossSeconds { get; init; }

    /// <summary>Whether the deadline allows fewer coalitions than the request would otherwise have had.</summary>
    public required bool LimitedByDeadline { get; init; }

    /// <summary>What reading the rows came to.</summary>
    public required IntakeResult Intake { get; init; }
}
