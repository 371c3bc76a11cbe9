using System.Globalization;

namespace XaiFunctions.Core.Slices;

/// <summary>One condition on one column.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">The category, or the range of numbers.</param>
public sealed record SlicePredicate(string Column, string Value);

/// <summary>
/// Columns of a sample of rows, each put into a few values that slices are made of. Memory is one bit a row and value: give a sample, 100,000 rows with 300 values take 4 MB.
/// </summary>
/// <param name="rowCount">The number of rows.</param>
public sealed class SliceTable(int rowCount)
{
    /// <summary>The bins of equal counts that numbers are put into.</summary>
    public const int Bins = 10;

    /// <summary>The most categories of a column that slices are made of: the most frequent ones.</summary>
    public const int MostCategories = 50;

    private readonly List<(SlicePredicate Predicate, int Column, ulong[] Rows)> predicates = [];
    private int columns;

    /// <summary>The number of rows.</summary>
    public int RowCount => rowCount;

    internal IReadOnlyList<(SlicePredicate Predicate, int Column, ulong[] Rows)> Predicates => predicates;

    /// <summary>Adds a column of numbers, in bins of equal counts (fewer if values repeat much); a missing value is a value of its own.</summary>
    /// <exception cref="ArgumentException">The column has another number of rows.</exception>
    public void AddNumbers(string column, ReadOnlySpan<double> values)
    {
        Check(values.Length);
        double[] copy = values.ToArray(), sorted = [.. copy.Where(double.IsFinite).Order()];
        double[] distinct = [.. sorted.Distinct()];
        bool single = distinct.Length <= Bins;
        double[] edges = single ? distinct : [.. Enumerable.Range(1, Bins - 1).Select(bin => sorted[(bin * sorted.Length / Bins) - 1]).Distinct().Where(edge => edge < sorted[^1])];
        AddValues(copy, value =>
        {
            if (!double.IsFinite(value))
                return "(missing)";
            int place = Array.BinarySearch(edges, value);
            place = place >= 0 ? place : ~place;
            if (single)
                return edges[place].ToString("R", CultureInfo.InvariantCulture);
            return place == 0 ? string.Create(CultureInfo.InvariantCulture, $"<= {edges[0]}")
                : place == edges.Length ? string.Create(CultureInfo.InvariantCulture, $"> {edges[^1]}")
                : string.Create(CultureInfo.InvariantCulture, $"({edges[place - 1]}, {edges[place]}]");
        }, column);
    }

    /// <summary>Adds a column of categories; a missing value (null or empty) is a value of its own.</summary>
    /// <exception cref="ArgumentException">The column has another number of rows.</exception>
    public void AddCategories(string column, IReadOnlyList<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Check(values.Count);
        AddValues([.. values], value => string.IsNullOrEmpty(value) ? "(missing)" : value, column);
    }

    private void Check(int rows)
    {
        if (rows != rowCount)
            throw new ArgumentException($"A column of {rows} rows does not fit a table of {rowCount}.");
    }

    private void AddValues<T>(T[] values, Func<T, string> nameOf, string column)
    {
        var byName = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        for (int row = 0; row < values.Length; row++)
        {
            string name = nameOf(values[row]);
            if (!byName.TryGetValue(name, out ulong[]? rows))
                byName.Add(name, rows = new ulong[(rowCount + 63) / 64]);
            rows[row / 64] |= 1UL << (row % 64);
        }

        int own = columns++;
        predicates.AddRange(byName
            .OrderByDescending(pair => pair.Value.Sum(word => (long)System.Numerics.BitOperations.PopCount(word))).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(MostCategories)
            .Select(pair => (new SlicePredicate(column, pair.Key), own, pair.Value)));
    }
}
