using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Scoring;

/// <summary>
/// The bytes of a scoring file: inflated if they are gzip, held to the limits, and with the encoding that their byte order mark, the charset
/// that came with them, or their looks tell.
/// </summary>
/// <param name="Content">The inflated bytes from the start, the byte order mark included.</param>
/// <param name="Encoding">The encoding by which they are read. Bytes that it does not know become U+FFFD.</param>
/// <param name="EncodingGuessed">Whether the bytes are not UTF-8 and nothing said what they are, so that Windows-1252 was taken.</param>
/// <param name="Compressed">Whether the bytes were gzip.</param>
/// <param name="Head">The first characters, as far as they were looked at.</param>
public sealed record ScoringText(Stream Content, Encoding Encoding, bool EncodingGuessed, bool Compressed, string Head)
{
    private const int SniffedBytes = 64 * 1024;

    /// <param name="content">The bytes as they are stored; disposed with <see cref="Content"/>.</param>
    /// <param name="limits">What they may be at most.</param>
    /// <param name="charset">The charset that came with them (of a blob's content type), or null. A byte order mark wins.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidInputException">The bytes are not text, or the charset is unknown.</exception>
    public static async Task<ScoringText> OpenAsync(Stream content, ScoringLimits limits, string? charset, CancellationToken cancellation)
    {
        var stored = new MeteredStream(content);
        (ReadOnlyMemory<byte> magic, Stream stream) = await PrefixedStream.PeekAsync(stored, 4, cancellation);
        RefuseArchives(magic.Span);
        bool compressed = magic.Span.StartsWith<byte>([0x1F, 0x8B]);
        if (compressed)
            stream = new GZipStream(stream, CompressionMode.Decompress);

        stream = new MeteredStream(stream, onCount: count => CheckSize(count, compressed ? stored.Count : null, limits));
        (ReadOnlyMemory<byte> head, stream) = await GuardAsync(() => PrefixedStream.PeekAsync(stream, SniffedBytes, cancellation));
        Encoding encoding = Detect(head.Span, charset) ?? CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        bool guessed = encoding.CodePage == 1252 && string.IsNullOrWhiteSpace(charset);
        ReadOnlySpan<byte> text = head.Span;
        if (text.StartsWith(encoding.Preamble))
            text = text[encoding.Preamble.Length..];
        return new(stream, encoding, guessed, compressed, encoding.GetString(text));
    }

    /// <summary>Runs a read and says in words what the inflater found wrong.</summary>
    /// <exception cref="InvalidInputException">The gzip data is damaged.</exception>
    public static async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidInputException("The file's gzip data is damaged or cut off.", exception);
        }
    }

    private static void RefuseArchives(ReadOnlySpan<byte> magic)
    {
        string? kind = magic switch
        {
            [(byte)'P', (byte)'K', 3, 4] or [(byte)'P', (byte)'K', 5, 6] => "a ZIP archive or an Excel workbook",
            [(byte)'P', (byte)'A', (byte)'R', (byte)'1'] => "a Parquet file",
            [0x28, 0xB5, 0x2F, 0xFD] => "Zstandard data",
            [(byte)'B', (byte)'Z', (byte)'h', _] => "bzip2 data",
            [0xFD, (byte)'7', (byte)'z', (byte)'X'] => "xz data",
            _ => null,
        };
        if (kind is not null)
            throw new InvalidInputException($"The file is {kind}; what is read is CSV and JSON Lines, plain or gzip.");
    }

    private static void CheckSize(long inflated, long? compressed, ScoringLimits limits)
    {
        if (inflated > limits.MaxBytes)
            throw new InvalidInputException(Invariant($"The file holds more than {limits.MaxBytes:N0} bytes of text (limit MaxBytes)."));
        if (compressed is { } stored && inflated > limits.InflationGrace && inflated > stored * limits.MaxInflation)
            throw new InvalidInputException(Invariant($"The file inflates to more than {limits.MaxInflation:N0} times its size (limit MaxInflation)."));
    }

    private static Encoding? Detect(ReadOnlySpan<byte> head, string? charset)
    {
        // UTF-32 first: its little-endian mark begins with that of UTF-16.
        foreach (Encoding marked in (Encoding[])[Encoding.UTF32, new UTF32Encoding(bigEndian: true, byteOrderMark: true), Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            if (head.StartsWith(marked.Preamble))
                return marked;
        }

        if (!string.IsNullOrWhiteSpace(charset))
            return ByName(charset.Trim().Trim('"'));
        if (Utf16ByZeros(head) is { } utf16)
            return utf16;
        if (head.Contains((byte)0))
            throw new InvalidInputException("The file is not text: it holds zero bytes.");
        return IsUtf8(head) ? Encoding.UTF8 : null;
    }

    private static Encoding ByName(string charset)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidInputException("The charset of the file's content type is not known.", exception);
        }
    }

    /// <summary>UTF-16 without a mark: every second byte of a table's ASCII characters is zero.</summary>
    private static UnicodeEncoding? Utf16ByZeros(ReadOnlySpan<byte> head)
    {
        int pairs = Math.Min(head.Length / 2, 1024);
        int even = 0, odd = 0;
        for (int pair = 0; pair < pairs; pair++)
        {
            even += head[2 * pair] == 0 ? 1 : 0;
            odd += head[2 * pair + 1] == 0 ? 1 : 0;
        }

        if (pairs == 0 || Math.Max(even, odd) < 0.7 * pairs || Math.Min(even, odd) > 0)
            return null;
        return new UnicodeEncoding(bigEndian: even > odd, byteOrderMark: true);
    }

    private static bool IsUtf8(ReadOnlySpan<byte> head)
    {
        // The last character may be cut by the end of what is looked at.
        for (int cut = 0; cut < Math.Min(4, head.Length + 1); cut++)
        {
            if (Utf8.IsValid(head[..^cut]))
                return true;
            if (head.Length < SniffedBytes)
                return false;
        }

        return false;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
