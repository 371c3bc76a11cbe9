using XaiFunctions.Core.Tables;

namespace XaiFunctions.Core.Robustness;

/// <summary>
/// Measures changes of rows in quantiles of a reference, so that they mean the same in every column: 0.1 is as far as a tenth of the reference's rows. Straight lines between its values;
/// whole numbers are rounded. Only numbers move; booleans, categories and immutable columns stay.
/// </summary>
public sealed class QuantileSpace
{
    private readonly double[][] values;
    private readonly double[][] places;
    private readonly bool[] isInteger;

    /// <param name="features">The columns.</param>
    /// <param name="reference">Row-major: rows x columns.</param>
    /// <param name="immutable">The names of columns that must not change.</param>
    /// <exception cref="ArgumentException">There is no whole row, or an immutable column does not exist.</exception>
    public QuantileSpace(IReadOnlyList<Feature> features, ReadOnlySpan<double> reference, IReadOnlyCollection<string>? immutable = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count == 0 || reference.Length == 0 || reference.Length % features.Count != 0)
            throw new ArgumentException("The reference is not a whole number of rows.", nameof(reference));
        if (immutable?.FirstOrDefault(name => features.All(feature => feature.Name != name)) is { } unknown)
            throw new ArgumentException($"There is no column '{unknown}' to hold.", nameof(immutable));

        Features = features;
        Reference = reference.ToArray();
        int columns = features.Count, rows = reference.Length / columns;
        values = new double[columns][];
        places = new double[columns][];
        isInteger = [.. features.Select(feature => feature.Type == FeatureType.Integer)];
        var movable = new List<int>();
        for (int column = 0; column < columns; column++)
        {
            double[] sorted = [.. Enumerable.Range(0, rows).Select(row => Reference[(row * columns) + column]).Where(double.IsFinite).Order()];
            values[column] = [.. sorted.Distinct()];

            // The middle rank of equal values; the ends are 0 and 1, so that the whole range can be reached.
            places[column] = [.. values[column].Select(value => sorted.Length < 2 ? 0 : (Rank(sorted, value, false) + Rank(sorted, value, true) - 1) / 2.0 / (sorted.Length - 1))];
            if (values[column].Length < 2)
                continue;

            (places[column][0], places[column][^1]) = (0, 1);
            if (features[column].Type is FeatureType.Number or FeatureType.Integer && immutable?.Contains(features[column].Name) != true)
                movable.Add(column);
        }

        Movable = movable;
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>The columns that may move.</summary>
    public IReadOnlyList<int> Movable { get; }

    internal double[] Reference { get; }

    /// <summary>The quantiles of a row's movable columns, 0 to 1; a value beyond the reference is at its end, a missing one in the middle.</summary>
    public double[] ToQuantiles(ReadOnlySpan<double> row)
    {
        var quantiles = new double[Movable.Count];
        for (int index = 0; index < quantiles.Length; index++)
        {
            double value = row[Movable[index]];
            quantiles[index] = double.IsNaN(value) ? 0.5 : Interpolate(values[Movable[index]], places[Movable[index]], value);
        }

        return quantiles;
    }

    /// <summary>A row with other quantiles; columns whose quantile is the one of the start keep their cell to the bit.</summary>
    /// <param name="start">The row that the quantiles were changed from.</param>
    /// <param name="startQuantiles">Its quantiles.</param>
    /// <param name="quantiles">The quantiles wanted.</param>
    /// <param name="row">The cells; overwritten.</param>
    public void ToRow(ReadOnlySpan<double> start, ReadOnlySpan<double> startQuantiles, ReadOnlySpan<double> quantiles, Span<double> row)
    {
        start.CopyTo(row);
        for (int index = 0; index < quantiles.Length; index++)
        {
            if (quantiles[index] == startQuantiles[index])
                continue;
            int column = Movable[index];
            double value = Interpolate(places[column], values[column], quantiles[index]);
            row[column] = isInteger[column] ? Math.Round(value) : value;
        }
    }

    /// <summary>The standard deviation, least and greatest value of a column of the reference.</summary>
    internal (double Deviation, double Least, double Greatest) Spread(int column)
    {
        double[] finite = [.. Enumerable.Range(0, Reference.Length / Features.Count).Select(row => Reference[(row * Features.Count) + column]).Where(double.IsFinite)];
        if (finite.Length == 0)
            return (0, double.NaN, double.NaN);
        double mean = finite.Average();
        return (Math.Sqrt(finite.Average(value => (value - mean) * (value - mean))), finite.Min(), finite.Max());
    }

    private static int Rank(double[] sorted, double value, bool after)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || (after && sorted[middle] == value))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static double Interpolate(double[] from, double[] to, double at)
    {
        int index = Array.BinarySearch(from, at);
        if (index >= 0)
            return to[index];
        index = ~index;
        if (index == 0)
            return to[0];
        if (index == from.Length)
            return to[^1];
        return to[index - 1] + ((at - from[index - 1]) / (from[index] - from[index - 1]) * (to[index] - to[index - 1]));
    }
}
