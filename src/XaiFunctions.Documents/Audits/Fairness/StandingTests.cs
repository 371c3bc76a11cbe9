using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>Holds each group against all other rows, and judges all of them at once, so that chance does not find one among many.</summary>
internal static class StandingTests
{
    private const double Level = 0.01;

    /// <summary>The standing of a group, not judged yet: its p values are not adjusted.</summary>
    public static GroupStanding Of(string group, GroupedOutcomes decided, GroupedOutcomes labelled, int minimumCount)
    {
        BinaryOutcomes own = decided.Groups[group], others = decided.Together(other => other != group);
        RateStanding selection = Rate(own.Selected, own.Count, others.Selected, others.Count);
        if (!labelled.Groups.TryGetValue(group, out BinaryOutcomes? known) || known.Labelled < minimumCount)
            return new(group, own.Count, selection, null, null);
        ConfusionMatrix mine = known.Confusion, theirs = labelled.Together(other => other != group).Confusion;
        return new(
            group,
            own.Count,
            selection,
            theirs.Count < minimumCount ? null : Rate(mine.TruePositives, mine.Positives, theirs.TruePositives, theirs.Positives),
            theirs.Count < minimumCount ? null : Rate(mine.FalsePositives, mine.Negatives, theirs.FalsePositives, theirs.Negatives));
    }

    /// <summary>Adjusts the p values over all groups of all columns, and says which groups are too far from the others: selection rates and odds apart, for they answer two questions.</summary>
    public static FairnessColumn[] Judge(FairnessColumn[] columns, FairnessPolicy policy)
    {
        GroupStanding[] groups = [.. columns.SelectMany(column => column.Groups)];
        double[] selection = BenjaminiHochberg.Adjust([.. groups.Select(group => PValue(group.Selection))]);
        double[] odds = BenjaminiHochberg.Adjust([.. groups.SelectMany(group => (double[])[PValue(group.TruePositive), PValue(group.FalsePositive)])]);
        var judged = new Queue<GroupStanding>(groups.Select((group, index) => group with
        {
            Selection = Judged(group.Selection, selection[index], standing => standing.Ratio is not { } ratio || ratio < policy.ParityRatio || ratio > 1 / policy.ParityRatio)!,
            TruePositive = Judged(group.TruePositive, odds[2 * index], IsWide),
            FalsePositive = Judged(group.FalsePositive, odds[(2 * index) + 1], IsWide),
        }));
        return [.. columns.Select(column => column with { Groups = [.. column.Groups.Select(_ => judged.Dequeue())] })];

        bool IsWide(RateStanding standing) => Math.Abs(standing.Difference.Value!.Value) > policy.OddsDifference;
    }

    private static RateStanding? Judged(RateStanding? standing, double adjusted, Func<RateStanding, bool> isFar) => standing is null ? null
        : double.IsNaN(adjusted) ? standing with { AdjustedPValue = null }
        : standing with { AdjustedPValue = adjusted, IsApart = adjusted < Level && isFar(standing) };

    private static double PValue(RateStanding? standing) => standing?.AdjustedPValue ?? double.NaN;

    private static RateStanding Rate(long part, long whole, long otherPart, long otherWhole)
    {
        Estimate rate = Estimate.Share(part, whole), others = Estimate.Share(otherPart, otherWhole);
        if (!rate.HasValue || !others.HasValue)
            return new(rate, others, Estimate.None(Absence.ZeroDenominator, whole + otherWhole), null, null, false);
        double ratio = rate.Value!.Value / others.Value!.Value;
        return new(
            rate,
            others,
            Estimate.Of(rate.Value.Value - others.Value.Value, whole + otherWhole, Proportion.Difference(part, whole, otherPart, otherWhole)),
            double.IsFinite(ratio) ? ratio : null,
            Proportion.TestOfTwo(part, whole, otherPart, otherWhole),
            false);
    }
}
