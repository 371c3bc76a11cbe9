using XaiFunctions.Core.Games;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.ExplanationQuality;

/// <summary>A number of an explanation beside that of random ones.</summary>
/// <param name="Value">The number of the explanation; null if it is not defined.</param>
/// <param name="Random">The mean over random ones; null if it is not defined.</param>
/// <param name="BetterThanRandom">The share of random ones that are worse; a tie counts half; null if there is nothing to compare.</param>
public sealed record AgainstRandom(double? Value, double? Random, double? BetterThanRandom);

/// <summary>
/// Whether the attributions of a row say what the model does: players are removed, which is to take their cells from the baseline rows and to average over these, and the output is compared with
/// what the attributions foretold.
/// </summary>
/// <param name="Deletion">The area under the output while players are removed, the largest |attribution| first (Petsiuk et al. 2018); lower is better. Turned round if the row's output is below the baseline's.</param>
/// <param name="Insertion">The area under the output while players are put into the baseline in the same order; higher is better.</param>
/// <param name="FaithfulnessCorrelation">Pearson's correlation, over random subsets of a quarter of the players, of the sum of attributions with the fall of the output (Bhatt et al. 2020); higher is better.</param>
/// <param name="FaithfulnessEstimate">The same over single players (Alvarez-Melis and Jaakkola 2018); higher is better.</param>
/// <param name="Infidelity">The mean over random subsets of (sum of attributions - fall of the output)^2 (Yeh et al. 2019); lower is better, 0 for an additive model.</param>
/// <param name="EfficiencyGap">|sum of attributions - (output of the row - output of the baseline)|.</param>
/// <param name="ModelRows">The rows that the model was asked for.</param>
public sealed record Faithfulness(
    AgainstRandom Deletion,
    AgainstRandom Insertion,
    AgainstRandom FaithfulnessCorrelation,
    AgainstRandom FaithfulnessEstimate,
    AgainstRandom Infidelity,
    double EfficiencyGap,
    long ModelRows)
{
    /// <summary>Measures one row.</summary>
    /// <param name="model">The model.</param>
    /// <param name="output">Which of its outputs is explained; attributions must be in its space.</param>
    /// <param name="row">The cells.</param>
    /// <param name="baseline">Row-major: the rows that stand for unknown players; few, as every evaluation asks for all of them.</param>
    /// <param name="players">Which columns act together.</param>
    /// <param name="attributions">One number a player.</param>
    /// <param name="options">How; default: <see cref="FaithfulnessOptions"/>'s.</param>
    /// <param name="link">The space of the attributions, into which averaged outputs are mapped.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or an option is out of its range.</exception>
    public static Faithfulness Of(
        IModel model, int output, ReadOnlySpan<double> row, ReadOnlySpan<double> baseline, Players players, ReadOnlySpan<double> attributions, FaithfulnessOptions? options = null, Link link = Link.Identity)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(players);
        options ??= new FaithfulnessOptions();
        options.Validate();
        if (attributions.Length != players.Count || row.Length != model.ColumnCount || baseline.Length == 0 || baseline.Length % model.ColumnCount != 0)
            throw new ArgumentException("Row, baseline, players and attributions do not fit each other.", nameof(attributions));

        var trial = new Trial(new Removal(model, output, row.ToArray(), baseline.ToArray(), players, link), attributions.ToArray(), options);
        return trial.Run();
    }

    /// <summary>The most rows that <see cref="Of"/> asks the model for.</summary>
    /// <param name="players">The players.</param>
    /// <param name="baselineRows">The baseline rows.</param>
    /// <param name="options">How.</param>
    public static long MostModelRows(int players, int baselineRows, FaithfulnessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return 1 + (baselineRows * (1L + players + (2L * options.Subsets) + (2L * (options.RandomOrders + 1) * Math.Max(0, players - 1))));
    }

    private sealed class Trial(Removal removal, double[] attributions, FaithfulnessOptions options)
    {
        private readonly int count = attributions.Length;
        private Draws draws = new(options.Seed, 6);

        public Faithfulness Run()
        {
            double full = removal.Value(new bool[count]), empty = removal.Value([.. Enumerable.Repeat(true, count)]);
            (bool[][] quarters, double[] quarterFalls) = Subsets(full, () => Choose(Math.Max(1, count / 4)));
            (bool[][] halves, double[] halfFalls) = Subsets(full, () => [.. Enumerable.Range(0, count).Select(_ => draws.Uniform() < 0.5)]);
            bool[][] singles = [.. Enumerable.Range(0, count).Select(player => Enumerable.Range(0, count).Select(other => other == player).ToArray())];
            double[] singleFalls = [.. singles.Select(subset => full - removal.Value(subset))];
            double[][] shuffled = [.. Enumerable.Range(0, options.RandomOrders).Select(_ => Shuffled())];
            int[] order = [.. Enumerable.Range(0, count).OrderByDescending(player => Math.Abs(attributions[player]))];
            int[][] orders = [.. Enumerable.Range(0, options.RandomOrders).Select(_ => RandomOrder())];
            double side = full >= empty ? 1 : -1;
            return new Faithfulness(
                Against(-side * Area(order, true), orders.Select(other => -side * Area(other, true)), -side),
                Against(side * Area(order, false), orders.Select(other => side * Area(other, false)), side),
                Against(Correlation(attributions, quarters, quarterFalls), shuffled.Select(other => Correlation(other, quarters, quarterFalls)), 1),
                Against(Correlation(attributions, singles, singleFalls), shuffled.Select(other => Correlation(other, singles, singleFalls)), 1),
                Against(-Infidel(attributions, halves, halfFalls), shuffled.Select(other => -Infidel(other, halves, halfFalls)), -1),
                Math.Abs(attributions.Sum() - (full - empty)),
                removal.ModelRows);
        }

        // Larger is better here; the sign gives the number back in its own sense.
        private static AgainstRandom Against(double goodness, IEnumerable<double> random, double sign)
        {
            double[] others = [.. random.Where(double.IsFinite)];
            if (!double.IsFinite(goodness))
                return new AgainstRandom(null, others.Length == 0 ? null : sign * others.Average(), null);
            if (others.Length == 0)
                return new AgainstRandom(sign * goodness, null, null);
            return new AgainstRandom(sign * goodness, sign * others.Average(), others.Average(other => goodness > other ? 1 : goodness == other ? 0.5 : 0));
        }

        private (bool[][] Subsets, double[] Falls) Subsets(double full, Func<bool[]> draw)
        {
            bool[][] subsets = [.. Enumerable.Range(0, options.Subsets).Select(_ => draw())];
            return (subsets, [.. subsets.Select(subset => full - removal.Value(subset))]);
        }

        private bool[] Choose(int size)
        {
            var chosen = new bool[count];
            foreach (int player in RandomOrder().AsSpan(0, size))
                chosen[player] = true;
            return chosen;
        }

        private int[] RandomOrder()
        {
            int[] order = [.. Enumerable.Range(0, count)];
            draws.Shuffle(order.AsSpan());
            return order;
        }

        private double[] Shuffled()
        {
            double[] copy = [.. attributions];
            draws.Shuffle(copy.AsSpan());
            return copy;
        }

        // The trapezium rule over n steps: (sum of y - y_0/2 - y_n/2) / n.
        private double Area(int[] order, bool isDeletion)
        {
            bool[] removed = [.. Enumerable.Repeat(!isDeletion, count)];
            double first = removal.Value(removed), sum = first / 2;
            for (int step = 0; step < count; step++)
            {
                removed[order[step]] = isDeletion;
                sum += removal.Value(removed) * (step == count - 1 ? 0.5 : 1);
            }

            return sum / count;
        }

        private static double Foretold(double[] attributions, bool[] subset)
        {
            double sum = 0;
            for (int player = 0; player < subset.Length; player++)
                sum += subset[player] ? attributions[player] : 0;
            return sum;
        }

        private static double Correlation(double[] attributions, bool[][] subsets, double[] falls) =>
            Correlations.Pearson([.. subsets.Select(subset => Foretold(attributions, subset))], falls);

        private static double Infidel(double[] attributions, bool[][] subsets, double[] falls) =>
            subsets.Zip(falls, (subset, fall) => Math.Pow(Foretold(attributions, subset) - fall, 2)).Average();
    }
}
