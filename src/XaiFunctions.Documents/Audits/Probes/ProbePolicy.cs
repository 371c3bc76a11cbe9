using XaiFunctions.Core.ExplanationQuality;
using XaiFunctions.Core.Robustness;

namespace XaiFunctions.Documents.Audits.Probes;

/// <summary>How a model is tried out in an audit: how many rows, how hard, and what it may cost.</summary>
public sealed record ProbePolicy
{
    /// <summary>The rows of a block of coalitions, less the row itself: so all changed copies are explained with the same coalitions.</summary>
    internal const int ChangedCopies = Core.Shapley.CoalitionPlan.RowsPerBlock - 1;

    /// <summary>How far a copy moves at most when the stability of explanations is tried, in quantiles.</summary>
    internal const double StabilityRadius = 0.05;

    /// <summary>The background rows that stand for removed players when faithfulness is measured.</summary>
    internal const int BaselineRows = 32;

    private const int MostEpsilons = 10;

    /// <summary>Whether the model is tried out.</summary>
    /// <value>The default is true.</value>
    public bool Enabled { get; init; } = true;

    /// <summary>The rows of the period, a random sample, that are tried; 11 to 1,000.</summary>
    /// <value>The default is 100.</value>
    public int Rows { get; init; } = 100;

    /// <summary>The sizes of change for robust accuracy, in quantiles of the background, ascending, each above 0 and at most 1; at most 10.</summary>
    /// <value>The default is 0.01, 0.05, 0.1, 0.25.</value>
    public IReadOnlyList<double> Epsilons { get; init; } = [0.01, 0.05, 0.1, 0.25];

    /// <summary>The most rows that the model is asked for; 1,000 to 10^10. Where it does not suffice, fewer rows are tried.</summary>
    /// <value>The default is 20,000,000.</value>
    public long Budget { get; init; } = 20_000_000;

    /// <summary>Where all draws start from.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>The columns that an attack must not change.</summary>
    /// <value>The default is null: the sensitive columns of the manifest.</value>
    public IReadOnlyList<string>? Immutable { get; init; }

    /// <summary>The prediction, as explained, from which on a row counts as decided yes.</summary>
    /// <value>The default is null: the probability of the labels' threshold, where predictions are probabilities; other models have no decision to be turned.</value>
    public double? Threshold { get; init; }

    internal RobustnessOptions Robustness => new() { Epsilons = Epsilons, Seed = Seed };

    internal FaithfulnessOptions Faithfulness => new() { Subsets = 50, RandomOrders = 10, Seed = Seed };

    /// <summary>What is out of range, in words, or null.</summary>
    public string? Problem()
    {
        if (Rows is < 11 or > 1000)
            return "'probes.rows' must be from 11 to 1,000.";
        if (Epsilons is not { Count: > 0 and <= MostEpsilons } || !Epsilons.All(epsilon => epsilon is > 0 and <= 1) || !Epsilons.Zip(Epsilons.Skip(1)).All(pair => pair.First < pair.Second))
            return "'probes.epsilons' must be 1 to 10 numbers above 0 and at most 1, ascending.";
        if (Budget is < 1000 or > 10_000_000_000)
            return "'probes.budget' must be from 1,000 to 10,000,000,000.";
        if (Threshold is { } threshold && !double.IsFinite(threshold))
            return "'probes.threshold' must be a finite number.";
        return Immutable is { } names && names.Any(string.IsNullOrEmpty) ? "'probes.immutable' must be names of columns." : null;
    }
}
