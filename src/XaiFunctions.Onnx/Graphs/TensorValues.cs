using System.Buffers.Binary;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Graphs;

/// <summary>Reads constant tensors, in whichever of the format's two ways they are stored.</summary>
internal static class TensorValues
{
    private const int Float = 1, Int32 = 6, Int64 = 7, String = 8, Double = 11;

    /// <summary>The elements as numbers, or null if they are of a type that is not read here or the tensor contradicts itself.</summary>
    public static double[]? Numbers(this TensorProto tensor)
    {
        double[]? values = tensor.DataType switch
        {
            Float => Raw(tensor, 4, bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes)) ?? [.. tensor.FloatData.Select(value => (double)value)],
            Double => Raw(tensor, 8, bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes)) ?? [.. tensor.DoubleData],
            Int32 => Raw(tensor, 4, bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes)) ?? [.. tensor.Int32Data.Select(value => (double)value)],
            Int64 => Raw(tensor, 8, bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes)) ?? [.. tensor.Int64Data.Select(value => (double)value)],
            _ => null,
        };
        return values?.LongLength == ElementCount(tensor) ? values : null;
    }

    /// <summary>The elements as texts (whole numbers in invariant digits), or null if they are neither texts nor whole numbers.</summary>
    public static string[]? Texts(this TensorProto tensor) => tensor.DataType switch
    {
        String => [.. tensor.StringData.Select(text => text.ToStringUtf8())],
        Int32 or Int64 when tensor.Numbers() is { } numbers => [.. numbers.Select(number => ((long)number).ToString())],
        _ => null,
    };

    private static long ElementCount(TensorProto tensor) => tensor.Dims.Aggregate(1L, (product, size) => product * size);

    private delegate double Reader(ReadOnlySpan<byte> bytes);

    private static double[]? Raw(TensorProto tensor, int size, Reader read)
    {
        if (!tensor.HasRawData)
            return null;

        var bytes = tensor.RawData.Span;
        var values = new double[bytes.Length / size];
        for (int index = 0; index < values.Length; index++)
            values[index] = read(bytes[(index * size)..]);
        return values;
    }
}
