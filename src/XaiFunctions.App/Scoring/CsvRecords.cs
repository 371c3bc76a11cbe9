using System.Globalization;
using System.Text;
using CsvHelper;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Scoring;

/// <summary>A CSV file: a header, then one record a line, or over several lines where quotes hold line breaks. Blank lines are no records.</summary>
public sealed class CsvRecords : RecordSource
{
    private readonly CsvReader reader;
    private readonly ScoringLimits limits;
    private int[] selected = [];
    private CsvMalformedReason? malformed;

    private CsvRecords(Stream content, Encoding encoding, ScoringLimits limits)
    {
        this.limits = limits;
        reader = CsvReader.Create(content, new CsvReaderOptions
        {
            Encoding = encoding,
            MaxRecordSize = limits.MaxRecordLength,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            MalformedData = CsvMalformedDataHandling.Recover,
            OnMalformedRecord = record => malformed ??= record.Reason,
        });
    }

    public override string Format => reader.Separator == '\t' ? "CSV with tabs" : $"CSV with {reader.Separator}";

    public override IReadOnlyList<string> Columns => reader.Headers;

    /// <summary>Reads the header.</summary>
    /// <exception cref="InvalidInputException">There is none, it names a column twice, or has too many.</exception>
    public static async Task<CsvRecords> OpenAsync(Stream content, Encoding encoding, ScoringLimits limits, CancellationToken cancellation)
    {
        var records = new CsvRecords(content, encoding, limits);
        await records.GuardAsync(async () =>
        {
            await records.reader.ReadHeaderAsync(cancellation);
            return true;
        });
        records.CheckHeader();
        return records;
    }

    public override void Select(IReadOnlyList<string> names, string? optional = null)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int column = 0; column < Columns.Count; column++)
            positions.TryAdd(Columns[column].Trim(), column);
        for (int column = 0; column < Columns.Count; column++)
            positions[Columns[column]] = column;

        string[] missing = [.. names.Where(name => !positions.ContainsKey(name))];
        if (missing.Length > 0)
            throw new InvalidInputException($"The header lacks {Names.List("column", missing)}. It has {Names.List("column", Columns)}.");
        selected = [.. names.Select(name => positions[name]), .. optional is null ? [] : (int[])[positions.GetValueOrDefault(optional, -1)]];
    }

    public override async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        malformed = null;
        if (!await GuardAsync(() => reader.ReadAsync(cancellation)))
            return false;

        Row = reader.RowNumber;
        Line = reader.LineNumber;
        Problem = malformed is { } reason ? Describe(reason)
            : reader.FieldCount == Columns.Count ? null
            : string.Create(CultureInfo.InvariantCulture, $"has {reader.FieldCount:N0} cells, but the header has {Columns.Count:N0}");
        return true;
    }

    public override bool TryCell(int column, out string? text, out string? problem)
    {
        text = selected[column] < 0 ? "" : reader.GetString(selected[column]);
        problem = text.Contains('\uFFFD') ? "holds bytes that are no text in the file's encoding" : null;
        return problem is null;
    }

    public override void WriteHeader(TextWriter target) => WriteLine(target, Columns);

    public override void WriteRecord(TextWriter target) => WriteLine(target, Enumerable.Range(0, reader.FieldCount).Select(reader.GetString));

    private void WriteLine(TextWriter target, IEnumerable<string> cells)
    {
        char separator = reader.Separator;
        target.Write(string.Join(separator, cells.Select(cell =>
            cell.AsSpan().ContainsAny(separator, '"') || cell.AsSpan().ContainsAny('\r', '\n') || cell.Length != cell.AsSpan().Trim().Length ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell)));
        target.Write('\n');
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            reader.Dispose();
    }

    private static string Describe(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => "opens a quote that is never closed, so that everything up to the end of the file belongs to this row",
        CsvMalformedReason.TextAfterClosingQuote => "has text after a closing quote",
        _ => "has a quote inside an unquoted cell",
    };

    private void CheckHeader()
    {
        if (Columns.Count == 0)
            throw new InvalidInputException("The file is empty: it has not even a header.");
        if (Columns.Count > limits.MaxColumns)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"The file has {Columns.Count:N0} columns (limit MaxColumns: {limits.MaxColumns:N0})."));
        if (malformed is { } reason)
            throw new InvalidInputException($"The header {Describe(reason)}.");

        string[] twice = [.. Columns.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)];
        if (twice.Length > 0)
            throw new InvalidInputException($"The header names {Names.List("column", twice)} more than once.");
    }

    /// <summary>Runs a read and says in words what the parser cannot go on after.</summary>
    private async ValueTask<bool> GuardAsync(Func<ValueTask<bool>> read)
    {
        try
        {
            return await ScoringText.GuardAsync(read);
        }
        catch (CsvFormatException exception)
        {
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"The record at line {exception.LineNumber:N0} has more than {limits.MaxRecordLength:N0} bytes (limit MaxRecordLength); perhaps a quote is opened and never closed."), exception);
        }
    }
}
