namespace XaiFunctions.Core.Fairness;

/// <summary>What is made equal over groups.</summary>
public enum ParityConstraint
{
    /// <summary>Selection rates.</summary>
    DemographicParity,

    /// <summary>True positive rates (and so false negative rates).</summary>
    TruePositiveRateParity,

    /// <summary>False positive rates (and so true negative rates).</summary>
    FalsePositiveRateParity,

    /// <summary>True and false positive rates.</summary>
    EqualizedOdds,
}

/// <summary>What is kept as good as possible.</summary>
public enum ParityObjective
{
    /// <summary>The accuracy.</summary>
    Accuracy,

    /// <summary>The balanced accuracy.</summary>
    BalancedAccuracy,
}

/// <summary>
/// Thresholds by group that satisfy a parity constraint and keep an objective as good as possible (Hardt, Price and Srebro 2016), as Fairlearn's ThresholdOptimizer does with a grid of
/// 1,000: for each group the upper hull of (constraint, objective) over all thresholds, points on it being mixtures of two thresholds; the best of the grid for all groups
/// together. For equalized odds the hulls are ROC curves, and groups above the lowest are brought down to it by ignoring the score now and then.
/// </summary>
public static class ThresholdOptimizer
{
    private const int Grid = 1000;

    /// <summary>Finds the thresholds.</summary>
    /// <param name="outcomes">The outcomes by group; labelled rows count.</param>
    /// <param name="constraint">What is made equal.</param>
    /// <param name="objective">What is kept as good as possible.</param>
    /// <param name="options">How; default: <see cref="FairnessOptions"/>'s.</param>
    public static Mitigation Of(GroupedOutcomes outcomes, ParityConstraint constraint, ParityObjective objective = ParityObjective.Accuracy, FairnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        const string name = "threshold optimizer";
        string goal = $"{constraint}, best {objective}";
        (IReadOnlyList<GroupScores>? groups, string? why) = GroupScores.Of(outcomes, (options ?? new FairnessOptions()).MinimumCount);
        if (groups is null)
            return Mitigation.None(name, goal, why!);

        bool isOdds = constraint == ParityConstraint.EqualizedOdds;
        Point[][] hulls = [.. groups.Select(group => Hull(group, isOdds ? ParityConstraint.FalsePositiveRateParity : constraint, isOdds ? null : objective))];
        return Mitigation.Of(name, goal, groups, isOdds ? EqualOdds(groups, hulls, objective) : OneRate(groups, hulls));
    }

    private static DecisionRule[] OneRate(IReadOnlyList<GroupScores> groups, Point[][] hulls)
    {
        double all = groups.Sum(group => group.Count), best = double.NegativeInfinity;
        int at = 0;
        for (int step = 0; step <= Grid; step++)
        {
            double objective = 0;
            for (int group = 0; group < hulls.Length; group++)
                objective += groups[group].Count / all * On(hulls[group], Place(step)).Y;
            if (objective > best)
                (at, best) = (step, objective);
        }

        return [.. hulls.Select(hull => On(hull, Place(at)).Rule)];
    }

    private static DecisionRule[] EqualOdds(IReadOnlyList<GroupScores> groups, Point[][] hulls, ParityObjective objective)
    {
        double positives = groups.Sum(group => group.Positives), negatives = groups.Sum(group => group.Negatives), best = double.NegativeInfinity;
        int at = 0;
        for (int step = 0; step <= Grid; step++)
        {
            double x = Place(step), y = hulls.Min(hull => On(hull, x).Y);
            double value = objective == ParityObjective.Accuracy ? ((positives * y) + (negatives * (1 - x))) / (positives + negatives) : (y + 1 - x) / 2;

            // Rounded as Fairlearn does, so that equal values are not told apart by rounding.
            value = Math.Round(value, 15);
            if (value > best)
                (at, best) = (step, value);
        }

        double bestX = Place(at), lowest = hulls.Min(hull => On(hull, bestX).Y);
        return [.. hulls.Select(hull =>
        {
            (double y, DecisionRule rule) = On(hull, bestX);
            double ignored = y == bestX ? 0 : (y - lowest) / (y - bestX);
            return rule with { ShareOfConstant = ignored, Constant = bestX };
        })];
    }

    private static double Place(int step) => step * (1.0 / Grid);

    // The value of the hull at x and the mixture of thresholds that has it.
    private static (double Y, DecisionRule Rule) On(Point[] hull, double x)
    {
        int right = 1;
        while (right < hull.Length - 1 && hull[right].X < x)
            right++;
        Point first = hull[right - 1], second = hull[right];
        double share = second.X == first.X ? 0 : (second.X - x) / (second.X - first.X);
        return ((share * first.Y) + ((1 - share) * second.Y), new DecisionRule(first.Threshold, share, second.Threshold));
    }

    // Andrew's monotone chain over the points of all thresholds, from never to always.
    private static Point[] Hull(GroupScores group, ParityConstraint constraint, ParityObjective? objective)
    {
        var points = new List<Point>();
        for (int cell = group.Cells.Length; cell >= 0; cell--)
        {
            double threshold = cell == group.Cells.Length ? double.PositiveInfinity : cell == 0 ? double.NegativeInfinity : (group.Cells[cell].Edge + group.Cells[cell - 1].Edge) / 2;
            (long positives, long negatives) = group.Above(threshold);
            DecisionRates rates = DecisionRates.Of(positives, negatives, group.Positives, group.Negatives);
            double x = constraint switch
            {
                ParityConstraint.DemographicParity => rates.SelectionRate,
                ParityConstraint.TruePositiveRateParity => rates.TruePositiveRate,
                _ => rates.FalsePositiveRate,
            };
            double y = objective switch
            {
                null => rates.TruePositiveRate,
                ParityObjective.Accuracy => rates.Accuracy,
                _ => (rates.TruePositiveRate + 1 - rates.FalsePositiveRate) / 2,
            };
            points.Add(new Point(x, y, threshold));
        }

        var hull = new List<Point>();
        foreach (Point point in points.OrderBy(point => point.X).ThenBy(point => point.Y))
        {
            while (hull.Count >= 2 && (hull[^1].Y - hull[^2].Y) * (point.X - hull[^2].X) <= (point.Y - hull[^2].Y) * (hull[^1].X - hull[^2].X))
                hull.RemoveAt(hull.Count - 1);
            hull.Add(point);
        }

        return [.. hull];
    }

    private readonly record struct Point(double X, double Y, double Threshold);
}
