using System.Buffers;
using System.Text.Json;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Reasons;

namespace XaiFunctions.Documents.Writers;

/// <summary>
/// Writes <c>rows.jsonl</c>: one JSON object a row and line, with the input values, those of players that are no column, and for each explained output the prediction, the
/// base value, and by player's name the attributions, standard errors and half-widths of the 95 % intervals, the reasons, and a sentence
/// in plain words. What cannot be told (NaN, infinities) is null.
/// </summary>
/// <remarks>Memory does not grow with the rows. Parts can be joined to one file. The records follow <see cref="DocumentSchemas.Row"/>.</remarks>
public sealed class RowsJsonLines : IDisposable
{
    private const int FlushAt = 1 << 15;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Stream stream;
    private readonly Utf8JsonWriter json;
    private readonly RowJson rows;

    /// <param name="stream">Where to write; stays open.</param>
    /// <param name="frame">The names.</param>
    /// <param name="reasons">How reasons are chosen; default: <see cref="ReasonOptions.Default"/>.</param>
    public RowsJsonLines(Stream stream, ExplanationFrame frame, ReasonOptions? reasons = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(frame);
        this.stream = stream;
        json = new Utf8JsonWriter(buffer, JsonForms.Compact);
        rows = new RowJson(frame, reasons ?? ReasonOptions.Default);
    }

    /// <summary>Writes one row.</summary>
    /// <exception cref="ArgumentException">The row does not have the frame's features, outputs or players.</exception>
    public void Write(RowExplanation row)
    {
        ArgumentNullException.ThrowIfNull(row);
        rows.Write(json, row);
        json.Flush();
        json.Reset();
        buffer.Write("\n"u8);
        if (buffer.WrittenCount >= FlushAt)
            Flush();
    }

    /// <summary>Hands everything written so far to the stream.</summary>
    public void Flush()
    {
        stream.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }

    /// <summary>Flushes; the stream stays open.</summary>
    public void Dispose()
    {
        Flush();
        json.Dispose();
    }
}
