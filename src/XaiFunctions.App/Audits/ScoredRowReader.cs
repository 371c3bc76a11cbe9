using System.Runtime.CompilerServices;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Audits;

/// <summary>Reads a job's <c>rows.jsonl</c> back, line by line.</summary>
public static class ScoredRowReader
{
    private const int BufferBytes = 1 << 16;

    /// <summary>The rows, in blocks as they were explained.</summary>
    /// <param name="content">The file.</param>
    /// <param name="frame">The names of what rows contain.</param>
    /// <param name="rowsPerBlock">Rows of a block.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidDataException">A line lacks a part of its row.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<RowExplanation>> ReadBlocksAsync(
        Stream content, ExplanationFrame frame, int rowsPerBlock, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        var parser = new ScoredRowParser(frame);
        var block = new List<RowExplanation>(rowsPerBlock);
        byte[] buffer = new byte[BufferBytes];
        int filled = 0;
        for (bool isEnd = false; !isEnd;)
        {
            int read = await content.ReadAsync(buffer.AsMemory(filled), cancellation);
            isEnd = read == 0;
            filled += read;
            int at = 0;
            while (LineLength(buffer.AsSpan(at, filled - at), isEnd) is { } length)
            {
                block.Add(parser.Parse(buffer.AsSpan(at, length)));
                at = Math.Min(filled, at + length + 1);
                if (block.Count < rowsPerBlock)
                    continue;
                yield return block;
                block = new(rowsPerBlock);
            }

            buffer.AsSpan(at, filled - at).CopyTo(buffer);
            filled -= at;
            if (filled == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);
        }

        if (block.Count > 0)
            yield return block;
    }

    private static int? LineLength(ReadOnlySpan<byte> bytes, bool isEnd) => bytes.IndexOf((byte)'\n') is var length and >= 0 ? length : isEnd && bytes.Length > 0 ? bytes.Length : null;
}
