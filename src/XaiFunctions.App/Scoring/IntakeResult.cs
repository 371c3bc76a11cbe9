using System.Globalization;
using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Scoring;

/// <summary>What reading a job's rows came to: the claim check <c>intake.json</c>.</summary>
public sealed record IntakeResult
{
    /// <summary>Accepted rows.</summary>
    public required long Rows { get; init; }

    /// <summary>The rejected rows, the first of them named.</summary>
    public required RejectedSection Rejected { get; init; }

    /// <summary>Rows in a chunk.</summary>
    public required int RowsPerChunk { get; init; }

    /// <summary>The file's size as stored.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the file as stored.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What kind of file it is.</summary>
    public required string Format { get; init; }

    /// <summary>Whether the encoding was guessed.</summary>
    public required bool EncodingGuessed { get; init; }

    /// <summary>The file's columns that the model does not know.</summary>
    public required IReadOnlyList<string> IgnoredColumns { get; init; }

    /// <summary>Columns that look like personal data.</summary>
    public IReadOnlyList<PersonalDataFinding> PersonalData { get; init; } = [];

    /// <summary>The labels of the rows, if a column of labels was named.</summary>
    public LabelSample? Labels { get; init; }

    /// <summary>The loss that the labels are for; null without them.</summary>
    public Loss? Loss { get; init; }

    /// <summary>Refuses a file without a row that can be explained.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public void RequireRows()
    {
        if (Rows > 0)
            return;
        if (Rejected.Count == 0)
            throw new InvalidInputException("There is a header and no row, or nothing at all.");
        RejectedRow first = Rejected.Rows[0];
        string column = first.Column is null ? "" : $", column '{first.Column}',";
        throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
            $"None of the {Rejected.Count:N0} rows can be explained; rejected.csv names the problems. The first: row {first.Row} (line {first.Line}){column} {first.Problem}."));
    }
}
