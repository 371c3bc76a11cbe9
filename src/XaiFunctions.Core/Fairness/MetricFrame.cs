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
    public static MetricFrame Of(GroupedOutcomes outcomes, GroupMetric metric, FairnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        options ??= new FairnessOptions();
        options.Validate();
        string[] names = [.. outcomes.Groups.Keys];
        BinaryOutcomes[] groups = [.. outcomes.Groups.Values];
        bool[] hidden = SmallCells.Hidden([.. groups.Select(group => GroupMetrics.Counts(metric, group).Count)], options.MinimumCount);
        GroupValue[] byGroup = [.. groups.Select((group, index) => hidden[index]
            ? new GroupValue(names[index], null, Estimate.None(Absence.TooFew))
            : new GroupValue(names[index], GroupMetrics.Counts(metric, group).Count, GroupMetrics.Of(metric, group, options.MinimumCount)))];
        Estimate overall = GroupMetrics.Of(metric, outcomes.Overall(), options.MinimumCount);
        int[] told = [.. Enumerable.Range(0, groups.Length).Where(group => byGroup[group].Value.HasValue)];
        if (told.Length < 2 || !overall.HasValue)
            return Absent(metric, overall, byGroup, outcomes.Groups.Count < 2 ? Absence.OneClass : Absence.TooFew);

        double[] numbers = Apart([.. told.Select(group => byGroup[group].Value.Value!.Value)], overall.Value!.Value);
        Interval?[] intervals = new Interval?[6];
        if (GroupMetrics.IsOfCounts(metric))
        {
            intervals = CellBootstrap.Intervals(
                [.. groups.Select(group => GroupMetrics.Counts(metric, group))],
                drawn => Apart([.. told.Select(group => GroupMetrics.OfCounts(metric, drawn[group]))], GroupMetrics.OfCounts(metric, drawn.Aggregate((left, right) => left + right))),
                options);
        }

        Estimate[] estimates = [.. numbers.Select((number, index) => double.IsNaN(number)
            ? Estimate.None(Absence.ZeroDenominator)
            : Estimate.Of(number, overall.Count, intervals[index]))];
        return new MetricFrame
        {
            Metric = metric,
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

    private static double[] Apart(double[] values, double overall)
    {
        double least = values.Min(), greatest = values.Max();
        return
        [
            least, greatest, greatest - least, values.Max(value => Math.Abs(value - overall)), least / greatest,
            values.Min(value => Math.Min(value / overall, overall / value)),
        ];
    }

    private static MetricFrame Absent(GroupMetric metric, Estimate overall, GroupValue[] byGroup, Absence why)
    {
        Estimate none = Estimate.None(why);
        return new MetricFrame
        {
            Metric = metric,
            Overall = overall,
            ByGroup = byGroup,
            GroupMinimum = none,
            GroupMaximum = none,
            Difference = none,
            DifferenceToOverall = none,
            Ratio = none,
            RatioToOverall = none,
        };
    }
}
