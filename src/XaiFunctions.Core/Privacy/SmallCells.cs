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
    public static bool[] Hidden(ReadOnlySpan<long> counts, int minimumCount)
    {
        var hidden = new bool[counts.Length];
        long together = 0;
        for (int cell = 0; cell < counts.Length; cell++)
        {
            hidden[cell] = Told(counts[cell], minimumCount) is null;
            together += hidden[cell] ? counts[cell] : 0;
        }

        while (together > 0 && together < minimumCount)
        {
            int smallest = -1;
            for (int cell = 0; cell < counts.Length; cell++)
            {
                if (!hidden[cell] && counts[cell] > 0 && (smallest < 0 || counts[cell] < counts[smallest]))
                    smallest = cell;
            }

            if (smallest < 0)
                break;
            hidden[smallest] = true;
            together += counts[smallest];
        }

        return hidden;
    }
}
