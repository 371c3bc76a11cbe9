using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Writers;

/// <summary>
/// Writes <c>attributions.csv</c>: the columns <c>row,output,prediction,base_value</c> and one a player; one line per row and
/// explained output. UTF-8 without a byte order mark, lines end with a line feed, numbers in invariant culture in the shortest form that
/// round-trips, so equal attributions give equal bytes.
/// </summary>
/// <remarks>Memory does not grow with the rows. Parts written with <c>header: false</c> can be joined to one file.</remarks>
public sealed class AttributionsCsv : IDisposable
{
    private readonly Utf8Output output;
    private readonly int playerCount;
    private readonly string[] outputs;

    /// <param name="stream">Where to write; stays open.</param>
    /// <param name="frame">The names.</param>
    /// <param name="header">Whether to begin with the header line.</param>
    public AttributionsCsv(Stream stream, ExplanationFrame frame, bool header = true)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(frame);
        output = new Utf8Output(stream);
        playerCount = frame.Players.Count;
        outputs = [.. frame.Outputs.Select(CsvText.Encode)];
        if (header)
            WriteHeader(frame);
    }

    /// <summary>Writes the lines of one row.</summary>
    /// <exception cref="ArgumentException">The row does not have the frame's outputs or players.</exception>
    public void Write(RowExplanation row)
    {
        ArgumentNullException.ThrowIfNull(row);
        RowShape.Check(row, outputs.Length, playerCount);
        for (int index = 0; index < outputs.Length; index++)
        {
            OutputExplanation explanation = row.Outputs[index];
            output.Number(row.Row);
            output.Byte((byte)',');
            output.Text(outputs[index]);
            output.Byte((byte)',');
            output.Number(explanation.Prediction);
            output.Byte((byte)',');
            output.Number(explanation.BaseValue);
            foreach (double attribution in explanation.Attributions.Span)
            {
                output.Byte((byte)',');
                output.Number(attribution);
            }

            output.Byte((byte)'\n');
        }
    }

    /// <summary>Hands everything written so far to the stream.</summary>
    public void Flush() => output.Flush();

    /// <summary>Flushes; the stream stays open.</summary>
    public void Dispose() => Flush();

    private void WriteHeader(ExplanationFrame frame)
    {
        output.Raw("row,output,prediction,base_value"u8);
        foreach (string player in frame.Players.Names)
        {
            output.Byte((byte)',');
            output.Text(CsvText.Encode(player));
        }

        output.Byte((byte)'\n');
    }
}
