using System.Runtime.InteropServices;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Fairness;

/// <summary>
/// Percentile intervals (Efron 1979) of metrics that depend on counts only: rows drawn with replacement are a multinomial draw of the counts, so that no row is needed. Groups
/// are not held at their sizes, as Fairlearn's bootstrap does not either.
/// </summary>
internal static class CellBootstrap
{
    /// <summary>Intervals of all numbers that a function gives; null where fewer than half of the draws give a finite number.</summary>
    public static Interval?[] Intervals(IReadOnlyList<ConfusionMatrix> cells, Func<ConfusionMatrix[], double[]> metrics, FairnessOptions options)
    {
        long[] counts = [.. cells.SelectMany(cell => (long[])[cell.TruePositives, cell.FalsePositives, cell.FalseNegatives, cell.TrueNegatives])];
        long[] drawnCounts = new long[counts.Length];
        var drawn = new ConfusionMatrix[cells.Count];
        var draws = new Draws(options.Seed, 3);
        List<double>[] values = [];
        for (int draw = 0; draw < options.Draws; draw++)
        {
            draws.Multinomial(counts, drawnCounts);
            for (int cell = 0; cell < drawn.Length; cell++)
                drawn[cell] = new ConfusionMatrix(drawnCounts[4 * cell], drawnCounts[(4 * cell) + 1], drawnCounts[(4 * cell) + 2], drawnCounts[(4 * cell) + 3]);
            double[] numbers = metrics(drawn);
            if (values.Length == 0)
                values = [.. numbers.Select(_ => new List<double>(options.Draws))];
            for (int metric = 0; metric < numbers.Length; metric++)
            {
                if (double.IsFinite(numbers[metric]))
                    values[metric].Add(numbers[metric]);
            }
        }

        return [.. values.Select(drawnValues => drawnValues.Count < options.Draws / 2 ? (Interval?)null : Interval.OfDraws(CollectionsMarshal.AsSpan(drawnValues)))];
    }
}
