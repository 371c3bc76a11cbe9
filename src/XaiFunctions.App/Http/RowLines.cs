using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace XaiFunctions.App.Http;

/// <summary>
/// Finds rows in rows.jsonl, whose lines are in the order of their row numbers: by bisection, so that the millionth row costs some twenty short reads and no index has to be kept.
/// </summary>
/// <param name="lines">The file; it must be able to seek.</param>
public sealed class RowLines(Stream lines)
{
    /// <summary>What is read at once; a good size for the buffer of <c>lines</c> too.</summary>
    public const int Window = 64 * 1024;

    private readonly byte[] buffer = new byte[Window];
    private long place = -1;
    private int length;

    /// <summary>Reads the lines of rows from a number on, in order.</summary>
    /// <param name="from">The first row number wanted.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <returns>Row numbers and their lines without the line feed. Rows that were rejected are not among them.</returns>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public async IAsyncEnumerable<(long Row, ReadOnlyMemory<byte> Line)> ReadAsync(long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (long at = await SeekAsync(from, cancellation); at < lines.Length;)
        {
            byte[] line = await LineAsync(at, cancellation);
            yield return (RowOf(line), line);
            at += line.Length + 1;
        }
    }

    /// <summary>The start of the first line whose row number is at least so much; the end of the file if there is none.</summary>
    private async Task<long> SeekAsync(long from, CancellationToken cancellation)
    {
        // The first line at or after low is too early or not known; the first one at or after high is late enough, or there is none.
        long low = 0, high = lines.Length;
        while (low < high)
        {
            long middle = low + ((high - low) / 2), start = await LineStartAsync(middle, cancellation);
            if (start == lines.Length || RowOf(await LineAsync(start, cancellation)) >= from)
                high = middle;
            else
                low = start + 1;
        }

        return await LineStartAsync(high, cancellation);
    }

    /// <summary>The start of the first line that begins at or after a place.</summary>
    private async Task<long> LineStartAsync(long at, CancellationToken cancellation)
    {
        if (at == 0)
            return 0;
        // It begins there if the byte before ends a line.
        for (at--; at < lines.Length;)
        {
            ReadOnlyMemory<byte> window = await WindowAsync(at, cancellation);
            int end = window.Span.IndexOf((byte)'\n');
            if (end >= 0)
                return at + end + 1;
            at += window.Length;
        }

        return lines.Length;
    }

    private async Task<byte[]> LineAsync(long at, CancellationToken cancellation)
    {
        using var line = new MemoryStream();
        while (at < lines.Length)
        {
            ReadOnlyMemory<byte> window = await WindowAsync(at, cancellation);
            int end = window.Span.IndexOf((byte)'\n');
            line.Write(window.Span[..(end < 0 ? window.Length : end)]);
            if (end >= 0)
                break;
            at += window.Length;
        }

        return line.ToArray();
    }

    /// <summary>Some bytes from a place on, at least one.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> WindowAsync(long at, CancellationToken cancellation)
    {
        if (place < 0 || at < place || at >= place + length)
        {
            place = lines.Position = at;
            length = await lines.ReadAtLeastAsync(buffer, (int)Math.Min(Window, lines.Length - at), throwOnEndOfStream: true, cancellation);
        }

        return buffer.AsMemory((int)(at - place), length - (int)(at - place));
    }

    private static long RowOf(byte[] line)
    {
        var json = new Utf8JsonReader(line);
        return json.Read() && json.Read() && json.ValueTextEquals("row"u8) && json.Read() && json.TryGetInt64(out long row)
            ? row
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"A line of {line.Length} bytes does not begin with its row's number."));
    }
}
