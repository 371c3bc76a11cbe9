namespace XaiFunctions.Core.Drift;

/// <summary>
/// The points at which the distributions of one number are compared: values of the reference. With all of its values as points, counts of any other sample between them are
/// enough for exact statistics, because the reference's distribution function does not move between its own values.
/// </summary>
public sealed class NumberGrid
{
    /// <summary>The most points by default.</summary>
    public const int DefaultMostPoints = 1024;

    private readonly double[] points;

    private NumberGrid(double[] points) => this.points = points;

    /// <summary>The points, ascending, each once.</summary>
    public ReadOnlySpan<double> Points => points;

    /// <summary>A grid of a sample of the reference: its different finite values, or so many of them at even steps of rank if they are more.</summary>
    /// <param name="sample">Values of the reference, in any order; NaN and infinities are left out.</param>
    /// <param name="mostPoints">The most points, at least 2. A sweep holds 24 bytes a point, column and side.</param>
    /// <param name="edges">Further points, such as bin edges that are agreed upon.</param>
    public static NumberGrid Of(ReadOnlySpan<double> sample, int mostPoints = DefaultMostPoints, IReadOnlyList<double>? edges = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostPoints, 2);
        double[] sorted = Array.FindAll(sample.ToArray(), double.IsFinite);
        Array.Sort(sorted);

        // -0 and 0 are one value.
        double[] distinct = [.. sorted.Select(value => value + 0.0).Distinct()];
        if (distinct.Length > mostPoints)
            distinct = [.. Enumerable.Range(0, mostPoints).Select(step => sorted[(long)step * (sorted.Length - 1) / (mostPoints - 1)]).Distinct()];
        if (edges is not null)
            distinct = [.. distinct.Concat(edges.Where(double.IsFinite)).Distinct().Order()];
        return new NumberGrid(distinct);
    }

    /// <summary>The cell of a finite value: 2 i + 1 at point i, 2 i between the points i - 1 and i.</summary>
    internal int CellOf(double value)
    {
        int index = Array.BinarySearch(points, value);
        return index >= 0 ? (2 * index) + 1 : 2 * ~index;
    }

    /// <summary>Where a cell between points starts to count its offsets: at the point below it, or at the lowest point for the first.</summary>
    internal double Anchor(int cell) => points.Length == 0 ? 0 : points[Math.Max(0, (cell / 2) - 1)];
}
