namespace XaiFunctions.Core.Games;

/// <summary>
/// How far values move with each group of background rows, scaled so that the squares over the groups sum to the variance that comes from the background being a
/// sample: that of a value, and of whatever is a linear function of values when the deviations are put in their place.
/// </summary>
/// <remarks>
/// A value is g(sum over groups of s_j), where s_j is what the background rows of group j contribute and w_j is their weight: a weighted mean of group means s_j / w_j, linked.
/// The deviation of group j is g'(mean) (s_j - w_j mean) / sqrt(1 - w_j): the delta method (Efron 1982, "The Jackknife, the Bootstrap and Other Resampling Plans", chapter 6). If
/// rows are drawn independently and group means vary as 1 / w_j, the expectation of (s_j - w_j mean)^2 is variance(mean) w_j (1 - w_j), so the squares sum to the variance
/// without bias, with one degree of freedom less than there are groups.
/// </remarks>
internal static class BackgroundDeviations
{
    /// <summary>Links the means that groups' sums make, and finds the deviations.</summary>
    /// <param name="sums">groups x values: what each group contributes to each value before the link.</param>
    /// <param name="game">The game.</param>
    /// <param name="values">One linked value each; overwritten.</param>
    /// <param name="deviations">values x groups; overwritten. Empty if they are not wanted.</param>
    public static void Reduce(ReadOnlySpan<double> sums, ExplanationGame game, Span<double> values, Span<double> deviations)
    {
        int groups = game.Background.GroupWeights.Length;
        for (int value = 0; value < values.Length; value++)
        {
            double mean = 0;
            for (int at = value; at < sums.Length; at += values.Length)
                mean += sums[at];
            values[value] = game.Link.Apply(mean);
            if (!deviations.IsEmpty)
                Find(sums[value..], values.Length, mean, game, deviations.Slice(value * groups, groups));
        }
    }

    /// <summary>The deviations of one value; 0 if there is only one group.</summary>
    /// <param name="sums">What each group contributes before the link, spaced by <paramref name="stride"/>.</param>
    /// <param name="stride">The space between two groups.</param>
    /// <param name="mean">The sum of all.</param>
    /// <param name="game">The game.</param>
    /// <param name="deviations">One a group; overwritten.</param>
    public static void Find(ReadOnlySpan<double> sums, int stride, double mean, ExplanationGame game, Span<double> deviations)
    {
        ReadOnlySpan<double> weights = game.Background.GroupWeights, scales = game.Background.GroupScales;
        double slope = game.Link.Slope(mean);
        for (int group = 0; group < deviations.Length; group++)
            deviations[group] = slope * scales[group] * (sums[group * stride] - (weights[group] * mean));
    }
}
