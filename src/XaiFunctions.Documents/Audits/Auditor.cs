using System.Globalization;
using XaiFunctions.Core.Calibration;
using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Audits.Fairness;
using XaiFunctions.Documents.Audits.Privacy;
using XaiFunctions.Documents.Audits.Probes;
using XaiFunctions.Documents.Audits.Slices;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Audits;

/// <summary>What the auditor is given besides the sums.</summary>
/// <param name="Subject">What is audited.</param>
/// <param name="Scored">The rows that were looked at.</param>
/// <param name="LabelFiles">The label files that arrived.</param>
/// <param name="LabelsRead">The labels in them.</param>
/// <param name="BadLabels">Labels that cannot be used, by reason.</param>
/// <param name="Rules">The policy's rules.</param>
/// <param name="Streaks">For each rule the sweeps in a row before this in which it was crossed.</param>
public sealed record AuditInput(
    AuditSubject Subject,
    ScoredSection Scored,
    int LabelFiles,
    long LabelsRead,
    IReadOnlyDictionary<string, long> BadLabels,
    IReadOnlyList<AuditRule> Rules,
    IReadOnlyList<int> Streaks)
{
    /// <summary>What trying the model out says; null if it was not.</summary>
    public ProbeSection? Probes { get; init; }

    /// <summary>What is known of privacy.</summary>
    public PrivacySection? Privacy { get; init; }
}

/// <summary>Holds the sums of a sweep against the reference and makes the audit document.</summary>
public static class Auditor
{
    /// <summary>Audits.</summary>
    /// <param name="shape">What was counted.</param>
    /// <param name="current">The sums of the period.</param>
    /// <param name="reference">The sums of the reference sweep, or null if there is none yet.</param>
    /// <param name="input">The rest.</param>
    public static AuditDocument Audit(AuditShape shape, AuditSums current, AuditSums? reference, AuditInput input)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(input);
        bool any = current.Summary.RowCount > 0;
        (DataDrift Columns, ColumnDrift Predictions)? drift = any ? current.Data.DriftFrom(shape.Reference, new DriftOptions()) : null;
        AttributionSection? attribution = any ? Attributions(shape, current, reference) : null;
        PerformanceSection performance = Performance(shape, current, reference);
        FairnessSection fairness = FairnessAuditor.Audit(shape, current, attribution?.Importance);
        SliceSection? slices = any || current.Labelled > 0 ? SliceAuditor.Audit(shape, current, attribution?.Importance) : null;
        var metrics = new AuditMetrics();
        metrics.Add(drift?.Columns, drift?.Predictions, current.Summary.RowCount);
        metrics.Add(attribution, current.Summary.RowCount);
        metrics.Add(performance);
        metrics.Add(FairnessMetrics.Of(fairness));
        metrics.Add(SliceWords.Metrics(slices));
        metrics.Add(ProbeMetrics.Of(input.Probes, input.Privacy?.Membership));
        RuleOutcome[] rules = [.. input.Rules.Select((rule, index) => rule.Evaluate(metrics.Find(rule.Metric), input.Streaks[index]))];
        var document = new AuditDocument
        {
            Audit = input.Subject,
            Status = any ? "complete" : "empty",
            Findings = [],
            Alerts = [.. rules.Select((outcome, index) => (outcome, index)).Where(entry => entry.outcome.Raised).Select(entry => Alert(input.Subject, entry.outcome, entry.index))],
            Scored = input.Scored,
            Labels = new LabelSection(shape.Labels, input.LabelFiles, input.LabelsRead, current.Labelled, current.Late, input.BadLabels),
            Data = drift?.Columns,
            Prediction = drift?.Predictions,
            Attribution = attribution,
            Performance = performance,
            Fairness = fairness,
            Slices = slices,
            Probes = input.Probes,
            Privacy = input.Privacy,
            Metrics = metrics.All,
            Rules = rules,
        };
        return document with { Findings = [.. AuditFindings.Of(document)] };
    }

    /// <summary>An audit outlives the rows that it counted, so that nothing in it may be about single ones: of few rows nothing is told, and of many no smallest and largest attribution.</summary>
    private static AttributionSection? Attributions(AuditShape shape, AuditSums current, AuditSums? reference)
    {
        if (current.Summary.RowCount < SmallCells.DefaultMinimumCount)
            return null;
        IReadOnlyList<PlayerImportance> importance = [.. Importance(shape, current).Select(player => player with { Minimum = null, Maximum = null })];
        if (reference is null || reference.Summary.RowCount == 0)
            return new(importance, null, null);
        AttributionDrift drift = AttributionDrift.Of(Errors(Importance(shape, reference)), Errors(importance));
        ColumnDrift[] players = [.. shape.Frame.Players.Names.Select((name, player) => ColumnDrift.OfNumbers(name, Sample(reference, player), Sample(current, player)))];
        return new(importance, drift, DataDrift.Of(players));
    }

    private static IReadOnlyList<PlayerImportance> Importance(AuditShape shape, AuditSums sums) => sums.Summary.ToSection()!.Outputs[shape.Output].Importance;

    /// <summary>An interval that cannot be told stands for an error as large as the importance itself.</summary>
    private static GlobalImportance[] Errors(IReadOnlyList<PlayerImportance> importance) => [.. importance.Select(player => new GlobalImportance(
        player.Player,
        player.MeanAbsolute ?? 0,
        player is { Low: { } low, High: { } high } ? (high - low) / (2 * StudentT.NormalQuantile975) : player.MeanAbsolute ?? 0))];

    private static double[] Sample(AuditSums sums, int player) => [.. sums.Sample.Rows.Select(row => row.Attributions.Span[player])];

    private static PerformanceSection Performance(AuditShape shape, AuditSums current, AuditSums? reference)
    {
        if (shape.Labels == LabelKind.Number)
            return new PerformanceSection { Regression = current.Regression.ToPerformance(shape.Performance.MinimumCount) };
        bool isCalibrated = reference?.Binary.Labelled >= shape.Performance.MinimumCount;
        var section = new PerformanceSection
        {
            Expected = ExpectedPerformance.Of(current.Binary, isCalibrated ? IsotonicCalibration.Fit(reference!.Binary.Scores) : null),
            Assumption = ExpectedPerformance.Assumption,
        };
        if (shape.Labels == LabelKind.None)
            return section;
        return section with
        {
            Binary = BinaryPerformance.Of(current.Binary),
            Calibration = CalibrationReport.Of(current.Binary),
            Decay = reference is null ? null : PerformanceDecay.OfAccuracy(reference.Binary.Confusion, current.Binary.Confusion, shape.Performance.MinimumCount),
        };
    }

    private static AuditAlert Alert(AuditSubject subject, RuleOutcome outcome, int index)
    {
        string interval = outcome.Metric!.Interval is { } known ? string.Create(CultureInfo.InvariantCulture, $" (95 % interval {known.Low:0.####} to {known.High:0.####})") : "";
        return new(
            $"{subject.Id}-{index}",
            outcome.Rule.Severity,
            outcome.Rule.ToString(),
            outcome.Metric,
            outcome.Streak,
            string.Create(CultureInfo.InvariantCulture, $"{outcome.Rule.Metric} is {outcome.Metric.Value:0.####}{interval} over {outcome.Metric.Count} rows, {(outcome.Rule.Operator == AuditOperator.Below ? "below" : "above")} {outcome.Rule.Threshold} for {outcome.Streak} sweep(s) in a row."));
    }
}
