using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Writers;

/// <summary>
/// Writes <c>rejected.csv</c>: the columns <c>row,line,column,problem,output</c>, one line a rejected row, in file order. UTF-8 without a byte
/// order mark, lines end with a line feed, texts safe for spreadsheets (see <see cref="CsvText"/>).
/// </summary>
/// <remarks>Memory does not grow with the rows.</remarks>
public sealed class RejectedCsv : IDisposable
{
    private readonly Utf8Output output;

    /// <param name="stream">Where to write; stays open.</param>
    /// <param name="header">Whether to begin with the header line.</param>
    public RejectedCsv(Stream stream, bool header = true)
    {
        ArgumentNullException.ThrowIfNull(stream);
        output = new Utf8Output(stream);
        if (header)
            output.Raw("row,line,column,problem,output\n"u8);
    }

    /// <summary>Writes one line.</summary>
    public void Write(RejectedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        output.Number(row.Row);
        output.Byte((byte)',');
        output.Number(row.Line);
        output.Byte((byte)',');
        output.Text(CsvText.Encode(row.Column));
        output.Byte((byte)',');
        output.Text(CsvText.Encode(row.Problem));
        output.Byte((byte)',');
        output.Text(CsvText.Encode(row.Output));
        output.Byte((byte)'\n');
    }

    /// <summary>Hands everything written so far to the stream.</summary>
    public void Flush() => output.Flush();

    /// <summary>Flushes; the stream stays open.</summary>
    public void Dispose() => Flush();
}
