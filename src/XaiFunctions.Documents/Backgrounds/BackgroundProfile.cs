using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Backgrounds;

/// <summary>
/// What the background data of a model say about what is usual: the range of each column, which players go together, and how far rows lie
/// from one another. It is made once a model and then only read, by any number of jobs at once.
/// </summary>
public sealed class BackgroundProfile
{
    /// <summary>The most background rows looked at for what takes time; evenly spread ones if there are more.</summary>
    public const int MostRows = 200;

    private readonly Lazy<Associations> associations;
    private readonly Lazy<Manifold> manifold;

    /// <param name="frame">The names of the columns and players.</param>
    /// <param name="background">The background rows.</param>
    /// <param name="codes">The codes of the background's category texts.</param>
    /// <exception cref="ArgumentException">The background does not have the frame's columns.</exception>
    public BackgroundProfile(ExplanationFrame frame, Background background, CategoryCodes codes)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(background);
        ArgumentNullException.ThrowIfNull(codes);
        if (background.ColumnCount != frame.Features.Count)
            throw new ArgumentException($"A background of {background.ColumnCount} columns for {frame.Features.Count} features.", nameof(background));

        Frame = frame;
        RowCount = background.RowCount;
        Columns = [.. frame.Features.Select((feature, column) => ColumnRange.Of(feature, column, background, codes))];
        Rows = [.. Spread(RowCount).Select(row => Cells(frame, background.Row(row), codes))];
        associations = new(() => new Associations(this));
        manifold = new(() => new Manifold(this));
    }

    /// <summary>The names of the columns and players.</summary>
    public ExplanationFrame Frame { get; }

    /// <summary>The number of background rows.</summary>
    public int RowCount { get; }

    /// <summary>What each column's values are.</summary>
    internal IReadOnlyList<ColumnRange> Columns { get; }

    /// <summary>The rows looked at, at most <see cref="MostRows"/>.</summary>
    internal IReadOnlyList<CellValue[]> Rows { get; }

    /// <summary>Which players go together.</summary>
    internal Associations Associations => associations.Value;

    /// <summary>How far rows lie from one another.</summary>
    internal Manifold Manifold => manifold.Value;

    private static IEnumerable<int> Spread(int rows)
    {
        int taken = Math.Min(rows, MostRows);
        return Enumerable.Range(0, taken).Select(index => (int)((long)index * rows / taken));
    }

    private static CellValue[] Cells(ExplanationFrame frame, ReadOnlySpan<double> row, CategoryCodes codes)
    {
        var cells = new CellValue[row.Length];
        for (int column = 0; column < row.Length; column++)
            cells[column] = CellValue.FromCell(frame.Features[column], row[column], codes);
        return cells;
    }
}
