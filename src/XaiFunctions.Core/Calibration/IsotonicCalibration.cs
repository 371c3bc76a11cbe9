using XaiFunctions.Core.Performance;

namespace XaiFunctions.Core.Calibration;

/// <summary>
/// A map from scores to frequencies that never falls: the least-squares fit to the labels of a reference, found by pooling adjacent violators (Ayer et al. 1955; Zadrozny
/// and Elkan 2002). Straight lines between the scores of the reference, constant beyond them.
/// </summary>
public sealed class IsotonicCalibration
{
    private readonly double[] scores;
    private readonly double[] frequencies;

    private IsotonicCalibration(double[] scores, double[] frequencies)
    {
        this.scores = scores;
        this.frequencies = frequencies;
    }

    /// <summary>Fits the labelled rows of a table.</summary>
    /// <exception cref="ArgumentException">There are no labelled rows.</exception>
    public static IsotonicCalibration Fit(ScoreTable reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ScoreCell[] cells = [.. reference.ToCells().Where(cell => cell.Positives + cell.Negatives > 0)];
        if (cells.Length == 0)
            throw new ArgumentException("There is no labelled row to calibrate with.", nameof(reference));

        // Pools of cells: as a stack of (cells, positives, rows), merged while the frequencies fall.
        var pools = new Stack<(int Cells, long Positives, long Rows)>();
        foreach (ScoreCell cell in cells)
        {
            (int Cells, long Positives, long Rows) pool = (1, cell.Positives, cell.Positives + cell.Negatives);
            while (pools.TryPeek(out (int Cells, long Positives, long Rows) before) && (Int128)before.Positives * pool.Rows >= (Int128)pool.Positives * before.Rows)
            {
                pools.Pop();
                pool = (pool.Cells + before.Cells, pool.Positives + before.Positives, pool.Rows + before.Rows);
            }

            pools.Push(pool);
        }

        double[] frequencies = [.. pools.Reverse().SelectMany(pool => Enumerable.Repeat((double)pool.Positives / pool.Rows, pool.Cells))];
        return new IsotonicCalibration([.. cells.Select(cell => cell.Mean)], frequencies);
    }

    /// <summary>The frequency of a score, 0 to 1.</summary>
    public double Of(double score)
    {
        int index = Array.BinarySearch(scores, score);
        if (index >= 0)
            return frequencies[index];

        int above = ~index;
        if (above == 0)
            return frequencies[0];
        if (above == scores.Length)
            return frequencies[^1];
        double share = (score - scores[above - 1]) / (scores[above] - scores[above - 1]);
        return frequencies[above - 1] + (share * (frequencies[above] - frequencies[above - 1]));
    }
}
