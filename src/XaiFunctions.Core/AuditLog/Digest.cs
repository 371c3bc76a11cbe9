using System.Buffers.Binary;

namespace XaiFunctions.Core.AuditLog;

/// <summary>A SHA-256 value. Its text form is 64 lower-case hexadecimal digits.</summary>
/// <param name="High">The first 16 bytes, the most significant first.</param>
/// <param name="Low">The other 16 bytes.</param>
public readonly record struct Digest(UInt128 High, UInt128 Low)
{
    /// <summary>Bytes of a digest.</summary>
    public const int Length = 32;

    /// <summary>Reads a digest from its bytes.</summary>
    /// <param name="bytes">32 bytes.</param>
    /// <exception cref="ArgumentException">There are not 32.</exception>
    public static Digest Read(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[(Length / 2)..]))
        : throw new ArgumentException($"A digest has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Writes the 32 bytes.</summary>
    /// <param name="bytes">At least 32 bytes.</param>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[(Length / 2)..], Low);
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        Write(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{High:x32}{Low:x32}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static Digest Parse(string text) => Read(Convert.FromHexString(text.Length == 2 * Length ? text : throw new FormatException("A digest has 64 hexadecimal digits.")));
}
