namespace XaiFunctions.Core.Structure;

/// <summary>Margins that are affine in the cells: margin = bias + sum of weight * cell.</summary>
public sealed class LinearStructure : LayeredStructure
{
    private readonly double[] weights;
    private readonly double[] biases;

    /// <param name="columnCount">The number of cells in a row.</param>
    /// <param name="weights">Row-major: margins x columns.</param>
    /// <param name="biases">One a margin.</param>
    /// <param name="transform">How outputs are made of margins.</param>
    /// <param name="explained">The margin of each output of the model; default: every margin is an output.</param>
    /// <param name="singlePrecision">Whether the model reads cells in single precision.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a number is not finite.</exception>
    public LinearStructure(
        int columnCount,
        IReadOnlyList<double> weights,
        IReadOnlyList<double> biases,
        OutputTransform transform = OutputTransform.None,
        IReadOnlyList<int>? explained = null,
        bool singlePrecision = false)
        : base(columnCount, biases?.Count ?? 0, transform, explained, singlePrecision)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(biases);
        if (weights.Count != columnCount * biases.Count)
            throw new ArgumentException($"{weights.Count} weights for {biases.Count} margins of {columnCount} columns.", nameof(weights));
        if (!weights.All(double.IsFinite) || !biases.All(double.IsFinite))
            throw new ArgumentException("A weight or bias is not finite.", nameof(weights));

        this.weights = [.. weights];
        this.biases = [.. biases];
    }

    /// <summary>Row-major: margins x columns.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>One a margin.</summary>
    public ReadOnlySpan<double> Biases => biases;

    /// <inheritdoc/>
    public override LinearStructure First => this;

    /// <inheritdoc/>
    public override IReadOnlyList<DenseLayer> Rest => [];

    /// <inheritdoc/>
    public override void Margins(ReadOnlySpan<double> row, Span<double> margins)
    {
        for (int margin = 0; margin < MarginCount; margin++)
        {
            double sum = biases[margin];
            for (int column = 0; column < ColumnCount; column++)
                sum += Term(margin, column, row[column]);
            margins[margin] = sum;
        }
    }

    /// <summary>What a cell adds to a margin; a column without weight adds nothing even if it is missing.</summary>
    internal double Term(int margin, int column, double cell)
    {
        double weight = weights[(margin * ColumnCount) + column];
        return weight == 0 ? 0 : weight * Read(cell);
    }
}
