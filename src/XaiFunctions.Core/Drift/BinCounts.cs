using System.Globalization;

namespace XaiFunctions.Core.Drift;

/// <summary>Both sides' counts over the same bins, with the bins' names.</summary>
internal sealed class BinCounts
{
    private readonly List<(string Label, double? Low, double? High)> bins = [];
    private readonly List<long> reference = [];
    private readonly List<long> current = [];

    public long[] Reference => [.. reference];

    public long[] Current => [.. current];

    /// <summary>Bins of a number: each value for few different ones, else equal counts of the reference or the edges given; then a bin of the missing.</summary>
    public static BinCounts OfNumbers(NumberCounts reference, NumberCounts current, DriftOptions options, bool asCategories)
    {
        var bins = new BinCounts();
        if (asCategories)
            bins.AddValues(reference, current);
        else
            bins.AddRanges(reference, current, options.Edges is { } edges ? PlacesOf(reference.Grid, edges) : Quantiles(reference, options.Bins));
        bins.AddIfAny("(missing)", reference.Missing, current.Missing);
        return bins;
    }

    /// <summary>A bin for every category, for all unseen ones, and for the missing.</summary>
    public static BinCounts OfCategories(CategoryCounts reference, CategoryCounts current)
    {
        var bins = new BinCounts();
        for (int index = 0; index < reference.Categories.Count; index++)
            bins.Add(reference.Categories[index], null, null, reference.Counts[index], current.Counts[index]);
        bins.AddIfAny("(unseen)", reference.Unseen, current.Unseen);
        bins.AddIfAny("(missing)", reference.Missing, current.Missing);
        return bins;
    }

    public IReadOnlyList<DriftBin> Told(int minimumCount)
    {
        bool[] hiddenReference = Privacy.SmallCells.Hidden(Reference, minimumCount), hiddenCurrent = Privacy.SmallCells.Hidden(Current, minimumCount);
        return [.. bins.Select((bin, index) => new DriftBin(
            bin.Label, bin.Low, bin.High, hiddenReference[index] ? null : reference[index], hiddenCurrent[index] ? null : current[index]))];
    }

    // The points at which a bin of equal reference counts ends: the least values below which, themselves included, lie k/bins of the reference.
    private static List<int> Quantiles(NumberCounts reference, int bins)
    {
        var places = new List<int>();
        long passed = 0;
        int next = 1;
        for (int at = 0; at < reference.Grid.Points.Length && next < bins; at++)
        {
            passed += reference.Cells[2 * at] + reference.Cells[(2 * at) + 1];
            if (passed * bins < next * reference.Count || passed >= reference.Count)
                continue;

            places.Add(at);
            while (next < bins && passed * bins >= next * reference.Count)
                next++;
        }

        return places;
    }

    private static List<int> PlacesOf(NumberGrid grid, IReadOnlyList<double> edges)
    {
        int[] cells = [.. edges.Select(grid.CellOf)];
        if (cells.Any(cell => cell % 2 == 0))
            throw new ArgumentException("An edge of a bin is not a point of the grid.", nameof(edges));
        return [.. cells.Select(cell => cell / 2)];
    }

    private void AddRanges(NumberCounts reference, NumberCounts current, List<int> places)
    {
        int from = 0;
        double? low = null;
        foreach (int place in places.Append(-1))
        {
            int end = place < 0 ? reference.Cells.Length : (2 * place) + 2;
            double? high = place < 0 ? null : reference.Grid.Points[place];
            string label = (low, high) switch
            {
                (null, null) => "all",
                (null, { } most) => string.Create(CultureInfo.InvariantCulture, $"<= {most}"),
                ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $"> {least}"),
                ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"({least}, {most}]"),
            };
            Add(label, low, high, Sum(reference.Cells[from..end]), Sum(current.Cells[from..end]));
            (from, low) = (end, high);
        }
    }

    private void AddValues(NumberCounts reference, NumberCounts current)
    {
        long otherReference = reference.Count, otherCurrent = current.Count;
        for (int at = 0; at < reference.Grid.Points.Length; at++)
        {
            long inReference = reference.Cells[(2 * at) + 1], inCurrent = current.Cells[(2 * at) + 1];
            if (inReference == 0)
                continue;

            Add(reference.Grid.Points[at].ToString("R", CultureInfo.InvariantCulture), null, null, inReference, inCurrent);
            otherReference -= inReference;
            otherCurrent -= inCurrent;
        }

        AddIfAny("(unseen)", otherReference, otherCurrent);
    }

    private void AddIfAny(string label, long inReference, long inCurrent)
    {
        if (inReference + inCurrent > 0)
            Add(label, null, null, inReference, inCurrent);
    }

    private void Add(string label, double? low, double? high, long inReference, long inCurrent)
    {
        bins.Add((label, low, high));
        reference.Add(inReference);
        current.Add(inCurrent);
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (long count in counts)
            sum += count;
        return sum;
    }
}
