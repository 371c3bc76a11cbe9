using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Scoring;

/// <summary>A JSON Lines file: one object a line, with the columns as its properties in any order. Blank lines are no records.</summary>
public sealed class JsonLinesRecords : RecordSource
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    private readonly StreamReader text;
    private readonly ScoringLimits limits;
    private readonly char[] buffer = new char[64 * 1024];
    private readonly ArrayBufferWriter<char> line = new();
    private readonly Dictionary<string, int> selected = new(StringComparer.Ordinal);
    private (string? Text, string? Problem, bool Seen)[] cells = [];
    private int start;
    private int end;
    private long linesRead;
    private bool firstPending;
    private string[] columns = [];

    private JsonLinesRecords(Stream content, Encoding encoding, ScoringLimits limits)
    {
        this.limits = limits;
        text = new StreamReader(content, encoding, detectEncodingFromByteOrderMarks: false, buffer.Length);
    }

    public override string Format => "JSON Lines";

    public override IReadOnlyList<string> Columns => columns;

    /// <summary>Looks at the first record, for the names in it.</summary>
    /// <exception cref="InvalidInputException">The first record has too many columns.</exception>
    public static async Task<JsonLinesRecords> OpenAsync(Stream content, Encoding encoding, ScoringLimits limits, CancellationToken cancellation)
    {
        var records = new JsonLinesRecords(content, encoding, limits) { firstPending = true };
        if (await records.ReadLineAsync(cancellation))
            records.TakeNames();
        else
            records.firstPending = false;
        return records;
    }

    public override void Select(IReadOnlyList<string> names, string? optional = null)
    {
        selected.Clear();
        for (int column = 0; column < names.Count; column++)
            selected.Add(names[column], column);
        if (optional is not null)
            selected.TryAdd(optional, names.Count);
        cells = new (string?, string?, bool)[names.Count + (optional is null ? 0 : 1)];
    }

    public override async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        if (!firstPending && !await ReadLineAsync(cancellation))
            return false;

        firstPending = false;
        Row++;
        Line = linesRead;
        Array.Clear(cells);
        Problem = TakeCells();
        return true;
    }

    public override bool TryCell(int column, out string? text, out string? problem)
    {
        (text, problem, _) = cells[column];
        if (text?.Contains('\uFFFD') == true)
            problem = "holds bytes that are no text in the file's encoding";
        return problem is null;
    }

    public override void WriteHeader(TextWriter target)
    {
    }

    public override void WriteRecord(TextWriter target)
    {
        target.Write(line.WrittenSpan.TrimEnd());
        target.Write('\n');
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
    }

    private void TakeNames()
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line.WrittenMemory, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                columns = [.. document.RootElement.EnumerateObject().Select(property => property.Name).Take(limits.MaxColumns + 1)];
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            // The record is read again as the first row and then named in the list of rejected rows.
            return;
        }

        if (Columns.Count > limits.MaxColumns)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"The first record has more than {limits.MaxColumns:N0} columns (limit MaxColumns)."));
    }

    /// <returns>What is wrong with the record as a whole, or null.</returns>
    private string? TakeCells()
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line.WrittenMemory, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return "is not a JSON object";

            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!selected.TryGetValue(property.Name, out int column))
                    continue;
                (string? value, string? problem) = cells[column].Seen ? (null, "is given more than once") : Take(property.Value);
                cells[column] = (value, problem, true);
            }

            return null;
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            // The exception's text may quote the line, and the line is data.
            return "is not valid JSON";
        }
    }

    // Half of a surrogate pair, which JSON can write and no text can hold, is found when a text is taken and not when the record is parsed.
    private static bool IsMalformed(Exception exception) => exception is JsonException or InvalidOperationException;

    private static (string? Text, string? Problem) Take(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => (null, null),
        JsonValueKind.String => (value.GetString(), null),
        JsonValueKind.Number => (value.GetRawText(), null),
        JsonValueKind.True => ("true", null),
        JsonValueKind.False => ("false", null),
        JsonValueKind.Array => (null, "is an array, not a single value"),
        _ => (null, "is an object, not a single value"),
    };

    /// <summary>Reads the next line that is not blank into <see cref="line"/>.</summary>
    private async Task<bool> ReadLineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            line.ResetWrittenCount();
            bool ended = false;
            while (!ended && (start < end || await FillAsync(cancellation)))
            {
                int length = buffer.AsSpan(start, end - start).IndexOf('\n');
                ended = length >= 0;
                line.Write(buffer.AsSpan(start, ended ? length : end - start));
                CheckLength();
                start = ended ? start + length + 1 : end;
            }

            if (!ended && line.WrittenCount == 0)
                return false;
            linesRead++;
            if (!line.WrittenSpan.IsWhiteSpace())
                return true;
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        start = 0;
        end = await ScoringText.GuardAsync(() => text.ReadAsync(buffer.AsMemory(), cancellation));
        return end > 0;
    }

    private void CheckLength()
    {
        if (line.WrittenCount > limits.MaxRecordLength)
        {
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"Line {linesRead + 1:N0} has more than {limits.MaxRecordLength:N0} characters (limit MaxRecordLength)."));
        }
    }
}
