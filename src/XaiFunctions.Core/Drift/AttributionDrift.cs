using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Drift;

/// <summary>The global importance of a player: its mean absolute attribution and that number's own error.</summary>
/// <param name="Player">The player's name.</param>
/// <param name="Value">The mean of |attribution| over rows, in the explained space; not negative.</param>
/// <param name="StandardError">The standard error of that mean, from the choice of rows and from sampling; 0 if it is exact.</param>
public sealed record GlobalImportance(string Player, double Value, double StandardError);

/// <summary>A player that is among the most important ones now and was not in the reference.</summary>
/// <param name="Player">The player's name.</param>
/// <param name="ReferenceRank">Its rank by importance in the reference, from 1.</param>
/// <param name="CurrentRank">Its rank now, from 1.</param>
/// <param name="Probability">The share of draws within the errors in which it is among the most important ones now but not in the reference.</param>
public sealed record NewTopPlayer(string Player, int ReferenceRank, int CurrentRank, double Probability);

/// <summary>How the drift of attributions is measured.</summary>
public sealed record AttributionDriftOptions
{
    /// <summary>The nDCG below which it is drift; 0 to 1.</summary>
    /// <value>The default is 0.90 (Amazon SageMaker Clarify).</value>
    public double AlertBelow { get; init; } = 0.90;

    /// <summary>How many players count as the most important ones; at least 1.</summary>
    /// <value>The default is 5.</value>
    public int TopPlayers { get; init; } = 5;

    /// <summary>The draws for the intervals, 100 to 100,000.</summary>
    /// <value>The default is 1,000.</value>
    public int Draws { get; init; } = 1000;

    /// <summary>Where the draws start from; the same seed gives the same intervals.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }
}

/// <summary>
/// The drift of a model's reasons: whether the order and the sizes of the global importances are still those of the reference.
/// </summary>
public sealed record AttributionDrift
{
    /// <summary>nDCG of the current order by the reference's importances, 0 to 1; absent if the reference is 0 throughout.</summary>
    public required Estimate NormalizedGain { get; init; }

    /// <summary>The Jensen-Shannon distance (base 2) of the importances, each side divided by its sum, 0 to 1; absent if a side is 0 throughout.</summary>
    public required Estimate JensenShannon { get; init; }

    /// <summary>The players that are new among the most important ones, most important first.</summary>
    public required IReadOnlyList<NewTopPlayer> NewTopPlayers { get; init; }

    /// <summary>The nDCG below which it is drift.</summary>
    public required double AlertBelow { get; init; }

    /// <summary>Whether nDCG is below the limit at all.</summary>
    public bool CrossesThreshold => NormalizedGain.Value < AlertBelow;

    /// <summary>Whether it is below the limit beyond the errors of the attributions: the upper end of its interval is, too.</summary>
    public bool Drifted => CrossesThreshold && NormalizedGain.Interval is { } interval && interval.High < AlertBelow;

    /// <summary>
    /// Compares importances. <c>nDCG = DCG / iDCG</c> with <c>DCG = sum over i of a(i) / log2(i + 1)</c>, a the reference's importances in the current order and iDCG the same in
    /// the reference's own (Järvelin and Kekäläinen 2002, as Amazon SageMaker Clarify uses it). Equal importances keep the order of the reference.
    /// </summary>
    /// <remarks>
    /// The intervals are the 2.5 % and 97.5 % quantiles over draws in which every importance of both sides is moved by a normal error of its standard error, and not below 0. nDCG does not see a
    /// change that keeps the order, or the proportions; the distance sees the latter only.
    /// </remarks>
    /// <param name="reference">The reference's importances.</param>
    /// <param name="current">The current importances of the same players, in any order.</param>
    /// <param name="options">How; default: <see cref="AttributionDriftOptions"/>'s.</param>
    /// <exception cref="ArgumentException">The players differ, a number is negative or not finite, or an option is out of its range.</exception>
    public static AttributionDrift Of(IReadOnlyList<GlobalImportance> reference, IReadOnlyList<GlobalImportance> current, AttributionDriftOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        options ??= new AttributionDriftOptions();
        if (!(options.AlertBelow is >= 0 and <= 1 && options.TopPlayers >= 1 && options.Draws is >= 100 and <= 100_000))
            throw new ArgumentException("An option of the attribution drift is out of its range.", nameof(options));
        if (reference.Count == 0 || reference.Count != current.Count || !reference.Select(player => player.Player).ToHashSet().SetEquals(current.Select(player => player.Player)))
            throw new ArgumentException("Both sides must have the same players.", nameof(current));
        if (reference.Concat(current).Any(player => !(player.Value >= 0 && player.StandardError >= 0 && double.IsFinite(player.Value + player.StandardError))))
            throw new ArgumentException("An importance or its error is negative or not finite.", nameof(current));

        // Both sides in the order of the reference's importance: then the ideal order is 0, 1, 2, ...
        GlobalImportance[] before = [.. reference.OrderByDescending(player => player.Value)];
        Dictionary<string, GlobalImportance> byName = current.ToDictionary(player => player.Player);
        GlobalImportance[] now = [.. before.Select(player => byName[player.Player])];
        return Compare(before, now, options);
    }

    /// <summary>nDCG of one order of importances; NaN if all are 0.</summary>
    /// <param name="reference">The reference's importances.</param>
    /// <param name="current">The current importances of the same players in the same places.</param>
    public static double Gain(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        double[] before = reference.ToArray(), now = current.ToArray();
        int[] ideal = Ranking(before);

        // Equal importances now keep the order of the reference.
        int[] order = [.. ideal.OrderByDescending(player => now[player])];
        return Discounted(before, order) / Discounted(before, ideal);
    }

    private static AttributionDrift Compare(GlobalImportance[] before, GlobalImportance[] now, AttributionDriftOptions options)
    {
        double[] a = [.. before.Select(player => player.Value)], b = [.. now.Select(player => player.Value)];
        int players = a.Length, top = Math.Min(options.TopPlayers, players);
        var gains = new double[options.Draws];
        var distances = new double[options.Draws];
        var entered = new int[players];
        var draws = new Draws(options.Seed, 1);
        double[] drawnA = new double[players], drawnB = new double[players];
        for (int draw = 0; draw < options.Draws; draw++)
        {
            for (int player = 0; player < players; player++)
            {
                drawnA[player] = Math.Max(0, a[player] + (before[player].StandardError * draws.Normal()));
                drawnB[player] = Math.Max(0, b[player] + (now[player].StandardError * draws.Normal()));
            }

            gains[draw] = Gain(drawnA, drawnB);
            distances[draw] = ShareDistance(drawnA, drawnB);
            HashSet<int> topBefore = [.. Ranking(drawnA).Take(top)];
            foreach (int player in Ranking(drawnB).Take(top).Where(player => !topBefore.Contains(player)))
                entered[player]++;
        }

        int[] ranksNow = Ranking(b);
        return new AttributionDrift
        {
            AlertBelow = options.AlertBelow,
            NormalizedGain = a.Max() > 0 ? Estimate.Of(Gain(a, b), players, Quantiles(gains)) : Estimate.None(Absence.ZeroDenominator),
            JensenShannon = a.Max() > 0 && b.Max() > 0 ? Estimate.Of(ShareDistance(a, b), players, Quantiles(distances)) : Estimate.None(Absence.ZeroDenominator),
            NewTopPlayers = [.. ranksNow.Take(top).Select((player, rank) => (player, rank)).Where(entry => entry.player >= top)
                .Select(entry => new NewTopPlayer(before[entry.player].Player, entry.player + 1, entry.rank + 1, (double)entered[entry.player] / options.Draws))],
        };
    }

    private static int[] Ranking(double[] importances) => [.. Enumerable.Range(0, importances.Length).OrderByDescending(player => importances[player])];

    private static double Discounted(double[] importances, int[] order)
    {
        double sum = 0;
        for (int place = 0; place < order.Length; place++)
            sum += importances[order[place]] / Math.Log2(place + 2);
        return sum;
    }

    private static double ShareDistance(double[] a, double[] b)
    {
        double sumA = a.Sum(), sumB = b.Sum(), divergence = 0;
        for (int player = 0; player < a.Length; player++)
        {
            double p = a[player] / sumA, q = b[player] / sumB, middle = (p + q) / 2;
            divergence += ((p > 0 ? p * Math.Log2(p / middle) : 0) + (q > 0 ? q * Math.Log2(q / middle) : 0)) / 2;
        }

        return Math.Sqrt(Math.Max(0, divergence));
    }

    private static Interval Quantiles(double[] drawn) => Array.FindAll(drawn, double.IsFinite) is { Length: > 0 } finite ? Interval.OfDraws(finite) : new Interval(0, 1);
}
