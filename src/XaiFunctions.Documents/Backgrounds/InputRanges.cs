using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Backgrounds;

/// <summary>Counts the rows with values that the background does not cover: there the explanation compares with nothing of the kind.</summary>
/// <param name="profile">What the background covers.</param>
public sealed class InputRanges(BackgroundProfile profile)
{
    private readonly long[] below = new long[profile.Columns.Count];
    private readonly long[] above = new long[profile.Columns.Count];

    /// <summary>The rows with at least one such value.</summary>
    public long RowsOutside { get; private set; }

    /// <summary>Looks at a row.</summary>
    public void Add(RowExplanation row)
    {
        ArgumentNullException.ThrowIfNull(row);
        bool outside = false;
        for (int column = 0; column < below.Length; column++)
        {
            int side = profile.Columns[column].Side(row.Cells[column]);
            if (side < 0)
                below[column]++;
            else if (side > 0)
                above[column]++;
            outside |= side != 0;
        }

        if (outside)
            RowsOutside++;
    }

    /// <summary>The columns with such values, those of most rows first.</summary>
    internal IEnumerable<(int Column, long Below, long Above)> Columns() => Enumerable.Range(0, below.Length)
        .Where(column => below[column] + above[column] > 0)
        .OrderByDescending(column => below[column] + above[column])
        .Select(column => (column, below[column], above[column]));
}
