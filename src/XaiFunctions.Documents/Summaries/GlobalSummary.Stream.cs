using System.Text;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Summaries;

/// <content>How a part travels from one process to another.</content>
public sealed partial class GlobalSummary
{
    private const int Format = 4;

    /// <summary>Writes the part, to be read by <see cref="Read"/> in another process.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Format);
        writer.Write(RowCount);
        writer.Write(evaluations);
        writer.Write(mostEvaluations);
        writer.Write(mostRounds);
        writer.Write(largestResidual);
        writer.Write(largestRelativeHalfWidth);
        fidelities.Write(writer);
        writer.Write(fidelityCount);
        writer.Write(lowestFidelity);
        foreach (long count in rowsByReason)
            writer.Write(count);
        foreach (ValueSums sums in values)
            sums.Write(writer);
        foreach (OutputSums output in outputs)
            output.Write(writer);
        foreach (RowSample rows in new[] { sample, first })
        {
            writer.Write(rows.Rows.Count);
            foreach (RowExplanation row in rows.Rows)
                RowBytes.Write(writer, row);
        }
    }

    /// <summary>Reads a part.</summary>
    /// <param name="stream">What <see cref="Write"/> wrote.</param>
    /// <param name="frame">The frame of the job.</param>
    /// <exception cref="InvalidDataException">The bytes are of another format.</exception>
    public static GlobalSummary Read(Stream stream, ExplanationFrame frame)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadInt32() is var format and not Format)
            throw new InvalidDataException($"A summary of format {format}; this version reads format {Format}.");

        var summary = new GlobalSummary(frame)
        {
            RowCount = reader.ReadInt64(),
            evaluations = reader.ReadInt64(),
            mostEvaluations = reader.ReadInt64(),
            mostRounds = reader.ReadInt64(),
            largestResidual = reader.ReadDouble(),
            largestRelativeHalfWidth = reader.ReadDouble(),
            fidelities = ExactSum.Read(reader),
            fidelityCount = reader.ReadInt64(),
            lowestFidelity = reader.ReadDouble(),
        };
        for (int reason = 0; reason < summary.rowsByReason.Length; reason++)
            summary.rowsByReason[reason] = reader.ReadInt64();
        for (int player = 0; player < summary.values.Length; player++)
            summary.values[player] = ValueSums.Read(reader);
        foreach (OutputSums output in summary.outputs)
            output.Read(reader);
        foreach (RowSample rows in new[] { summary.sample, summary.first })
        {
            int count = reader.ReadInt32();
            for (int index = 0; index < count; index++)
                rows.Add(RowBytes.Read(reader));
        }

        return summary;
    }
}
