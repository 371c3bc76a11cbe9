using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Summaries;

/// <summary>
/// The rows with the smallest keys, at most so many. Which they are depends on the rows only, so samples merge in any order and grouping.
/// </summary>
/// <param name="most">The most rows kept.</param>
/// <param name="key">A row's key by its number; ties go to the lower number.</param>
internal sealed class RowSample(int most, Func<long, ulong> key)
{
    private readonly SortedList<(ulong Key, long Row), RowExplanation> rows = new(Math.Min(most, 64) + 1);

    /// <summary>The rows kept, by their key.</summary>
    public IList<RowExplanation> Rows => rows.Values;

    public void Add(RowExplanation row)
    {
        (ulong, long) place = (key(row.Row), row.Row);
        if (rows.Count == most && rows.Keys[^1].CompareTo(place) <= 0)
            return;

        // A row may be a view of the arrays of a whole block; keeping one must not keep them all.
        rows[place] = row.Detached();
        if (rows.Count > most)
            rows.RemoveAt(most);
    }

    public void Add(RowSample other)
    {
        foreach (RowExplanation row in other.Rows)
            Add(row);
    }

    /// <summary>A well-mixed number of a row's number (the finaliser of SplitMix64; Steele, Lea and Flood 2014): rows with the smallest ones are a random sample.</summary>
    public static ulong Mixed(long row)
    {
        ulong mixed = unchecked((ulong)row * 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>The row's number itself: the rows with the smallest ones are the first rows.</summary>
    public static ulong InOrder(long row) => (ulong)row;
}
