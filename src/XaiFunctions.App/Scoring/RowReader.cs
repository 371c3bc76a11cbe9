using System.Globalization;
using System.Text;
using XaiFunctions.App.Options;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Scoring;

/// <summary>Turns the records of a file into rows of cells for one model, and names every record that cannot be one.</summary>
/// <param name="records">The records; their columns are selected here.</param>
/// <param name="encoder">Knows the model's columns.</param>
/// <param name="limits">The longest cell.</param>
/// <param name="maxRows">The most data records, the rejected ones included.</param>
/// <param name="keyColumn">The column that says whose row it is, or null.</param>
/// <param name="labelColumn">A column beside those of the model that has the rows' labels, or null.</param>
public sealed class RowReader(RecordSource records, RowEncoder encoder, ScoringLimits limits, long maxRows, string? keyColumn = null, string? labelColumn = null)
{
    private const int ProblemsNamed = 5;
    private const int ScratchTexts = 4096;

    private readonly string?[] texts = new string?[encoder.Schema.Count];
    private readonly List<(int Column, string Problem)> problems = [];
    private readonly PersonalDataScan?[] scans = [.. encoder.Schema.Features.Select(feature =>
        feature.Type == FeatureType.Boolean || feature.Categories is { Count: > 0 } ? null : new PersonalDataScan(feature.Name))];

    private CategoryCodes scratch = new();
    private int keyPlace;

    /// <summary>Whose row the record is that was read last, or null if it does not say.</summary>
    public string? Subject { get; private set; }

    /// <summary>Columns that look like personal data, as far as records were read. Of a column whose values are listed beforehand that cannot be.</summary>
    public IReadOnlyList<PersonalDataFinding> PersonalData() => [.. scans.SelectMany(scan => scan?.Findings() ?? [])];

    /// <summary>Matches the file's columns with the model's by name.</summary>
    /// <returns>The file's columns that the model does not know.</returns>
    /// <exception cref="InvalidInputException">Columns are missing.</exception>
    public IReadOnlyList<string> MatchColumns()
    {
        string[] names = [.. encoder.Schema.Features.Select(feature => feature.Name), .. labelColumn is null ? Array.Empty<string>() : [labelColumn]];
        keyPlace = names.Length;
        records.Select(names, keyColumn);
        return [.. records.Columns.Where(column => column.Trim() != keyColumn && !names.Contains(column, StringComparer.Ordinal) && !names.Contains(column.Trim(), StringComparer.Ordinal))];
    }

    /// <summary>Reads the next record.</summary>
    /// <param name="cells">Gets the cells if the row is accepted; one a column.</param>
    /// <param name="codes">Gets the category texts of accepted rows.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>Null at the end of the file.</returns>
    /// <exception cref="InvalidInputException">The file cannot be read further, or has too many rows.</exception>
    public async ValueTask<ReadRow?> ReadAsync(Memory<double> cells, CategoryCodes codes, CancellationToken cancellation)
    {
        Subject = null;
        if (!await records.ReadAsync(cancellation))
            return null;
        if (records.Row > maxRows)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"The file has more than {maxRows:N0} rows (limit MaxRows)."));
        if (records.Problem is { } wrong)
            return new(records.Row, records.Line, new RejectedRow(records.Row, records.Line, null, wrong));

        Subject = keyColumn is not null && records.TryCell(keyPlace, out string? key, out _) && !string.IsNullOrWhiteSpace(key) ? key.Trim() : null;
        Encode(cells.Span);
        if (problems.Count > 0)
            return new(records.Row, records.Line, new RejectedRow(records.Row, records.Line, encoder.Schema[problems[0].Column].Name, DescribeProblems()));

        KeepTexts(cells.Span, codes);
        return new(records.Row, records.Line, null) { Label = Label() };
    }

    /// <summary>A label that cannot be read does not make the row a bad one.</summary>
    private string? Label() =>
        labelColumn is not null && records.TryCell(encoder.Schema.Count, out string? text, out _) && IsShort(text, out _) ? text : null;

    private void Encode(Span<double> cells)
    {
        problems.Clear();
        if (scratch.Count > ScratchTexts)
            scratch = new CategoryCodes();
        for (int column = 0; column < cells.Length; column++)
        {
            if (!records.TryCell(column, out string? text, out string? problem)
                || !IsShort(text, out problem)
                || !encoder.TryEncode(column, text, scratch, out cells[column], out problem))
            {
                problems.Add((column, problem!));
            }

            texts[column] = text;
            scans[column]?.Add(text);
        }
    }

    /// <summary>Gives the category cells of an accepted row their codes; the texts of rejected rows are not kept.</summary>
    private void KeepTexts(Span<double> cells, CategoryCodes codes)
    {
        for (int column = 0; column < cells.Length; column++)
        {
            if (encoder.Schema[column].Type == FeatureType.Category && !double.IsNaN(cells[column]))
                cells[column] = codes.Add(texts[column]!);
        }
    }

    private bool IsShort(string? text, out string? problem)
    {
        bool isShort = text is null || text.Length <= limits.MaxCellLength;
        problem = isShort ? null : string.Create(CultureInfo.InvariantCulture, $"is longer than {limits.MaxCellLength:N0} characters (limit MaxCellLength)");
        return isShort;
    }

    private string DescribeProblems()
    {
        var words = new StringBuilder(problems[0].Problem);
        foreach ((int column, string problem) in problems.Skip(1).Take(ProblemsNamed - 1))
            words.Append(CultureInfo.InvariantCulture, $"; '{encoder.Schema[column].Name}' {problem}");
        if (problems.Count > ProblemsNamed)
            words.Append(CultureInfo.InvariantCulture, $"; and {problems.Count - ProblemsNamed:N0} more cells");
        return words.ToString();
    }
}

/// <summary>A record that was read.</summary>
/// <param name="Row">The 1-based data row in the file.</param>
/// <param name="Line">The 1-based line where it begins.</param>
/// <param name="Rejected">Why it cannot be explained, or null if its cells are good.</param>
public readonly record struct ReadRow(long Row, long Line, RejectedRow? Rejected)
{
    /// <summary>What the column of labels says, or null.</summary>
    public string? Label { get; init; }
}
