using System.Numerics.Tensors;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>Turns cells into the elements of a tensor.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal interface ICellConverter<T>
    where T : unmanaged
{
    /// <summary>Whether the cell can be such an element at all.</summary>
    static abstract bool TryConvert(double cell, out T element);

    /// <summary>Converts many cells at once.</summary>
    /// <returns>The index of the first cell that cannot be converted, or -1.</returns>
    static abstract int Convert(ReadOnlySpan<double> cells, Span<T> elements);
}

/// <summary>Rounds to the nearest single-precision number, as a float input demands.</summary>
internal readonly struct FloatCells : ICellConverter<float>
{
    public static bool TryConvert(double cell, out float element)
    {
        element = (float)cell;
        return true;
    }

    public static int Convert(ReadOnlySpan<double> cells, Span<float> elements)
    {
        TensorPrimitives.ConvertChecked<double, float>(cells, elements);
        return -1;
    }
}

/// <summary>Hands cells on as they are.</summary>
internal readonly struct DoubleCells : ICellConverter<double>
{
    public static bool TryConvert(double cell, out double element)
    {
        element = cell;
        return true;
    }

    public static int Convert(ReadOnlySpan<double> cells, Span<double> elements)
    {
        cells.CopyTo(elements);
        return -1;
    }
}

/// <summary>Whole numbers that a cell holds exactly: up to 2^53 in magnitude.</summary>
internal readonly struct Int64Cells : ICellConverter<long>
{
    private const double Exact = 1L << 53;

    public static bool TryConvert(double cell, out long element)
    {
        element = (long)cell;
        return element == cell && Math.Abs(cell) <= Exact;
    }

    public static int Convert(ReadOnlySpan<double> cells, Span<long> elements) => CellLoop.Convert<long, Int64Cells>(cells, elements);
}

/// <summary>Whole numbers of 32 bits.</summary>
internal readonly struct Int32Cells : ICellConverter<int>
{
    public static bool TryConvert(double cell, out int element)
    {
        element = (int)cell;
        return element == cell;
    }

    public static int Convert(ReadOnlySpan<double> cells, Span<int> elements) => CellLoop.Convert<int, Int32Cells>(cells, elements);
}

/// <summary>Whole numbers of 32 bits that are not negative.</summary>
internal readonly struct UInt32Cells : ICellConverter<uint>
{
    public static bool TryConvert(double cell, out uint element)
    {
        element = (uint)cell;
        return element == cell;
    }

    public static int Convert(ReadOnlySpan<double> cells, Span<uint> elements) => CellLoop.Convert<uint, UInt32Cells>(cells, elements);
}

/// <summary>0 is false, 1 is true, nothing else is either.</summary>
internal readonly struct BooleanCells : ICellConverter<bool>
{
    public static bool TryConvert(double cell, out bool element)
    {
        element = cell == 1;
        return cell is 0 or 1;
    }

    public static int Convert(ReadOnlySpan<double> cells, Span<bool> elements) => CellLoop.Convert<bool, BooleanCells>(cells, elements);
}

/// <summary>The plain loop for element types that need a check for every cell.</summary>
internal static class CellLoop
{
    public static int Convert<T, TConverter>(ReadOnlySpan<double> cells, Span<T> elements)
        where T : unmanaged
        where TConverter : ICellConverter<T>
    {
        for (int index = 0; index < cells.Length; index++)
        {
            if (!TConverter.TryConvert(cells[index], out elements[index]))
                return index;
        }

        return -1;
    }
}
