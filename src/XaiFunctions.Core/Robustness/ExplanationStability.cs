using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Robustness;

/// <summary>Explains rows.</summary>
/// <param name="rows">Row-major: rows x columns.</param>
/// <returns>Row-major: rows x players.</returns>
public delegate double[] Explain(ReadOnlySpan<double> rows);

/// <summary>How much the explanation of a row changes when the row hardly does.</summary>
/// <param name="LocalLipschitz">The largest <c>|Phi(x) - Phi(x')| / |u - u'|</c>, u in quantiles (Alvarez-Melis and Jaakkola 2018); in the explained space per quantile.</param>
/// <param name="MaxSensitivity">The largest <c>|Phi(x) - Phi(x')| / |Phi(x)|</c> (Yeh et al. 2019); null if all attributions of the row are 0.</param>
/// <param name="MeanRankCorrelation">The mean of Spearman's correlation of |Phi| with that of the changed rows; null with fewer than two players.</param>
/// <param name="Compared">The changed rows with the same decision, which are the ones compared.</param>
public sealed record ExplanationStability(double LocalLipschitz, double? MaxSensitivity, double? MeanRankCorrelation, int Compared)
{
    /// <summary>Explains a row and changed copies of it; those that are decided otherwise are left out, since their explanation should differ.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="explain">Gives attributions.</param>
    /// <param name="space">The columns and their quantiles.</param>
    /// <param name="row">The cells.</param>
    /// <param name="radius">The most that a column changes, in quantiles; above 0, at most 1.</param>
    /// <param name="draws">The changed copies; at least 1.</param>
    /// <param name="seed">Which changes.</param>
    /// <returns>The stability; null if no column can move or no copy has the same decision.</returns>
    public static ExplanationStability? Of(
        ScoredDecision decision, Explain explain, QuantileSpace space, ReadOnlySpan<double> row, double radius = 0.05, int draws = 50, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(explain);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        if (!(radius > 0 && radius <= 1))
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "A radius is above 0 and at most 1 quantile.");
        if (space.Movable.Count == 0)
            return null;

        (double[] rows, double[] distances) = Changed(space, row, radius, draws, seed);
        double[] margins = decision.Margins(rows);
        bool isYes = margins[0] >= 0;
        int[] same = [.. Enumerable.Range(1, draws).Where(copy => margins[copy] >= 0 == isYes && distances[copy] > 0)];
        if (same.Length == 0)
            return null;

        double[] all = explain(rows);
        int players = all.Length / (draws + 1);
        double[] own = all[..players];
        double size = Size(own), lipschitz = 0, sensitivity = 0, correlation = 0;
        foreach (int copy in same)
        {
            double[] other = all.AsSpan(copy * players, players).ToArray();
            double change = Size([.. own.Zip(other, (left, right) => left - right)]);
            lipschitz = Math.Max(lipschitz, change / distances[copy]);
            sensitivity = Math.Max(sensitivity, change / size);
            correlation += Correlations.Spearman([.. own.Select(Math.Abs)], [.. other.Select(Math.Abs)]);
        }

        return new ExplanationStability(lipschitz, size > 0 ? sensitivity : null, players > 1 && double.IsFinite(correlation) ? correlation / same.Length : null, same.Length);
    }

    // The row itself first; the distance is Euclidean, in quantiles.
    private static (double[] Rows, double[] Distances) Changed(QuantileSpace space, ReadOnlySpan<double> row, double radius, int draws, ulong seed)
    {
        var random = new Draws(seed, 5);
        double[] start = space.ToQuantiles(row), moved = new double[start.Length], rows = new double[(draws + 1) * row.Length], distances = new double[draws + 1];
        row.CopyTo(rows);
        for (int copy = 1; copy <= draws; copy++)
        {
            for (int column = 0; column < moved.Length; column++)
                moved[column] = Math.Clamp(start[column] + (radius * ((2 * random.Uniform()) - 1)), 0, 1);
            space.ToRow(row, start, moved, rows.AsSpan(copy * row.Length, row.Length));
            distances[copy] = Size([.. moved.Zip(start, (left, right) => left - right)]);
        }

        return (rows, distances);
    }

    private static double Size(double[] vector) => Math.Sqrt(vector.Sum(value => value * value));
}
