namespace XaiFunctions.Core.Games;

/// <summary>The background data: the rows over which unknown players are averaged, each with its weight.</summary>
public sealed class Background
{
    /// <summary>The most groups into which the rows are cut to tell how much their choice matters.</summary>
    internal const int MaxGroups = 8;

    private readonly double[] cells;
    private readonly double[] weights;
    private readonly double[] groupWeights;
    private readonly double[] groupScales;

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
        groupWeights = new double[Math.Min(MaxGroups, RowCount)];
        for (int row = 0; row < RowCount; row++)
            groupWeights[row % groupWeights.Length] += this.weights[row];
        groupScales = Array.ConvertAll(groupWeights, weight => groupWeights.Length > 1 ? 1 / Math.Sqrt(1 - weight) : 0);
    }

    /// <summary>The number of background rows.</summary>
    public int RowCount { get; }

    /// <summary>The number of cells in a row.</summary>
    public int ColumnCount { get; }

    /// <summary>Row-major: rows x columns.</summary>
    public ReadOnlySpan<double> Cells => cells;

    /// <summary>The weight of each row; they sum to 1.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>The weight of each group: row b is in group b modulo their number.</summary>
    internal ReadOnlySpan<double> GroupWeights => groupWeights;

    /// <summary>1 / sqrt(1 - weight) of each group, or 0 for a single one: what makes its deviations the size of a standard error.</summary>
    internal ReadOnlySpan<double> GroupScales => groupScales;

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
