using System.Globalization;
using XaiFunctions.App.Scoring;

namespace XaiFunctions.App.Privacy.Erasures;

/// <summary>Knows the records of a subject in files: by a key column, or by job and row.</summary>
/// <param name="hasher">Makes hashes of keys.</param>
/// <param name="subject">The subject.</param>
/// <param name="keyColumns">The columns that may say whose a record is.</param>
/// <param name="rows">The subject's rows by their jobs, for files with the columns <c>job</c> and <c>row</c>.</param>
public sealed class RecordMatcher(SubjectHasher hasher, SubjectHash subject, IReadOnlyCollection<string> keyColumns, IReadOnlyDictionary<string, HashSet<long>> rows)
{
    private const string Job = "job";
    private const string Row = "row";

    private string[] columns = [];

    /// <summary>Looks which of the columns a file has.</summary>
    /// <returns>Whether it has any.</returns>
    public bool Select(RecordSource records)
    {
        // Each line of JSON has its own names; those of the first tell nothing of the others.
        string[] known = [.. keyColumns.Append(Job).Append(Row).Distinct(StringComparer.Ordinal)];
        columns = records is JsonLinesRecords ? known : [.. known.Where(name => records.Columns.Any(column => column.Trim() == name))];
        records.Select(columns);
        return columns.Length > 0;
    }

    /// <summary>Whether the record that was read last is the subject's.</summary>
    public bool Matches(RecordSource records)
    {
        string? job = null, row = null;
        for (int column = 0; column < columns.Length; column++)
        {
            if (!records.TryCell(column, out string? text, out _) || string.IsNullOrWhiteSpace(text))
                continue;
            if (keyColumns.Contains(columns[column]) && hasher.Hash(text) == subject)
                return true;
            job = columns[column] == Job ? text.Trim() : job;
            row = columns[column] == Row ? text.Trim() : row;
        }

        return job is not null && rows.TryGetValue(job, out HashSet<long>? known) && long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && known.Contains(number);
    }
}
