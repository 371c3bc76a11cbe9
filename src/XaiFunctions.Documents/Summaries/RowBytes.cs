using System.Runtime.InteropServices;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Summaries;

/// <summary>Writes rows to a summary's bytes and reads them back.</summary>
internal static class RowBytes
{
    public static void Write(BinaryWriter writer, RowExplanation row)
    {
        writer.Write(row.Row);
        writer.Write(row.Evaluations);
        writer.Write(row.Rounds);
        writer.Write((byte)StopReasons.All.ToList().IndexOf(row.StopReason));
        Write(writer, row.Cells);
        writer.Write(row.Outputs.Count);
        foreach (OutputExplanation output in row.Outputs)
        {
            writer.Write(output.Prediction);
            writer.Write(output.BaseValue);
            writer.Write(output.Fidelity);
            writer.Write(output.Attributions.Length);
            writer.Write(MemoryMarshal.AsBytes(output.Attributions.Span));
            writer.Write(MemoryMarshal.AsBytes(output.StandardErrors.Span));
            writer.Write(MemoryMarshal.AsBytes(output.IntervalHalfWidths.Span));
        }
    }

    public static void Write(BinaryWriter writer, IReadOnlyList<CellValue> cells)
    {
        writer.Write(cells.Count);
        foreach (CellValue cell in cells)
        {
            writer.Write((byte)cell.Kind);
            if (cell.Kind == CellKind.Text)
                writer.Write(cell.Text!);
            else if (cell.Kind != CellKind.Missing)
                writer.Write(cell.Number);
        }
    }

    public static RowExplanation Read(BinaryReader reader)
    {
        long row = reader.ReadInt64();
        long evaluations = reader.ReadInt64();
        long rounds = reader.ReadInt64();
        string reason = StopReasons.All[reader.ReadByte()];
        CellValue[] cells = ReadCells(reader);
        var outputs = new OutputExplanation[reader.ReadInt32()];
        for (int output = 0; output < outputs.Length; output++)
        {
            double prediction = reader.ReadDouble();
            double baseValue = reader.ReadDouble();
            double fidelity = reader.ReadDouble();
            int players = reader.ReadInt32();
            outputs[output] = new OutputExplanation(
                prediction, baseValue, ReadNumbers(reader, players), ReadNumbers(reader, players), ReadNumbers(reader, players))
            {
                Fidelity = fidelity,
            };
        }

        return new RowExplanation(row, cells, outputs, evaluations) { StopReason = reason, Rounds = rounds };
    }

    public static CellValue[] ReadCells(BinaryReader reader)
    {
        var cells = new CellValue[reader.ReadInt32()];
        for (int column = 0; column < cells.Length; column++)
            cells[column] = ReadCell(reader);
        return cells;
    }

    public static double[] ReadNumbers(BinaryReader reader, int count)
    {
        var numbers = new double[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    private static CellValue ReadCell(BinaryReader reader) => (CellKind)reader.ReadByte() switch
    {
        CellKind.Number => CellValue.Of(reader.ReadDouble()),
        CellKind.Boolean => CellValue.Of(reader.ReadDouble() != 0),
        CellKind.Text => CellValue.Of(reader.ReadString()),
        _ => CellValue.Missing,
    };
}
