using System.Text.Json.Serialization;

namespace XaiFunctions.Documents.Content;

/// <summary>A row of the scoring file that was not explained, and why.</summary>
/// <param name="Row">The 1-based data row.</param>
/// <param name="Line">The 1-based line of the file where the row begins, which differs from the row if values contain line breaks.</param>
/// <param name="Column">The column with the problem, or null if it is the row as a whole.</param>
/// <param name="Problem">The problem in words.</param>
public sealed record RejectedRow(long Row, long Line, string? Column, string Problem)
{
    /// <summary>The output for which the model gives no finite number, if that is the problem; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Output { get; init; }
}

/// <summary>The rejected rows of a job as <c>document.json</c> tells them: all counted, the first ones listed.</summary>
/// <param name="Count">How many rows were rejected.</param>
/// <param name="Rows">The first of them, at most <see cref="MostListed"/>, in file order.</param>
public sealed record RejectedSection(long Count, IReadOnlyList<RejectedRow> Rows)
{
    /// <summary>The most rows that a document lists; <c>rejected.csv</c> has all of them.</summary>
    public const int MostListed = 1000;

    /// <summary>No row was rejected.</summary>
    public static RejectedSection None { get; } = new(0, []);

    /// <summary>Whether <see cref="Rows"/> has every rejected row.</summary>
    public bool Complete => Rows.Count == Count;

    /// <summary>This section and another one as one, in file order.</summary>
    public RejectedSection With(RejectedSection other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Count == 0 ? this : new(Count + other.Count, [.. Rows.Concat(other.Rows).OrderBy(row => row.Row).Take(MostListed)]);
    }
}

/// <summary>Collects rejected rows in file order with bounded memory.</summary>
public sealed class RejectedRows
{
    private readonly List<RejectedRow> first = [];

    /// <summary>How many rows were added.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a row, and keeps it if it is among the first <see cref="RejectedSection.MostListed"/>.</summary>
    public void Add(RejectedRow row)
    {
        Count++;
        if (first.Count < RejectedSection.MostListed)
            first.Add(row);
    }

    /// <summary>What was collected so far.</summary>
    public RejectedSection ToSection() => new(Count, [.. first]);
}
