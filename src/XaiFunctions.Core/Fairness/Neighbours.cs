using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Fairness;

/// <summary>
/// Metrics that compare a row with those like it: Euclidean neighbours over numeric features as they are given, so scale them first if their units differ. The cost is rows x rows x columns: give a
/// sample of some thousand rows.
/// </summary>
public static class Neighbours
{
    /// <summary>The neighbours that are asked.</summary>
    public const int Count = 5;

    private const int FewestForAll = 10;

    /// <summary>
    /// Clarify's flip test: for each row of the facet, the majority of the 5 nearest rows of the rest says what would have been decided (1 row if the rest has at most 9);
    /// (those that would turn from no to yes - those from yes to no) / rows of the facet, with the normal interval of that mean.
    /// </summary>
    /// <remarks>Clarify's code counts a row whose decision is yes and whose neighbours' is no as positive, and the reverse as negative; so does this.</remarks>
    /// <param name="rows">Row-major: rows x <paramref name="columns"/>, finite numbers.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="isFacet">Whether a row is of the facet.</param>
    /// <param name="decisions">The decisions.</param>
    /// <param name="minimumCount">The fewest rows on either side.</param>
    public static Estimate FlipTest(ReadOnlySpan<double> rows, int columns, ReadOnlySpan<bool> isFacet, ReadOnlySpan<bool> decisions, int minimumCount = Privacy.SmallCells.DefaultMinimumCount)
    {
        Check(rows, columns, isFacet.Length, decisions.Length);
        int[] facet = Places(isFacet, true), rest = Places(isFacet, false);
        if (Math.Min(facet.Length, rest.Length) < Math.Max(1, minimumCount))
            return Estimate.None(facet.Length == 0 || rest.Length == 0 ? Absence.NoRows : Absence.TooFew);

        int neighbours = rest.Length >= FewestForAll ? Count : 1;
        double sum = 0, squares = 0;
        foreach (int row in facet)
        {
            int yes = 0;
            foreach (int neighbour in Nearest(rows, columns, row, rest, neighbours))
                yes += decisions[neighbour] ? 1 : 0;
            double flip = (decisions[row] ? 1 : 0) - (2 * yes > neighbours ? 1 : 0);
            sum += flip;
            squares += flip * flip;
        }

        double mean = sum / facet.Length;
        double error = Math.Sqrt(Math.Max(0, (squares / facet.Length) - (mean * mean)) / facet.Length);
        return Estimate.Of(mean, facet.Length, Interval.Around(mean, error).Within(-1, 1));
    }

    /// <summary>
    /// AIF360's consistency (Zemel et al. 2013): <c>1 - mean |label - mean label of the 5 nearest rows|</c>, the row itself among them, with the normal interval of that mean.
    /// </summary>
    /// <param name="rows">Row-major: rows x <paramref name="columns"/>, finite numbers.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="labels">The labels, or the decisions.</param>
    /// <param name="minimumCount">The fewest rows.</param>
    public static Estimate Consistency(ReadOnlySpan<double> rows, int columns, ReadOnlySpan<bool> labels, int minimumCount = Privacy.SmallCells.DefaultMinimumCount)
    {
        Check(rows, columns, labels.Length, labels.Length);
        if (labels.Length < Math.Max(Count, minimumCount))
            return Estimate.None(labels.Length == 0 ? Absence.NoRows : Absence.TooFew);

        int[] all = [.. Enumerable.Range(0, labels.Length)];
        double sum = 0, squares = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            int yes = 0;
            foreach (int neighbour in Nearest(rows, columns, row, all, Count))
                yes += labels[neighbour] ? 1 : 0;
            double distance = Math.Abs((labels[row] ? 1 : 0) - ((double)yes / Count));
            sum += distance;
            squares += distance * distance;
        }

        double mean = sum / labels.Length;
        double error = Math.Sqrt(Math.Max(0, (squares / labels.Length) - (mean * mean)) / labels.Length);
        return Estimate.Of(1 - mean, labels.Length, Interval.Around(1 - mean, error).Within(0, 1));
    }

    private static void Check(ReadOnlySpan<double> rows, int columns, int first, int second)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (rows.Length != (long)first * columns || first != second)
            throw new ArgumentException("Rows, groups and labels differ in number.");
    }

    private static int[] Places(ReadOnlySpan<bool> flags, bool wanted)
    {
        var places = new List<int>();
        for (int row = 0; row < flags.Length; row++)
        {
            if (flags[row] == wanted)
                places.Add(row);
        }

        return [.. places];
    }

    // Of equally near rows the first ones.
    private static int[] Nearest(ReadOnlySpan<double> rows, int columns, int row, int[] among, int count)
    {
        var nearest = new int[count];
        var distances = new double[count];
        Array.Fill(distances, double.PositiveInfinity);
        ReadOnlySpan<double> own = rows.Slice(row * columns, columns);
        foreach (int other in among)
        {
            double distance = 0;
            ReadOnlySpan<double> cells = rows.Slice(other * columns, columns);
            for (int column = 0; column < columns; column++)
                distance += (own[column] - cells[column]) * (own[column] - cells[column]);
            if (!(distance < distances[^1]))
                continue;

            int place = count - 1;
            for (; place > 0 && distance < distances[place - 1]; place--)
                (distances[place], nearest[place]) = (distances[place - 1], nearest[place - 1]);
            (distances[place], nearest[place]) = (distance, other);
        }

        return nearest;
    }
}
