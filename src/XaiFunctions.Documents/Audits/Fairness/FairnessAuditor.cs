using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>Makes the fairness section of an audit.</summary>
public static class FairnessAuditor
{
    /// <summary>The name of all groups together that are too small to be told apart.</summary>
    public const string SmallGroups = "(small groups together)";

    /// <summary>Audits.</summary>
    /// <param name="shape">What was counted.</param>
    /// <param name="sums">The sums of the period.</param>
    /// <param name="importance">The global importance of the players in the period; null if nothing was scored.</param>
    public static FairnessSection Audit(AuditShape shape, AuditSums sums, IReadOnlyList<PlayerImportance>? importance)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(sums);
        FairnessShape fairness = shape.Fairness;
        FairnessStatus status = shape.Labels == LabelKind.Number || sums.Binary.OutsideUnit > 0 ? FairnessStatus.NotApplicable
            : fairness.Attributes.Count == 0 ? FairnessStatus.NoSensitiveColumns
            : sums.Binary.Count == 0 ? FairnessStatus.NoRows
            : FairnessStatus.Measured;
        FairnessColumn[] columns = [];
        if (status == FairnessStatus.Measured)
        {
            var sampled = new SampledFairness(shape, sums);
            columns = StandingTests.Judge([.. fairness.Attributes.Select(attribute => Column(shape, attribute, sums, sampled, importance))], fairness.Policy);
            status = columns.Any(column => column.Status == FairnessStatus.Measured) ? FairnessStatus.Measured : FairnessStatus.OneGroup;
        }

        GroupStanding[] groups = [.. columns.SelectMany(column => column.Groups)];
        bool isLabelled = groups.Any(group => group.TruePositive?.AdjustedPValue is not null || group.FalsePositive?.AdjustedPValue is not null);
        return new(
            status,
            fairness.Policy.Favourable,
            fairness.Policy.MinimumCount,
            status == FairnessStatus.Measured ? groups.Count(group => group.Selection.IsApart) : null,
            isLabelled ? groups.Count(group => group.TruePositive?.IsApart == true || group.FalsePositive?.IsApart == true) : null,
            columns,
            [.. Mitigation.NotApplicable.Select(method => WhatIfWriter.Of(method))]);
    }

    private static FairnessColumn Column(AuditShape shape, RowGrouping attribute, AuditSums sums, SampledFairness sampled, IReadOnlyList<PlayerImportance>? importance)
    {
        FairnessOptions options = shape.Fairness.Options;
        GroupedOutcomes decided = TellableGroups.Of(attribute, sums.Fairness, group => group.Count, options.MinimumCount);
        GroupedOutcomes labelled = TellableGroups.Of(attribute, sums.Fairness, group => group.Labelled, options.MinimumCount);
        string[] told = Told(decided, group => group.Count, options.MinimumCount);
        bool isIntersection = attribute.Parts.Count > 0;
        long? without = SmallCells.Told(decided.WithoutGroup, options.MinimumCount);
        var column = new FairnessColumn(
            attribute.Name,
            isIntersection,
            decided.Groups.Count == 0 ? FairnessStatus.NoRows : told.Length < 2 ? FairnessStatus.OneGroup : FairnessStatus.Measured,
            without,
            told.Length < 2 ? [] : [.. told.Select(group => StandingTests.Of(group, decided, labelled, options.MinimumCount))])
        {
            Weight = isIntersection || importance is null ? null : Weight(shape, attribute, importance, sums.Summary.RowCount),
            Proxy = isIntersection || told.Length < 2 ? null : sampled.Proxy(attribute),
        };
        if (told.Length < 2)
            return column;
        MetricFrame selection = MetricFrame.Of(decided, GroupMetric.SelectionRate, options);
        column = column with { Metrics = [selection], Parity = GroupParity.Of(labelled, options) with { DemographicParityDifference = selection.Difference, DemographicParityRatio = selection.Ratio } };
        return Told(labelled, group => group.Labelled, options.MinimumCount).Length < 2 ? column : WithLabels(column, shape, attribute, labelled, sampled);
    }

    private static FairnessColumn WithLabels(FairnessColumn column, AuditShape shape, RowGrouping attribute, GroupedOutcomes labelled, SampledFairness sampled)
    {
        FairnessOptions options = shape.Fairness.Options;
        ParityAudit verdicts = ParityAudit.Of(labelled, attribute.Privileged is [var only] ? only : null, options);
        column = column with
        {
            Metrics = [.. column.Metrics, .. MetricFrame.OfAll(labelled, [.. Enum.GetValues<GroupMetric>().Where(metric => metric != GroupMetric.SelectionRate)], options)],
            Verdicts = verdicts with { FourFifths = column.Parity!.DemographicParityRatio },
        };
        if (column.IsIntersection)
            return column;
        string[] groups = Told(labelled, group => group.Labelled, options.MinimumCount);
        string[] privileged = [.. attribute.Privileged ?? (verdicts.ReferenceGroup is { } reference ? [reference] : [])];
        BinaryOutcomes favoured = labelled.Together(privileged.Contains), others = labelled.Together(group => !privileged.Contains(group));
        return column with
        {
            Facets = [.. groups.Select(group => new FacetBias(group, [.. Facet(group, labelled, attribute, sampled, options).Select(Finite)]))],
            Privileged = privileged,
            Comparison = [.. PrivilegedComparison.Of(others, favoured, sampled.Consistency(), options).Select(Finite)],
            Mitigations =
            [
                WhatIfWriter.Of(ThresholdOptimizer.Of(labelled, ParityConstraint.DemographicParity, options: options), labelled),
                WhatIfWriter.Of(ThresholdOptimizer.Of(labelled, ParityConstraint.EqualizedOdds, options: options), labelled),
                WhatIfWriter.Of(EqualizedOddsMixing.Of(others, favoured, options), others, favoured),
                WhatIfWriter.Of(RejectOption.Of(others, favoured, RejectOptionGoal.StatisticalParity, options), others, favoured),
                WhatIfWriter.Of(CalibratedEqualizedOdds.Of(others, favoured, CalibratedCost.Weighted, options), others, favoured),
            ],
        };
    }

    /// <summary>The 21 metrics; the two that depend on strata are of the sample's rows.</summary>
    private static IEnumerable<BiasMetric> Facet(string group, GroupedOutcomes labelled, RowGrouping attribute, SampledFairness sampled, FairnessOptions options)
    {
        IReadOnlyList<BiasMetric> counted = ClarifyBias.Of(
            labelled.Groups[group].Confusion, labelled.Together(other => other != group).Confusion, null, sampled.FlipTest(attribute, group), options);
        IReadOnlyList<BiasMetric>? conditional = sampled.Conditional(attribute, group);
        return counted.Select((metric, index) => metric.Name is "CDDL" or "CDDPL" && conditional is not null ? conditional[index] : metric);
    }

    /// <summary>Ratios to nothing are infinite by definition, which JSON cannot say.</summary>
    private static BiasMetric Finite(BiasMetric metric) =>
        metric.Value.Value is { } value && !double.IsFinite(value) ? metric with { Value = Estimate.None(Absence.ZeroDenominator, metric.Value.Count) } : metric;

    private static ColumnWeight Weight(AuditShape shape, RowGrouping attribute, IReadOnlyList<PlayerImportance> importance, long rows)
    {
        string[] names = [.. attribute.Players.Select(player => shape.Frame.Players.Names[player])];
        PlayerImportance[] own = [.. importance.Where(player => names.Contains(player.Player))];
        double all = importance.Sum(player => player.MeanAbsolute ?? 0);
        Interval? interval = own.All(player => player is { Low: not null, High: not null })
            ? new Interval(own.Sum(player => player.Low!.Value) / all, own.Sum(player => player.High!.Value) / all).Within(0, 1)
            : null;
        Estimate share = all > 0 ? Estimate.Of(own.Sum(player => player.MeanAbsolute ?? 0) / all, rows, interval) : Estimate.None(Absence.Constant, rows);
        return new(names, share, own.Min(player => player.Rank));
    }

    private static string[] Told(GroupedOutcomes outcomes, Func<BinaryOutcomes, long> countOf, int minimumCount) =>
        [.. outcomes.Groups.Where(group => countOf(group.Value) >= minimumCount).Select(group => group.Key)];
}
