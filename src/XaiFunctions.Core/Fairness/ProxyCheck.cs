using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Fairness;

/// <summary>How much one player says about a sensitive column.</summary>
/// <param name="Player">The player, or the column.</param>
/// <param name="Uncertainty">Theil's uncertainty coefficient: the share of the sensitive column's entropy that knowing the player takes away, 0 to 1, less what is expected by chance.</param>
/// <param name="PValue">The p value of the chi-squared test of independence, adjusted for the number of players (Benjamini and Hochberg 1995).</param>
public sealed record ProxyPlayer(string Player, double Uncertainty, double PValue);

/// <summary>
/// Whether the players stand in for a sensitive column: what each alone says about it, and how well all together predict it on rows not learned from.
/// </summary>
/// <param name="Players">The players, those that say most first.</param>
/// <param name="BalancedAccuracy">The mean over groups of the share predicted rightly, by naive Bayes on the binned players, learned on four fifths and tried on the fifth, five times.</param>
/// <param name="ByChance">What a prediction without any knowledge reaches: 1 / number of groups.</param>
/// <param name="Groups">The groups that were told apart; those with fewer rows than the minimum are left out.</param>
public sealed record ProxyCheck(IReadOnlyList<ProxyPlayer> Players, Estimate BalancedAccuracy, double ByChance, int Groups)
{
    private const int Folds = 5;
    private const int Bins = 8;

    /// <summary>Whether all players together predict the sensitive column beyond chance: the interval lies above it.</summary>
    public bool IsProxied => BalancedAccuracy.Interval is { } interval && interval.Low > ByChance;

    /// <summary>Checks a sample of rows. Numbers are put into 8 bins of equal counts (fewer if values repeat); missing values are a bin of their own. Laplace smoothing with one row.</summary>
    /// <param name="players">The names of the players or columns.</param>
    /// <param name="values">Per player one number a row: values or category codes, or attributions.</param>
    /// <param name="isCategory">Per player whether its numbers are codes.</param>
    /// <param name="groups">The sensitive value of every row; null or empty if missing, and the row is left out.</param>
    /// <param name="seed">Which rows go to which fold.</param>
    /// <param name="minimumCount">The fewest rows of a group that is told apart.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ProxyCheck Of(
        IReadOnlyList<string> players,
        IReadOnlyList<double[]> values,
        IReadOnlyList<bool> isCategory,
        IReadOnlyList<string?> groups,
        ulong seed = 0,
        int minimumCount = Privacy.SmallCells.DefaultMinimumCount)
    {
        ArgumentNullException.ThrowIfNull(players);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(isCategory);
        ArgumentNullException.ThrowIfNull(groups);
        if (players.Count != values.Count || players.Count != isCategory.Count || values.Any(column => column.Length != groups.Count))
            throw new ArgumentException("Players, their numbers and the groups differ in length.", nameof(values));

        string[] names = [.. groups.Where(group => !string.IsNullOrEmpty(group)).GroupBy(group => group!).Where(group => group.Count() >= Math.Max(Folds, minimumCount)).Select(group => group.Key).Order(StringComparer.Ordinal)];
        int[] rows = [.. Enumerable.Range(0, groups.Count).Where(row => Array.IndexOf(names, groups[row]) >= 0)];
        if (names.Length < 2)
            return new ProxyCheck([], Estimate.None(rows.Length == 0 ? Absence.NoRows : Absence.OneClass, rows.Length), 1, names.Length);

        int[] classes = [.. rows.Select(row => Array.IndexOf(names, groups[row]))];
        int[][] bins = [.. values.Select((column, player) => Binned([.. rows.Select(row => column[row])], isCategory[player]))];
        (double Uncertainty, double PValue)[] alone = [.. bins.Select(column => Alone(column, classes, names.Length))];
        double[] adjusted = BenjaminiHochberg.Adjust([.. alone.Select(entry => entry.PValue)]);
        return new ProxyCheck(
            [.. players.Select((player, index) => new ProxyPlayer(player, alone[index].Uncertainty, adjusted[index])).OrderByDescending(player => player.Uncertainty)],
            Together(bins, classes, names.Length, seed),
            1.0 / names.Length,
            names.Length);
    }

    private static int[] Binned(double[] column, bool isCategory)
    {
        double[] distinct = [.. column.Where(double.IsFinite).Distinct().Order()];
        double[] edges = distinct;
        if (!isCategory && distinct.Length > Bins)
        {
            double[] sorted = [.. column.Where(double.IsFinite).Order()];
            edges = [.. Enumerable.Range(1, Bins - 1).Select(bin => sorted[bin * sorted.Length / Bins]).Distinct()];
        }

        return [.. column.Select(value =>
        {
            if (!double.IsFinite(value))
                return edges.Length + 1;
            int place = Array.BinarySearch(edges, value);
            return place >= 0 ? place : ~place;
        })];
    }

    private static (double Uncertainty, double PValue) Alone(int[] bins, int[] classes, int classCount)
    {
        Dictionary<(int Bin, int Class), long> joint = [];
        Dictionary<int, long> byBin = [];
        var byClass = new long[classCount];
        for (int row = 0; row < bins.Length; row++)
        {
            joint[(bins[row], classes[row])] = joint.GetValueOrDefault((bins[row], classes[row])) + 1;
            byBin[bins[row]] = byBin.GetValueOrDefault(bins[row]) + 1;
            byClass[classes[row]]++;
        }

        double n = bins.Length, information = 0, statistic = 0;
        foreach ((int bin, long inBin) in byBin)
        {
            for (int group = 0; group < classCount; group++)
            {
                double observed = joint.GetValueOrDefault((bin, group)), expected = inBin * byClass[group] / n;
                statistic += (observed - expected) * (observed - expected) / expected;
                information += observed > 0 ? observed / n * Math.Log(observed / expected) : 0;
            }
        }

        double entropy = -byClass.Sum(count => count / n * Math.Log(count / n));
        int freedom = (byBin.Count - 1) * (classCount - 1);

        // By chance alone the information is freedom / 2n nats (Miller 1955).
        return (Math.Clamp((information - (freedom / (2 * n))) / entropy, 0, 1), ChiSquared.Survival(statistic, freedom));
    }

    private static Estimate Together(int[][] bins, int[] classes, int classCount, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, classes.Length)];
        new Draws(seed, 4).Shuffle(order.AsSpan());
        var folds = new int[classes.Length];

        // Each group is dealt to the folds in turn, so that every fold has some of it.
        var dealt = new int[classCount];
        foreach (int row in order)
            folds[row] = dealt[classes[row]]++ % Folds;
        var right = new long[classCount];
        for (int fold = 0; fold < Folds; fold++)
        {
            double[][][] logs = [.. bins.Select(column => Learn(column, classes, folds, fold, classCount))];
            for (int row = 0; row < classes.Length; row++)
            {
                if (folds[row] == fold && Predict(bins, logs, row, classCount) == classes[row])
                    right[classes[row]]++;
            }
        }

        double value = 0, variance = 0;
        for (int group = 0; group < classCount; group++)
        {
            double share = (double)right[group] / dealt[group];
            Interval wilson = Proportion.Wilson(right[group], dealt[group]);
            double error = (wilson.High - wilson.Low) / (2 * StudentT.NormalQuantile975);
            value += share / classCount;
            variance += error * error / classCount / classCount;
        }

        return Estimate.Of(value, classes.Length, Interval.Around(value, Math.Sqrt(variance)).Within(0, 1));
    }

    // ln P(bin | group) with equal priors, so that no group is guessed for being large.
    private static double[][] Learn(int[] column, int[] classes, int[] folds, int left, int classCount)
    {
        int binCount = column.Max() + 1;
        var logs = new double[classCount][];
        for (int group = 0; group < classCount; group++)
        {
            logs[group] = new double[binCount];
            double rows = 0;
            for (int row = 0; row < column.Length; row++)
            {
                if (folds[row] == left || classes[row] != group)
                    continue;
                logs[group][column[row]]++;
                rows++;
            }

            for (int bin = 0; bin < binCount; bin++)
                logs[group][bin] = Math.Log((logs[group][bin] + 1) / (rows + binCount));
        }

        return logs;
    }

    private static int Predict(int[][] bins, double[][][] logs, int row, int classCount)
    {
        int best = 0;
        double most = double.NegativeInfinity;
        for (int group = 0; group < classCount; group++)
        {
            double sum = 0;
            for (int player = 0; player < bins.Length; player++)
                sum += logs[player][group][bins[player][row]];
            if (sum > most)
                (best, most) = (group, sum);
        }

        return best;
    }
}
