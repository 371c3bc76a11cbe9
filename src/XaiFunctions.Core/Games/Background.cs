namespace XaiFunctions.Core.Games;

/// <summary>The background data: the rows over which unknown players are averaged, each with its weight.</summary>
public sealed class Background
{
    private readonly double[] cells;
    private readonly double[] weights;

    /// <param name="cells">Row-major: rows x <paramref name="columnCount"/>. Not copied.</param>
    /// <param name="columnCount">The number of cells in a row.</param>
    /// <param name="weights">One positive finite number a row, scaled here to sum to 1; default: all equal.</param>
    /// <exception cref="ArgumentException">There is no whole row, or the weights do not fit the rows or are not positive.</exception>
    public Background(double[] cells, int columnCount, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columnCount);
        if (cells.Length == 0 || cells.Length % columnCount != 0)
            throw new ArgumentException($"{cells.Length} cells are not a whole number of rows of {columnCount} columns.", nameof(cells));

        RowCount = cells.Length / columnCount;
        ColumnCount = columnCount;
        this.cells = cells;
        this.weights = Normalize(weights, RowCount);
    }

    /// <summary>The number of background rows.</summary>
    public int RowCount { get; }

    /// <summary>The number of cells in a row.</summary>
    public int ColumnCount { get; }

    /// <summary>Row-major: rows x columns.</summary>
    public ReadOnlySpan<double> Cells => cells;

    /// <summary>The weight of each row; they sum to 1.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>One row of cells.</summary>
    public ReadOnlySpan<double> Row(int row) => cells.AsSpan(row * ColumnCount, ColumnCount);

    private static double[] Normalize(IReadOnlyList<double>? weights, int rows)
    {
        if (weights is null)
        {
            var equal = new double[rows];
            Array.Fill(equal, 1.0 / rows);
            return equal;
        }

        if (weights.Count != rows)
            throw new ArgumentException($"{weights.Count} weights for {rows} background rows.", nameof(weights));
        if (weights.FirstOrDefault(weight => !(weight > 0) || double.IsInfinity(weight), 1) is var bad and not 1)
            throw new ArgumentException($"A background weight is {bad}; it must be positive and finite.", nameof(weights));

        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
