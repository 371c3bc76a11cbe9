using System.Text;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Scoring;

/// <summary>A scoring or background file, read as a stream: CSV or JSON Lines, plain or gzip, in any usual encoding.</summary>
public sealed class ScoringFile : IDisposable
{
    private readonly RecordSource records;
    private readonly ScoringText text;

    private ScoringFile(ScoringText text, RecordSource records)
    {
        this.text = text;
        this.records = records;
    }

    /// <summary>The records.</summary>
    public RecordSource Records => records;

    /// <summary>What kind of file it is, for the document: "CSV with ;, utf-8, gzip".</summary>
    public string Description => $"{records.Format}, {text.Encoding.WebName}{(text.Compressed ? ", gzip" : "")}";

    /// <summary>Whether it is gzip.</summary>
    public bool Compressed => text.Compressed;

    /// <summary>Whether the encoding was guessed because the bytes are not UTF-8 and nothing says what they are.</summary>
    public bool EncodingGuessed => text.EncodingGuessed;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="content">The bytes as they are stored; disposed with the file.</param>
    /// <param name="limits">What the file may be at most.</param>
    /// <param name="charset">The charset that came with the bytes, or null.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidInputException">It is empty, no table, has a wrong header, or is over a limit.</exception>
    public static async Task<ScoringFile> OpenAsync(Stream content, ScoringLimits limits, string? charset, CancellationToken cancellation)
    {
        ScoringText text = await ScoringText.OpenAsync(content, limits, charset, cancellation);
        ReadOnlySpan<char> start = text.Head.AsSpan().TrimStart();
        if (start.StartsWith("["))
            throw new InvalidInputException("The file is a JSON array; write JSON Lines, one object a line.");

        RecordSource records = start.StartsWith("{")
            ? await JsonLinesRecords.OpenAsync(text.Content, text.Encoding, limits, cancellation)
            : await CsvRecords.OpenAsync(text.Content, text.Encoding, limits, cancellation);
        return new(text, records);
    }

    /// <summary>Opens UTF-8 JSON Lines whose format is known.</summary>
    /// <exception cref="InvalidInputException">It is over a limit.</exception>
    public static async Task<ScoringFile> OpenJsonLinesAsync(Stream content, ScoringLimits limits, CancellationToken cancellation)
    {
        var text = new ScoringText(content, Encoding.UTF8, EncodingGuessed: false, Compressed: false, Head: "");
        return new(text, await JsonLinesRecords.OpenAsync(content, Encoding.UTF8, limits, cancellation));
    }

    public void Dispose() => records.Dispose();
}
