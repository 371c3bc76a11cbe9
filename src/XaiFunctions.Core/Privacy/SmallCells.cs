namespace XaiFunctions.Core.Privacy;

/// <summary>Keeps cells of a table that are so small that they speak about persons out of documents (k-anonymity of counts).</summary>
public static class SmallCells
{
    /// <summary>The smallest count that is told: 1 to 10 are suppressed, as in the cell size policy of the United States' Centers for Medicare and Medicaid Services.</summary>
    public const int DefaultMinimumCount = 11;

    /// <summary>A count if it may be told, else null. 0 says nothing about a person and may be told.</summary>
    public static long? Told(long count, int minimumCount) => count == 0 || count >= minimumCount ? count : null;

    /// <summary>
    /// Which cells of a table whose total is known are to be hidden: every cell of 1 to minimum - 1, and, if the hidden ones together are fewer than the minimum, the smallest other
    /// cell as well, so that they cannot be had by subtraction.
    /// </summary>
    /// <param name="counts">The cells' counts.</param>
    /// <param name="minimumCount">The smallest count that is told; at least 1.</param>
    public static bool[] Hidden(ReadOnlySpan<long> counts, int minimumCount) => Hidden(counts, [[.. Enumerable.Range(0, counts.Length)]], minimumCount);

    /// <summary>
    /// The same for a table of which more totals are known, such as those of its rows and columns: in every line with a hidden cell at least two cells are hidden, with the minimum
    /// together, as far as the line has them.
    /// </summary>
    /// <param name="counts">The cells' counts.</param>
    /// <param name="lines">The cells of each line whose total is known.</param>
    /// <param name="minimumCount">The smallest count that is told; at least 1.</param>
    /// <param name="also">Whether a cell is to be hidden for another reason; default: none is.</param>
    public static bool[] Hidden(ReadOnlySpan<long> counts, IReadOnlyList<int[]> lines, int minimumCount, ReadOnlySpan<bool> also = default)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var hidden = new bool[counts.Length];
        for (int cell = 0; cell < counts.Length; cell++)
            hidden[cell] = Told(counts[cell], minimumCount) is null || (!also.IsEmpty && also[cell] && counts[cell] > 0);
        for (bool more = true; more;)
        {
            more = false;
            foreach (int[] line in lines)
                more |= HideAnother(counts, line, lines, hidden, minimumCount);
        }

        return hidden;
    }

    private static bool HideAnother(ReadOnlySpan<long> counts, int[] line, IReadOnlyList<int[]> lines, bool[] hidden, int minimumCount)
    {
        long together = 0;
        int cells = 0, best = -1, mostHelped = -1;
        foreach (int cell in line)
        {
            if (hidden[cell])
            {
                (together, cells) = (together + counts[cell], cells + 1);
                continue;
            }

            // A cell that other lines need hidden as well saves one there; of equal ones the smallest.
            int helped = counts[cell] == 0 ? -1 : lines.Count(other => other.Contains(cell) && other.Count(one => hidden[one]) == 1);
            if (helped > mostHelped || (helped == mostHelped && best >= 0 && counts[cell] < counts[best]))
                (best, mostHelped) = (cell, helped);
        }

        if (cells == 0 || best < 0 || (cells > 1 && together >= minimumCount))
            return false;
        hidden[best] = true;
        return true;
    }
}
