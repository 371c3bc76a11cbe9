using XaiFunctions.Core.Performance;

namespace XaiFunctions.Core.Fairness;

/// <summary>
/// Inequality of benefits b = 1 + decision - label (Speicher et al. 2018): 2 for a favour, 1 for a right decision, 0 for a harm.
/// </summary>
internal static class Benefits
{
    /// <summary>The generalised entropy index <c>1 / (n alpha (alpha - 1)) sum [(b / mean)^alpha - 1]</c>; for alpha 1 Theil's <c>1/n sum (b / mean) ln(b / mean)</c>; NaN if all benefits are 0.</summary>
    public static double Entropy(ConfusionMatrix counts, int alpha)
    {
        double mean = Mean(counts);
        return Over([(0, counts.FalseNegatives), (1, counts.Correct), (2, counts.FalsePositives)], mean, counts.Count, alpha);
    }

    /// <summary>The same if every row had the mean benefit of its group: the part of the inequality that lies between groups.</summary>
    public static double BetweenGroups(ReadOnlySpan<ConfusionMatrix> groups, int alpha)
    {
        var all = default(ConfusionMatrix);
        var means = new List<(double, long)>();
        foreach (ConfusionMatrix group in groups)
        {
            all += group;
            means.Add((group.Count > 0 ? Mean(group) : 0, group.Count));
        }

        return Over(means, Mean(all), all.Count, alpha);
    }

    private static double Mean(ConfusionMatrix counts) => 1 + ((double)(counts.Selected - counts.Positives) / counts.Count);

    private static double Over(IEnumerable<(double Benefit, long Count)> benefits, double mean, long count, int alpha)
    {
        double sum = 0;
        foreach ((double benefit, long rows) in benefits)
        {
            double ratio = benefit / mean;
            sum += rows == 0 ? 0 : rows * (alpha == 1 ? ratio > 0 ? ratio * Math.Log(ratio) : 0 : (Math.Pow(ratio, alpha) - 1) / (alpha * (alpha - 1)));
        }

        return mean > 0 ? sum / count : double.NaN;
    }
}
