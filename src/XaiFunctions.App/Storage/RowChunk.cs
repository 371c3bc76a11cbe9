using System.Runtime.InteropServices;
using System.Text;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.App.Storage;

/// <summary>
/// Some consecutive accepted rows of a job as a claim check: their numbers in the file, and their cells. Category texts are kept once a
/// chunk; a category's cell is an index into them.
/// </summary>
/// <remarks>Stored little-endian: the mark, the counts, the texts, the row and line numbers, the cells row by row.</remarks>
/// <param name="ColumnCount">The cells in a row.</param>
/// <param name="RowNumbers">The 1-based data row in the file, one a row.</param>
/// <param name="LineNumbers">The 1-based line of the file where each row begins.</param>
/// <param name="Cells">Row-major: rows x columns.</param>
/// <param name="Codes">The texts of the category cells.</param>
public sealed record RowChunk(int ColumnCount, long[] RowNumbers, long[] LineNumbers, double[] Cells, CategoryCodes Codes)
{
    private const uint Mark = 0x32435258; // XRC2

    /// <summary>The number of rows.</summary>
    public int RowCount => RowNumbers.Length;

    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Mark);
        writer.Write(ColumnCount);
        writer.Write(RowCount);
        writer.Write(Codes.Count);
        for (int code = 0; code < Codes.Count; code++)
            writer.Write(Codes.Text(code));
        writer.Write(MemoryMarshal.AsBytes(RowNumbers.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(LineNumbers.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(Cells.AsSpan()));
    }

    /// <summary>Reads a chunk and gives its category cells the codes of a table that continues <paramref name="parent"/>.</summary>
    /// <param name="stream">What <see cref="Write"/> wrote.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="parent">The codes that exist already, those of the background.</param>
    /// <exception cref="InvalidDataException">These are not the bytes of a chunk.</exception>
    public static RowChunk Read(Stream stream, FeatureSchema schema, CategoryCodes parent)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadUInt32() != Mark || reader.ReadInt32() != schema.Count)
            throw new InvalidDataException("The claim check is not a chunk of rows of this model.");

        int rows = reader.ReadInt32();
        var codes = new CategoryCodes(parent);
        var translated = new int[reader.ReadInt32()];
        for (int code = 0; code < translated.Length; code++)
            translated[code] = codes.Add(reader.ReadString());

        long[] numbers = new long[rows], lines = new long[rows];
        stream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        stream.ReadExactly(MemoryMarshal.AsBytes(lines.AsSpan()));
        var cells = new double[rows * schema.Count];
        stream.ReadExactly(MemoryMarshal.AsBytes(cells.AsSpan()));
        for (int column = 0; column < schema.Count; column++)
        {
            if (schema[column].Type == FeatureType.Category)
                Translate(cells.AsSpan(column), schema.Count, translated);
        }

        return new(schema.Count, numbers, lines, cells, codes);
    }

    /// <summary>Copies a row and gives its category cells the codes of another table.</summary>
    /// <param name="row">The row's place in the chunk.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="codes">Gets the category texts.</param>
    /// <param name="cells">One a column; overwritten.</param>
    public void CopyRow(int row, FeatureSchema schema, CategoryCodes codes, Span<double> cells)
    {
        Cells.AsSpan(row * ColumnCount, ColumnCount).CopyTo(cells);
        for (int column = 0; column < ColumnCount; column++)
        {
            if (schema[column].Type == FeatureType.Category && !double.IsNaN(cells[column]))
                cells[column] = codes.Add(Codes.Text((int)cells[column]));
        }
    }

    private static void Translate(Span<double> cells, int stride, int[] translated)
    {
        for (int i = 0; i < cells.Length; i += stride)
        {
            if (!double.IsNaN(cells[i]))
                cells[i] = translated[(int)cells[i]];
        }
    }
}
