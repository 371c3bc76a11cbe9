using System.Runtime.InteropServices;
using System.Text;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.Documents.Audits;

/// <summary>One row of a sample.</summary>
/// <param name="Job">The job that explained it.</param>
/// <param name="Row">Its number in that job's scoring file.</param>
/// <param name="Cells">Its values in the order of <see cref="ExplanationFrame.Features"/>.</param>
/// <param name="Prediction">The audited output's prediction, in the frame's space.</param>
/// <param name="Attributions">The audited output's attributions, one a player.</param>
/// <param name="Label">Its label if it arrived: 1 or 0 for yes and no, or the number.</param>
public sealed record AuditRow(string Job, long Row, IReadOnlyList<CellValue> Cells, double Prediction, ReadOnlyMemory<double> Attributions, double? Label);

/// <summary>
/// A random sample of rows, for what cannot be had from sums: those with the smallest hashes of their job and number (bottom-k sampling; Cohen and Kaplan 2007), at most so many. Which
/// they are depends on the rows only, so that parts may be merged in any order and grouping.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class AuditSample
{
    /// <summary>The most rows kept.</summary>
    public const int MostRows = 2000;

    // Bounds the kept numbers of very wide models: a million cells and attributions are some 16 MB.
    private const int NumbersKept = 1_000_000;
    private const int FewestKept = 50;

    private readonly SortedList<Place, AuditRow> rows = [];
    private readonly int most;

    /// <summary>No rows.</summary>
    /// <param name="frame">The names of what rows contain.</param>
    public AuditSample(ExplanationFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        most = Math.Clamp(NumbersKept / (frame.Features.Count + frame.Players.Count), FewestKept, MostRows);
    }

    /// <summary>The rows, ordered by their hash: a prefix is a random sample too.</summary>
    public IReadOnlyList<AuditRow> Rows => rows.Values.AsReadOnly();

    /// <summary>Offers a row; it is copied if it is kept. A row that is in the sample already replaces itself.</summary>
    public void Add(AuditRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var place = new Place(Hash(row.Job, row.Row), row.Job, row.Row);
        if (rows.Count == most && rows.Keys[^1].CompareTo(place) < 0)
            return;

        // A row may be a view of the arrays of a whole block; keeping one must not keep them all.
        rows[place] = row with { Cells = [.. row.Cells], Attributions = row.Attributions.ToArray() };
        if (rows.Count > most)
            rows.RemoveAt(most);
    }

    /// <summary>Offers the rows of another sample.</summary>
    public void Merge(AuditSample other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (AuditRow row in other.rows.Values)
            Add(row);
    }

    /// <summary>Writes the sample.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(rows.Count);
        foreach (AuditRow row in rows.Values)
        {
            writer.Write(row.Job);
            writer.Write(row.Row);
            RowBytes.Write(writer, row.Cells);
            writer.Write(row.Prediction);
            writer.Write(row.Attributions.Length);
            writer.Write(MemoryMarshal.AsBytes(row.Attributions.Span));
            writer.Write(row.Label ?? double.NaN);
        }
    }

    /// <summary>Reads a sample.</summary>
    public static AuditSample Read(BinaryReader reader, ExplanationFrame frame)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var sample = new AuditSample(frame);
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            var row = new AuditRow(
                reader.ReadString(), reader.ReadInt64(), RowBytes.ReadCells(reader), reader.ReadDouble(), RowBytes.ReadNumbers(reader, reader.ReadInt32()), NotNaN(reader.ReadDouble()));
            sample.rows.Add(new Place(Hash(row.Job, row.Row), row.Job, row.Row), row);
        }

        return sample;
    }

    private static double? NotNaN(double label) => double.IsNaN(label) ? null : label;

    /// <summary>FNV-1a of the job, mixed with the row's number.</summary>
    private static ulong Hash(string job, long row)
    {
        ulong hash = 14695981039346656037;
        foreach (byte one in Encoding.UTF8.GetBytes(job))
            hash = unchecked((hash ^ one) * 1099511628211);
        return RowSample.Mixed(unchecked((long)(hash ^ RowSample.Mixed(row))));
    }

    private readonly record struct Place(ulong Hash, string Job, long Row) : IComparable<Place>
    {
        public int CompareTo(Place other) => Hash != other.Hash ? Hash.CompareTo(other.Hash)
            : Row != other.Row ? Row.CompareTo(other.Row)
            : string.CompareOrdinal(Job, other.Job);
    }
}
