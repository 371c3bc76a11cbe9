using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Fairness;

/// <summary>The usual differences and ratios between groups, as Fairlearn defines them.</summary>
/// <param name="DemographicParityDifference">The difference of selection rates.</param>
/// <param name="DemographicParityRatio">The ratio of selection rates: the four-fifths figure.</param>
/// <param name="EqualizedOddsDifference">The larger of the differences of true and of false positive rates.</param>
/// <param name="EqualizedOddsRatio">The smaller of the ratios of true and of false positive rates.</param>
/// <param name="MeanOddsDifference">The mean of the two differences.</param>
/// <param name="MeanOddsRatio">The mean of the two ratios.</param>
/// <param name="EqualOpportunityDifference">The difference of true positive rates.</param>
/// <param name="EqualOpportunityRatio">The ratio of true positive rates.</param>
public sealed record GroupParity(
    Estimate DemographicParityDifference,
    Estimate DemographicParityRatio,
    Estimate EqualizedOddsDifference,
    Estimate EqualizedOddsRatio,
    Estimate MeanOddsDifference,
    Estimate MeanOddsRatio,
    Estimate EqualOpportunityDifference,
    Estimate EqualOpportunityRatio)
{
    /// <summary>Computes all of them, with bootstrap intervals over rows drawn with replacement.</summary>
    /// <param name="outcomes">The outcomes by group.</param>
    /// <param name="options">How; default: <see cref="FairnessOptions"/>'s.</param>
    public static GroupParity Of(GroupedOutcomes outcomes, FairnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        options ??= new FairnessOptions();
        MetricFrame selection = MetricFrame.Of(outcomes, GroupMetric.SelectionRate, options);
        MetricFrame truePositive = MetricFrame.Of(outcomes, GroupMetric.TruePositiveRate, options);
        ConfusionMatrix[] cells = [.. outcomes.Groups.Values.Select(group => group.Confusion)];
        bool[] hidden = SmallCells.Hidden([.. cells.Select(cell => cell.Count)], options.MinimumCount);
        int[] told = [.. Enumerable.Range(0, cells.Length).Where(group => !hidden[group] && cells[group].Count > 0)];
        double[] numbers = told.Length < 2 ? [] : Odds(told, cells);
        Interval?[] intervals = told.Length < 2 ? [] : CellBootstrap.Intervals(cells, drawn => Odds(told, drawn), options);
        Estimate At(int index) => numbers.Length == 0 ? Estimate.None(truePositive.Difference.Absence ?? Absence.TooFew)
            : double.IsNaN(numbers[index]) ? Estimate.None(Absence.ZeroDenominator)
            : Estimate.Of(numbers[index], cells.Sum(cell => cell.Count), intervals[index]);
        return new GroupParity(selection.Difference, selection.Ratio, At(0), At(1), At(2), At(3), truePositive.Difference, truePositive.Ratio);
    }

    private static double[] Odds(int[] told, ConfusionMatrix[] cells)
    {
        double[] positive = [.. told.Select(group => cells[group].TruePositiveRate)], negative = [.. told.Select(group => cells[group].FalsePositiveRate)];
        double differenceP = positive.Max() - positive.Min(), differenceN = negative.Max() - negative.Min();
        double ratioP = positive.Min() / positive.Max(), ratioN = negative.Min() / negative.Max();
        return [Math.Max(differenceP, differenceN), Math.Min(ratioP, ratioN), (differenceP + differenceN) / 2, (ratioP + ratioN) / 2];
    }
}
