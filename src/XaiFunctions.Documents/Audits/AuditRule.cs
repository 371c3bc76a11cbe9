using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Documents.Audits;

/// <summary>How a metric is held against a threshold.</summary>
public enum AuditOperator
{
    /// <summary>It must not be below.</summary>
    Below,

    /// <summary>It must not be above.</summary>
    Above,
}

/// <summary>How grave it is.</summary>
public enum AuditSeverity
{
    /// <summary>To be known.</summary>
    Info,

    /// <summary>To be looked at.</summary>
    Warning,

    /// <summary>To be acted on.</summary>
    Critical,
}

/// <summary>A rule of a model's audit policy.</summary>
/// <param name="Metric">The metric's name, as the audit document lists it.</param>
/// <param name="Operator">On which side of the threshold the metric crosses it.</param>
/// <param name="Threshold">The threshold.</param>
public sealed record AuditRule(string Metric, AuditOperator Operator, double Threshold)
{
    /// <summary>Sweeps in a row in which it must be crossed; at least 1. A sweep without the metric neither counts nor begins anew.</summary>
    /// <value>The default is 1.</value>
    public int Consecutive { get; init; } = 1;

    /// <summary>The fewest rows of the metric with which it counts; at least 1.</summary>
    /// <value>The default is 1.</value>
    public long MinimumCount { get; init; } = 1;

    /// <summary>How grave it is.</summary>
    /// <value>The default is <see cref="AuditSeverity.Warning"/>.</value>
    public AuditSeverity Severity { get; init; } = AuditSeverity.Warning;

    /// <summary>Whether the whole 95 % interval must be across, so that noise raises no alarm; where a metric has no interval, its value counts.</summary>
    /// <value>The default is true.</value>
    public bool Certain { get; init; } = true;

    /// <summary>The rules of a model whose policy has none.</summary>
    public static IReadOnlyList<AuditRule> Default { get; } =
    [
        new("attribution.ndcg", AuditOperator.Below, 0.90),
        new("data.driftedShare", AuditOperator.Above, 0.50),
        new("prediction.drifted", AuditOperator.Above, 0.5),
        new("performance.accuracyChange", AuditOperator.Below, 0) { Severity = AuditSeverity.Critical },
        new("fairness.disparateGroups", AuditOperator.Above, 0),
        new("fairness.unequalGroups", AuditOperator.Above, 0),
    ];

    /// <summary>The rule in words.</summary>
    public override string ToString() => FormattableString.Invariant($"{Metric} {(Operator == AuditOperator.Below ? "below" : "above")} {Threshold}");

    /// <summary>Evaluates the rule.</summary>
    /// <param name="metric">The metric, or null if there is none of that name.</param>
    /// <param name="streak">The sweeps in a row before this in which it was crossed.</param>
    public RuleOutcome Evaluate(Estimate? metric, int streak)
    {
        if (metric?.Value is not { } value || metric.Count < MinimumCount)
            return new(this, metric, null, streak, false);
        double told = Certain && metric.Interval is { } interval ? Operator == AuditOperator.Below ? interval.High : interval.Low : value;
        bool crossed = Operator == AuditOperator.Below ? told < Threshold : told > Threshold;
        int now = crossed ? streak + 1 : 0;
        return new(this, metric, crossed, now, crossed && now >= Consecutive);
    }
}

/// <summary>What a rule came to.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Metric">The metric; null if there is none of that name.</param>
/// <param name="Crossed">Whether the threshold is crossed; null if the metric has no value, or too few rows.</param>
/// <param name="Streak">The sweeps in a row in which it was crossed, this one included.</param>
/// <param name="Raised">Whether that raises an alert.</param>
public sealed record RuleOutcome(AuditRule Rule, Estimate? Metric, bool? Crossed, int Streak, bool Raised);
