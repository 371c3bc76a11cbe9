using XaiFunctions.Core.ExplanationQuality;
using XaiFunctions.Core.Robustness;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Documents.Audits.Probes;

/// <summary>What trying the model out on a random sample of the period's rows says.</summary>
/// <param name="Cost">What it cost.</param>
/// <param name="Robustness">Whether decisions hold when rows change a little.</param>
/// <param name="Stability">Whether explanations do.</param>
/// <param name="Quality">Whether explanations say what the model does.</param>
public sealed record ProbeSection(ProbeCost Cost, RobustnessSection Robustness, StabilitySection Stability, QualitySection Quality);

/// <summary>What trying the model out cost, in rows that the model was asked for.</summary>
/// <param name="Sampled">The rows of the sample that were tried; null if too few to tell.</param>
/// <param name="Budget">What the policy allows.</param>
/// <param name="Estimated">What it was expected to cost at most, before.</param>
/// <param name="Spent">What it cost; explanations from the model's structure are reckoned at what takes as long.</param>
/// <param name="Refused">The trials that the model refused, which are left out.</param>
/// <param name="Seed">Where all draws started from.</param>
public sealed record ProbeCost(long? Sampled, long Budget, long Estimated, long Spent, int Refused, ulong Seed);

/// <summary>Why something was not measured.</summary>
public enum ProbeStatus
{
    /// <summary>It was measured.</summary>
    Measured,

    /// <summary>There were too few rows.</summary>
    TooFew,

    /// <summary>The budget was too small for enough rows.</summary>
    TooExpensive,

    /// <summary>Predictions are no probabilities, and the policy has no threshold, so that there is no decision to be turned.</summary>
    NoDecision,

    /// <summary>No column can be changed: none is a number that varies in the background, or all are held.</summary>
    NothingMoves,
}

/// <summary>What became of the search for the least change that turns a decision.</summary>
public enum LeastChangeStatus
{
    /// <summary>For more than half of the rows one was found.</summary>
    Found,

    /// <summary>For half of the rows or more none was found; the median is not finite.</summary>
    NotFoundForHalf,

    /// <summary>It was not looked for, or in too few rows.</summary>
    NotMeasured,
}

/// <summary>Whether decisions hold when rows change a little.</summary>
public sealed record RobustnessSection
{
    /// <summary>Whether it was measured.</summary>
    public required ProbeStatus Status { get; init; }

    /// <summary>What the numbers are.</summary>
    public string Note { get; init; } = RobustnessReport.Note;

    /// <summary>The unit of all changes.</summary>
    public string Unit { get; init; } = "quantiles of the background: 0.1 is as far as a tenth of its rows; only numbers are changed";

    /// <summary>The model's own output from which on a row is decided yes.</summary>
    public double? Threshold { get; init; }

    /// <summary>The columns that were not changed because they are sensitive or immutable.</summary>
    public required IReadOnlyList<string> Immutable { get; init; }

    /// <summary>What attacks and noise came to.</summary>
    public RobustnessReport? Report { get; init; }

    /// <summary>What the median of the least changes is; it may be infinite, which JSON writes as null.</summary>
    public required LeastChangeStatus LeastChange { get; init; }

    /// <summary>What the model does with unusual values.</summary>
    public required IReadOnlyList<EdgeCaseResult> EdgeCases { get; init; }
}

/// <summary>Whether explanations hold when rows change a little and are decided alike.</summary>
/// <param name="Status">Whether it was measured.</param>
/// <param name="Radius">The most that a column was changed, in quantiles.</param>
/// <param name="Copies">The changed copies of each row.</param>
/// <param name="LocalLipschitz">The median over rows of the largest change of the attributions over that of the row.</param>
/// <param name="MaxSensitivity">The median over rows of the largest change of the attributions over their size.</param>
/// <param name="RankCorrelation">The mean over rows of Spearman's correlation of |attributions| with those of changed copies.</param>
public sealed record StabilitySection(ProbeStatus Status, double Radius, int Copies, Estimate LocalLipschitz, Estimate MaxSensitivity, Estimate RankCorrelation);

/// <summary>A number of explanations, beside that of random ones.</summary>
/// <param name="Value">The mean over rows.</param>
/// <param name="Random">The mean over rows of what random ones have.</param>
/// <param name="Gain">The mean over rows of how much better it is than random; above 0 is better, also where a lower number is.</param>
/// <param name="BetterThanRandom">The mean over rows of the share of random ones that are worse; 0.5 is chance.</param>
public sealed record QualityMetric(Estimate Value, Estimate Random, Estimate Gain, Estimate BetterThanRandom);

/// <summary>Whether explanations say what the model does, as removing players and asking it again tells.</summary>
public sealed record QualitySection
{
    /// <summary>Whether it was measured.</summary>
    public required ProbeStatus Status { get; init; }

    /// <summary>The background rows that stood for removed players.</summary>
    public required int BaselineRows { get; init; }

    /// <summary>The area under the output while players are removed, the largest first; lower is better.</summary>
    public required QualityMetric Deletion { get; init; }

    /// <summary>The area under the output while players are put in, the largest first; higher is better.</summary>
    public required QualityMetric Insertion { get; init; }

    /// <summary>The correlation of what attributions foretell for random subsets with what happens; higher is better.</summary>
    public required QualityMetric FaithfulnessCorrelation { get; init; }

    /// <summary>The same for single players.</summary>
    public required QualityMetric FaithfulnessEstimate { get; init; }

    /// <summary>The mean squared difference of the two for random subsets; lower is better. Errors of a baseline smaller than the background are in it.</summary>
    public required QualityMetric Infidelity { get; init; }

    /// <summary>How well a small tree stands in for the model; null if there are too few rows.</summary>
    public SurrogateSection? Surrogate { get; init; }
}

/// <summary>A small tree that imitates the model, made of the background and tested on sampled rows.</summary>
/// <param name="Rows">The rows that it was tested on.</param>
/// <param name="Fidelity">How well it stands in for the model on them, against its answers dealt out at random.</param>
/// <param name="Leaves">Its leaves.</param>
public sealed record SurrogateSection(long Rows, SurrogateFidelity Fidelity, IReadOnlyList<SurrogateLeafView> Leaves);

/// <summary>A leaf of the tree that imitates the model.</summary>
/// <param name="Rule">The way to it, in words.</param>
/// <param name="Prediction">What the tree predicts there.</param>
/// <param name="Share">The share of tested rows that come there.</param>
/// <param name="MeanError">The mean over them of |tree - model|.</param>
public sealed record SurrogateLeafView(string Rule, double Prediction, Estimate Share, Estimate MeanError);
