using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Fairness;

/// <summary>A metric of one group.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Count">Its rows; null if they are not to be told.</param>
/// <param name="Value">The metric; <see cref="Absence.TooFew"/> if the group is hidden.</param>
public sealed record GroupValue(string Group, long? Count, Estimate Value);

/// <summary>
/// One metric by group, over all, and how far the groups are apart: the same numbers as Fairlearn's MetricFrame. Differences and ratios are over the groups that are reported.
/// </summary>
public sealed record MetricFrame
{
    private const int Numbers = 6;

    /// <summary>What is compared.</summary>
    public required GroupMetric Metric { get; init; }

    /// <summary>The metric of all rows.</summary>
    public required Estimate Overall { get; init; }

    /// <summary>The metric of every group, in ordinal order of their names.</summary>
    public required IReadOnlyList<GroupValue> ByGroup { get; init; }

    /// <summary>The least value of a group.</summary>
    public required Estimate GroupMinimum { get; init; }

    /// <summary>The greatest value of a group.</summary>
    public required Estimate GroupMaximum { get; init; }

    /// <summary>The greatest less the least value.</summary>
    public required Estimate Difference { get; init; }

    /// <summary>The greatest distance of a group from all rows.</summary>
    public required Estimate DifferenceToOverall { get; init; }

    /// <summary>The least over the greatest value.</summary>
    public required Estimate Ratio { get; init; }

    /// <summary>The least, over groups, of the smaller of value / overall and its inverse.</summary>
    public required Estimate RatioToOverall { get; init; }

    /// <summary>
    /// Compares the groups. Groups have closed-form intervals; the differences and ratios of metrics that depend on counts have bootstrap intervals over rows drawn with replacement,
    /// which lie a little high near equality, because a greatest difference is never negative.
    /// </summary>
    /// <param name="outcomes">The outcomes by group.</param>
    /// <param name="metric">What is compared.</param>
    /// <param name="options">How; default: <see cref="FairnessOptions"/>'s.</param>
    public static MetricFrame Of(GroupedOutcomes outcomes, GroupMetric metric, FairnessOptions? options = null) => OfAll(outcomes, [metric], options)[0];

    /// <summary>The same for several metrics, which share the draws of their intervals.</summary>
    /// <param name="outcomes">The outcomes by group.</param>
    /// <param name="metrics">What is compared.</param>
    /// <param name="options">How; default: <see cref="FairnessOptions"/>'s.</param>
    /// <returns>One frame a metric, in the order given; each is what <see cref="Of"/> gives.</returns>
    public static IReadOnlyList<MetricFrame> OfAll(GroupedOutcomes outcomes, IReadOnlyList<GroupMetric> metrics, FairnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(metrics);
        options ??= new FairnessOptions();
        options.Validate();
        string[] names = [.. outcomes.Groups.Keys];
        BinaryOutcomes[] groups = [.. outcomes.Groups.Values];
        BinaryOutcomes all = outcomes.Overall();
        Comparison[] comparisons = [.. metrics.Select(metric => new Comparison(metric, names, groups, all, options.MinimumCount))];

        // The selection rate is taken of other counts than the rest.
        foreach (IGrouping<bool, Comparison> alike in comparisons.Where(one => one.IsTold && GroupMetrics.IsOfCounts(one.Metric)).GroupBy(one => one.Metric == GroupMetric.SelectionRate))
        {
            Comparison[] together = [.. alike];
            Interval?[] intervals = CellBootstrap.Intervals([.. groups.Select(group => GroupMetrics.Counts(together[0].Metric, group))], drawn =>
            {
                ConfusionMatrix sum = drawn.Aggregate((left, right) => left + right);
                return [.. together.SelectMany(one => Apart(Array.ConvertAll(one.Told, group => GroupMetrics.OfCounts(one.Metric, drawn[group])), GroupMetrics.OfCounts(one.Metric, sum)))];
            }, options);
            for (int index = 0; index < together.Length; index++)
                together[index].Intervals = intervals[(index * Numbers)..((index + 1) * Numbers)];
        }

        return [.. comparisons.Select(one => one.ToFrame(groups.Length))];
    }

    private static double[] Apart(ReadOnlySpan<double> values, double overall)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity, furthest = 0, leastRatio = double.PositiveInfinity;
        foreach (double value in values)
        {
            // These propagate NaN, so that what is not defined stays so.
            least = Math.Min(least, value);
            greatest = Math.Max(greatest, value);
            furthest = Math.Max(furthest, Math.Abs(value - overall));
            leastRatio = Math.Min(leastRatio, Math.Min(value / overall, overall / value));
        }

        return [least, greatest, greatest - least, furthest, least / greatest, leastRatio];
    }

    private sealed class Comparison
    {
        private readonly GroupValue[] byGroup;
        private readonly Estimate overall;

        public Comparison(GroupMetric metric, string[] names, BinaryOutcomes[] groups, BinaryOutcomes all, int minimumCount)
        {
            Metric = metric;
            bool[] hidden = SmallCells.Hidden([.. groups.Select(group => GroupMetrics.Counts(metric, group).Count)], minimumCount);
            byGroup = [.. groups.Select((group, index) => hidden[index]
                ? new GroupValue(names[index], null, Estimate.None(Absence.TooFew))
                : new GroupValue(names[index], GroupMetrics.Counts(metric, group).Count, GroupMetrics.Of(metric, group, minimumCount)))];
            overall = GroupMetrics.Of(metric, all, minimumCount);
            Told = [.. Enumerable.Range(0, groups.Length).Where(group => byGroup[group].Value.HasValue)];
        }

        public GroupMetric Metric { get; }

        public int[] Told { get; }

        public bool IsTold => Told.Length >= 2 && overall.HasValue;

        public Interval?[] Intervals { get; set; } = new Interval?[Numbers];

        public MetricFrame ToFrame(int groups)
        {
            Estimate[] estimates = [.. Enumerable.Repeat(Estimate.None(groups < 2 ? Absence.OneClass : Absence.TooFew), Numbers)];
            if (IsTold)
            {
                estimates = [.. Apart([.. Told.Select(group => byGroup[group].Value.Value!.Value)], overall.Value!.Value).Select((number, index) => double.IsNaN(number)
                    ? Estimate.None(Absence.ZeroDenominator)
                    : Estimate.Of(number, overall.Count, Intervals[index]))];
            }

            return new MetricFrame
            {
                Metric = Metric,
                Overall = overall,
                ByGroup = byGroup,
                GroupMinimum = estimates[0],
                GroupMaximum = estimates[1],
                Difference = estimates[2],
                DifferenceToOverall = estimates[3],
                Ratio = estimates[4],
                RatioToOverall = estimates[5],
            };
        }
    }
}
