using System.Numerics;

namespace XaiFunctions.Core.Games;

/// <summary>Mixes cells, for models that know no better way.</summary>
internal sealed class CellMixer : IMixer
{
    private readonly IModel model;
    private readonly Background background;
    private readonly int columns;
    private readonly long[] masks;
    private readonly double[] row;
    private readonly double[] mixtures;

    /// <param name="model">The model.</param>
    /// <param name="background">The background.</param>
    /// <param name="masks">Row-major: masks x columns.</param>
    /// <param name="capacity">The most mixtures at once.</param>
    public CellMixer(IModel model, Background background, ReadOnlySpan<bool> masks, int capacity)
    {
        this.model = model;
        this.background = background;
        columns = model.ColumnCount;
        this.masks = new long[masks.Length];
        for (int i = 0; i < masks.Length; i++)
            this.masks[i] = masks[i] ? -1 : 0;
        row = new double[columns];
        mixtures = new double[capacity * columns];
        Capacity = capacity;
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public void Begin(ReadOnlySpan<double> row) => row.CopyTo(this.row);

    /// <inheritdoc/>
    public void Mix(int place, ReadOnlySpan<int> masks, int backgroundRow)
    {
        ReadOnlySpan<double> fill = background.Row(backgroundRow);
        foreach (int mask in masks)
            Mask(row, fill, this.masks.AsSpan(mask * columns, columns), mixtures.AsSpan(place++ * columns, columns));
    }

    /// <inheritdoc/>
    public void Predict(int count, Span<double> outputs) => model.Predict(mixtures.AsSpan(0, count * columns), outputs);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>masked[c] = row[c] where the mask is all ones, fill[c] where it is zero.</summary>
    internal static void Mask(ReadOnlySpan<double> row, ReadOnlySpan<double> fill, ReadOnlySpan<long> mask, Span<double> masked)
    {
        int width = Vector<double>.Count, column = 0;
        for (; column <= masked.Length - width; column += width)
        {
            Vector.ConditionalSelect(new Vector<long>(mask[column..]), new Vector<double>(row[column..]), new Vector<double>(fill[column..]))
                .CopyTo(masked[column..]);
        }

        MaskScalar(row[column..], fill[column..], mask[column..], masked[column..]);
    }

    /// <summary>The scalar reference of <see cref="Mask"/>.</summary>
    internal static void MaskScalar(ReadOnlySpan<double> row, ReadOnlySpan<double> fill, ReadOnlySpan<long> mask, Span<double> masked)
    {
        for (int column = 0; column < masked.Length; column++)
            masked[column] = mask[column] != 0 ? row[column] : fill[column];
    }
}
