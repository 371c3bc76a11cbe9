using XaiFunctions.Core.Performance;

namespace XaiFunctions.Core.Fairness;

/// <summary>Which generalised rate is made equal.</summary>
public enum CalibratedCost
{
    /// <summary>The mean score of rows that are no.</summary>
    FalsePositiveRate,

    /// <summary>The mean of 1 - score of rows that are yes.</summary>
    FalseNegativeRate,

    /// <summary>Both, weighted by the shares of their classes, as AIF360 does.</summary>
    Weighted,
}

/// <summary>
/// Calibrated equalized odds (Pleiss et al. 2017): in the group with the lower cost a share of scores, <c>(c_other - c) / (c_trivial - c)</c>, is replaced by the group's base rate,
/// so that the costs are equal and probabilities stay calibrated.
/// </summary>
public static class CalibratedEqualizedOdds
{
    /// <summary>Computes the share and what it does to the decisions.</summary>
    /// <param name="unprivileged">The outcomes of the unprivileged group, whose scores are probabilities; labelled rows count.</param>
    /// <param name="privileged">The outcomes of the privileged group.</param>
    /// <param name="cost">What is made equal.</param>
    /// <param name="options">How; default: <see cref="FairnessOptions"/>'s.</param>
    public static Mitigation Of(BinaryOutcomes unprivileged, BinaryOutcomes privileged, CalibratedCost cost, FairnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(unprivileged);
        ArgumentNullException.ThrowIfNull(privileged);
        const string name = "calibrated equalized odds";
        string goal = $"equal generalised {cost}, calibration kept";
        if (Math.Min(unprivileged.Labelled, privileged.Labelled) < (options ?? new FairnessOptions()).MinimumCount)
            return Mitigation.None(name, goal, "A group has too few labelled rows.");
        if (unprivileged.OutsideUnit + privileged.OutsideUnit > 0)
            return Mitigation.None(name, goal, "The scores are not probabilities.");
        if (new[] { unprivileged, privileged }.Any(group => group.Confusion.Positives == 0 || group.Confusion.Negatives == 0))
            return Mitigation.None(name, goal, "All labels of a group are of one class.");

        double costU = Cost(unprivileged, cost, false), costP = Cost(privileged, cost, false);
        BinaryOutcomes cheaper = costU > costP ? privileged : unprivileged;
        double share = (Math.Max(costU, costP) - Math.Min(costU, costP)) / (Cost(cheaper, cost, true) - Math.Min(costU, costP));
        if (!(share >= 0 && share <= 1))
            return Mitigation.None(name, goal, "The costs cannot be made equal: even the base rate alone costs less in the group with the lower cost.");

        return Mitigation.Of(name, goal, [new GroupScores("unprivileged", unprivileged), new GroupScores("privileged", privileged)],
            [Rule(unprivileged, costU > costP ? 0 : share), Rule(privileged, costU > costP ? share : 0)]);
    }

    private static DecisionRule Rule(BinaryOutcomes group, double share)
    {
        // A rule takes scores above its threshold; decisions are yes from the threshold on.
        double below = Math.BitDecrement(group.Options.Threshold);
        return DecisionRule.Above(below) with { ShareOfConstant = share, Constant = group.Confusion.BaseRate >= group.Options.Threshold ? 1 : 0 };
    }

    private static double Cost(BinaryOutcomes group, CalibratedCost cost, bool isTrivial)
    {
        double rate = group.Confusion.BaseRate;
        double falsePositive = isTrivial ? rate : group.ScoresOfNegatives.Mean, falseNegative = 1 - (isTrivial ? rate : group.ScoresOfPositives.Mean);
        return cost switch
        {
            CalibratedCost.FalsePositiveRate => falsePositive,
            CalibratedCost.FalseNegativeRate => falseNegative,
            _ => ((falsePositive * (1 - rate)) + (falseNegative * rate)) / 2,
        };
    }
}
