using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Drift;

/// <summary>
/// One side's values of a number, counted at and between the points of a grid: flat in memory, and merged with the counts of other rows by adding. The counts are exact.
/// </summary>
/// <param name="grid">The points; both sides of a comparison share one.</param>
public sealed class NumberCounts(NumberGrid grid)
{
    private readonly long[] counts = new long[(2 * grid.Points.Length) + 1];
    private readonly double[] offsets = new double[grid.Points.Length + 1];
    private double mean;
    private double squares;

    /// <summary>The points.</summary>
    public NumberGrid Grid => grid;

    /// <summary>The finite values.</summary>
    public long Count { get; private set; }

    /// <summary>The values that are missing: NaN and infinities.</summary>
    public long Missing { get; private set; }

    /// <summary>The least value; infinite if there is none.</summary>
    public double Minimum { get; private set; } = double.PositiveInfinity;

    /// <summary>The greatest value; minus infinity if there is none.</summary>
    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>The mean; NaN if there is no value.</summary>
    public double Mean => Count > 0 ? mean : double.NaN;

    /// <summary>The standard deviation, divided by n as NumPy does; NaN if there is no value.</summary>
    public double StandardDeviation => Count > 0 ? Math.Sqrt(Math.Max(0, squares / Count)) : double.NaN;

    /// <summary>The counts of the cells: below the first point, at it, between it and the second, ..., above the last.</summary>
    internal ReadOnlySpan<long> Cells => counts;

    /// <summary>The sum of value - anchor of the cell between the points at - 1 and at.</summary>
    internal double Offset(int at) => offsets[at];

    /// <summary>Counts of the values of a span.</summary>
    public static NumberCounts Of(NumberGrid grid, ReadOnlySpan<double> values)
    {
        var counts = new NumberCounts(grid);
        counts.Add(values);
        return counts;
    }

    /// <summary>Counts values.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            Add(value);
    }

    /// <summary>Counts a value.</summary>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            Missing++;
            return;
        }

        int cell = grid.CellOf(value);
        counts[cell]++;
        if ((cell & 1) == 0)
            offsets[cell / 2] += value - grid.Anchor(cell);
        Count++;
        double step = value - mean;
        mean += step / Count;
        squares += step * (value - mean);
        Minimum = Math.Min(Minimum, value);
        Maximum = Math.Max(Maximum, value);
    }

    /// <summary>Adds the counts of other rows on the same points.</summary>
    /// <exception cref="ArgumentException">The points differ.</exception>
    public void Merge(NumberCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!grid.Points.SequenceEqual(other.Grid.Points))
            throw new ArgumentException("Counts on different grids cannot be added.", nameof(other));

        for (int cell = 0; cell < counts.Length; cell++)
            counts[cell] += other.counts[cell];
        for (int at = 0; at < offsets.Length; at++)
            offsets[at] += other.offsets[at];
        Missing += other.Missing;
        if (other.Count == 0)
            return;

        // Chan, Golub and LeVeque 1979.
        double step = other.mean - mean;
        double all = Count + other.Count;
        squares += other.squares + (step * step * Count / all * other.Count);
        mean += step * other.Count / all;
        Count += other.Count;
        Minimum = Math.Min(Minimum, other.Minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
    }

    /// <summary>Writes the points and the counts.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        NumberStream.Write(writer, grid.Points.ToArray());
        NumberStream.Write(writer, counts);
        NumberStream.Write(writer, offsets);
        NumberStream.Write(writer, [Missing, Count]);
        NumberStream.Write(writer, [mean, squares, Minimum, Maximum]);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The counts do not fit the points.</exception>
    public static NumberCounts Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        double[] points = NumberStream.Read<double>(reader);
        var read = new NumberCounts(NumberGrid.Of([], edges: points));
        long[] counts = NumberStream.Read<long>(reader);
        double[] offsets = NumberStream.Read<double>(reader);
        long[] totals = NumberStream.Read<long>(reader);
        double[] moments = NumberStream.Read<double>(reader);
        if (counts.Length != read.counts.Length || offsets.Length != read.offsets.Length || totals.Length != 2 || moments.Length != 4)
            throw new InvalidDataException("The counts do not fit the points of their grid.");

        counts.CopyTo(read.counts, 0);
        offsets.CopyTo(read.offsets, 0);
        (read.Missing, read.Count) = (totals[0], totals[1]);
        (read.mean, read.squares, read.Minimum, read.Maximum) = (moments[0], moments[1], moments[2], moments[3]);
        return read;
    }
}
