using System.Buffers.Text;
using System.Text;

namespace XaiFunctions.Documents.Writers;

/// <summary>Writes UTF-8 text and numbers to a stream through one small buffer, without garbage.</summary>
internal sealed class Utf8Output(Stream stream)
{
    private const int Size = 1 << 15;
    private const int LongestNumber = 40;
    private readonly byte[] buffer = new byte[Size];
    private int used;

    public void Byte(byte value)
    {
        if (used == Size)
            Flush();
        buffer[used++] = value;
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (used == Size)
                Flush();
            int part = Math.Min(bytes.Length, Size - used);
            bytes[..part].CopyTo(buffer.AsSpan(used));
            used += part;
            bytes = bytes[part..];
        }
    }

    public void Text(ReadOnlySpan<char> text)
    {
        if (Encoding.UTF8.GetMaxByteCount(text.Length) <= Size - used)
        {
            used += Encoding.UTF8.GetBytes(text, buffer.AsSpan(used));
            return;
        }

        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        Raw(bytes);
    }

    /// <summary>The shortest form that round-trips, in invariant culture. Negative zero becomes 0: files that differ in it only would look different for nothing.</summary>
    public void Number(double value)
    {
        Room();
        if (!double.IsFinite(value))
        {
            Text(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            return;
        }

        Utf8Formatter.TryFormat(value == 0 ? 0.0 : value, buffer.AsSpan(used), out int written);
        used += written;
    }

    public void Number(long value)
    {
        Room();
        Utf8Formatter.TryFormat(value, buffer.AsSpan(used), out int written);
        used += written;
    }

    public void Flush()
    {
        stream.Write(buffer, 0, used);
        used = 0;
    }

    private void Room()
    {
        if (Size - used < LongestNumber)
            Flush();
    }
}
