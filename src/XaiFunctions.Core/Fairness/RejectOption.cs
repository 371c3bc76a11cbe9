using XaiFunctions.Core.Performance;

namespace XaiFunctions.Core.Fairness;

/// <summary>Which difference, unprivileged - privileged, the reject option has to bring near 0.</summary>
public enum RejectOptionGoal
{
    /// <summary>Of selection rates.</summary>
    StatisticalParity,

    /// <summary>The mean of those of true and false positive rates.</summary>
    AverageOdds,

    /// <summary>Of true positive rates.</summary>
    EqualOpportunity,
}

/// <summary>
/// Reject option classification (Kamiran, Karim and Zhang 2012): scores within a margin of the threshold are decided in favour of the unprivileged group and against the privileged
/// one. The same search as AIF360's: 100 thresholds from 0.01 to 0.99, 50 margins from 0 to the nearer end; of those whose difference lies within -0.05 .. 0.05 the one with the best
/// balanced accuracy.
/// </summary>
public static class RejectOption
{
    private const int Thresholds = 100;
    private const int Margins = 50;
    private const double Bound = 0.05;

    /// <summary>Searches.</summary>
    /// <param name="unprivileged">The outcomes of the unprivileged group; labelled rows count.</param>
    /// <param name="privileged">The outcomes of the privileged group.</param>
    /// <param name="goal">What is to be brought near 0.</param>
    /// <param name="options">How; default: <see cref="FairnessOptions"/>'s.</param>
    public static Mitigation Of(BinaryOutcomes unprivileged, BinaryOutcomes privileged, RejectOptionGoal goal, FairnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(unprivileged);
        ArgumentNullException.ThrowIfNull(privileged);
        const string name = "reject option";
        string description = $"{goal} difference within 0.05, best BalancedAccuracy";
        GroupScores u = new("unprivileged", unprivileged), p = new("privileged", privileged);
        int least = (options ?? new FairnessOptions()).MinimumCount;
        if (Math.Min(u.Count, p.Count) < least)
            return Mitigation.None(name, description, "A group has too few labelled rows.");
        if (u.Positives == 0 || u.Negatives == 0 || p.Positives == 0 || p.Negatives == 0)
            return Mitigation.None(name, description, "All labels of a group are of one class.");

        (double Accuracy, DecisionRule[] Rules)? best = null;
        for (int step = 0; step < Thresholds; step++)
        {
            double threshold = 0.01 + (step * (0.98 / (Thresholds - 1))), most = threshold <= 0.5 ? threshold : 1 - threshold;
            for (int marginStep = 0; marginStep < Margins; marginStep++)
            {
                double margin = marginStep * (most / (Margins - 1));
                (long Positives, long Negatives) ofU = u.Above(threshold - margin), ofP = p.Above(threshold + margin);
                DecisionRates ratesU = DecisionRates.Of(ofU.Positives, ofU.Negatives, u.Positives, u.Negatives);
                DecisionRates ratesP = DecisionRates.Of(ofP.Positives, ofP.Negatives, p.Positives, p.Negatives);
                if (!(Math.Abs(Difference(goal, ratesU, ratesP)) <= Bound))
                    continue;

                double recall = (double)(ofU.Positives + ofP.Positives) / (u.Positives + p.Positives);
                double fallOut = (double)(ofU.Negatives + ofP.Negatives) / (u.Negatives + p.Negatives);
                double accuracy = 0.5 * (recall + 1 - fallOut);
                if (best is null || accuracy > best.Value.Accuracy)
                    best = (accuracy, [DecisionRule.Above(threshold - margin), DecisionRule.Above(threshold + margin)]);
            }
        }

        return best is { } found
            ? Mitigation.Of(name, description, [u, p], found.Rules)
            : Mitigation.None(name, description, "No threshold and margin brings the difference within the bound.");
    }

    private static double Difference(RejectOptionGoal goal, DecisionRates unprivileged, DecisionRates privileged) => goal switch
    {
        RejectOptionGoal.StatisticalParity => unprivileged.SelectionRate - privileged.SelectionRate,
        RejectOptionGoal.EqualOpportunity => unprivileged.TruePositiveRate - privileged.TruePositiveRate,
        _ => (unprivileged.FalsePositiveRate - privileged.FalsePositiveRate + unprivileged.TruePositiveRate - privileged.TruePositiveRate) / 2,
    };
}
