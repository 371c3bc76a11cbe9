using System.Runtime.InteropServices;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Shapley;

/// <summary>Writes and reads arrays of numbers as their count and their bytes, little-endian as all processors are that .NET runs on here.</summary>
internal static class NumberStream
{
    private const int MaxCount = 1 << 28;

    /// <summary>Writes an array.</summary>
    public static void Write<T>(BinaryWriter writer, T[] numbers)
        where T : unmanaged
    {
        writer.Write(numbers.Length);
        writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    /// <summary>Reads an array.</summary>
    /// <exception cref="InvalidDataException">The count cannot be right.</exception>
    /// <exception cref="EndOfStreamException">The stream ends too early.</exception>
    public static T[] Read<T>(BinaryReader reader)
        where T : unmanaged
    {
        int count = reader.ReadInt32();
        if (count is < 0 or > MaxCount)
            throw new InvalidDataException("The count of an array of numbers is damaged.");

        var numbers = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    /// <summary>Writes the rows that cannot be explained.</summary>
    public static void WriteFailures(BinaryWriter writer, IReadOnlyList<RowFailure> failures)
    {
        Write<int>(writer, [.. failures.SelectMany(failure => (int[])[failure.Row, failure.Output, failure.BackgroundRow ?? -1])]);
        foreach (RowFailure failure in failures)
            writer.Write(failure.Refusal ?? "");
    }

    /// <summary>Reads the rows that cannot be explained.</summary>
    /// <exception cref="InvalidDataException">The count cannot be right.</exception>
    /// <exception cref="EndOfStreamException">The stream ends too early.</exception>
    public static RowFailure[] ReadFailures(BinaryReader reader) =>
        [.. Read<int>(reader).Chunk(3).Select(numbers => new RowFailure(numbers[0], numbers[1], numbers[2] < 0 ? null : numbers[2])
        {
            Refusal = reader.ReadString() is { Length: > 0 } refusal ? refusal : null,
        })];
}
