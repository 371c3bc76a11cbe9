using XaiFunctions.Core.Performance;

namespace XaiFunctions.Core.Fairness;

/// <summary>
/// Equalized odds from decisions alone (Hardt, Price and Srebro 2016): each group's yes and no are kept or turned with some probability so that true and false positive rates are equal, and the
/// expected error the least: the linear programme of AIF360's <c>EqOddsPostprocessing</c>. What a group can reach is, in the plane of (false, true) positive rate, below the lines from (0, 0) over
/// its own rates to (1, 1); the optimum is where the lower of the two groups' lines is farthest above the diagonal, so that it is found among their corners and crossings.
/// </summary>
public static class EqualizedOddsMixing
{
    /// <summary>Finds the probabilities.</summary>
    /// <param name="unprivileged">The outcomes of the unprivileged group; labelled rows count.</param>
    /// <param name="privileged">The outcomes of the privileged group.</param>
    /// <param name="options">How; default: <see cref="FairnessOptions"/>'s.</param>
    public static Mitigation Of(BinaryOutcomes unprivileged, BinaryOutcomes privileged, FairnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(unprivileged);
        ArgumentNullException.ThrowIfNull(privileged);
        const string name = "equalized odds", goal = "equal true and false positive rates by turning decisions, least error";
        ConfusionMatrix u = unprivileged.Confusion, p = privileged.Confusion;
        if (Math.Min(u.Count, p.Count) < (options ?? new FairnessOptions()).MinimumCount)
            return Mitigation.None(name, goal, "A group has too few labelled rows.");
        if (Math.Min(Math.Min(u.Positives, u.Negatives), Math.Min(p.Positives, p.Negatives)) == 0)
            return Mitigation.None(name, goal, "All labels of a group are of one class.");
        if (u.TruePositiveRate < u.FalsePositiveRate || p.TruePositiveRate < p.FalsePositiveRate)
            return Mitigation.None(name, goal, "The decisions on a group are worse than chance.");

        double x = Best(u, p), y = Math.Min(Reach(u, x), Reach(p, x));
        return Mitigation.Of(name, goal, [new GroupScores("unprivileged", unprivileged), new GroupScores("privileged", privileged)], [Rule(unprivileged, x, y), Rule(privileged, x, y)]);
    }

    /// <summary>The false positive rate at which the lower of both lines is farthest above the diagonal; of equal ones the least.</summary>
    private static double Best(ConfusionMatrix u, ConfusionMatrix p)
    {
        List<double> candidates = [0, u.FalsePositiveRate, p.FalsePositiveRate, 1];
        candidates.Sort();
        for (int place = candidates.Count - 1; place > 0; place--)
        {
            // Between two corners both lines are straight, so that they cross once at most.
            double left = candidates[place - 1], right = candidates[place], before = Reach(u, left) - Reach(p, left), after = Reach(u, right) - Reach(p, right);
            if (before * after < 0)
                candidates.Insert(place, left + ((right - left) * before / (before - after)));
        }

        return candidates.MaxBy(x => Math.Min(Reach(u, x), Reach(p, x)) - x);
    }

    /// <summary>The greatest true positive rate at a false positive rate.</summary>
    private static double Reach(ConfusionMatrix group, double x)
    {
        double f = group.FalsePositiveRate, t = group.TruePositiveRate;
        return x < f ? x * t / f : f < 1 ? t + ((x - f) * (1 - t) / (1 - f)) : 1;
    }

    /// <summary>The probabilities of yes after yes and after no that give the rates: two linear equations.</summary>
    private static DecisionRule Rule(BinaryOutcomes group, double x, double y)
    {
        double f = group.Confusion.FalsePositiveRate, t = group.Confusion.TruePositiveRate;
        double afterYes = t > f ? ((y * (1 - f)) - (x * (1 - t))) / (t - f) : x, afterNo = t > f ? ((t * x) - (f * y)) / (t - f) : x;
        double share = Math.Clamp(1 - (afterYes - afterNo), 0, 1);

        // A rule takes scores above its threshold; decisions are yes from the threshold on.
        return DecisionRule.Above(Math.BitDecrement(group.Options.Threshold)) with { ShareOfConstant = share, Constant = share > 0 ? Math.Clamp(afterNo / share, 0, 1) : 0 };
    }
}
