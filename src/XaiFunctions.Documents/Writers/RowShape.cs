using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Writers;

/// <summary>Holds a row against the shape that its frame promises, before anything of it is written.</summary>
internal static class RowShape
{
    public static void Check(RowExplanation row, int outputs, int players)
    {
        if (row.Outputs.Count != outputs)
            throw new ArgumentException($"Row {row.Row} explains {row.Outputs.Count} outputs; the frame has {outputs}.", nameof(row));

        foreach (OutputExplanation output in row.Outputs)
        {
            if (output.Attributions.Length != players || output.StandardErrors.Length != players || output.IntervalHalfWidths.Length != players)
            {
                throw new ArgumentException(
                    $"Row {row.Row} has {output.Attributions.Length} attributions, {output.StandardErrors.Length} standard errors and "
                    + $"{output.IntervalHalfWidths.Length} half-widths; the frame has {players} players.",
                    nameof(row));
            }

            if (output.Interactions.Length != 0 && output.Interactions.Length != players * players)
                throw new ArgumentException($"Row {row.Row} has {output.Interactions.Length} interactions; the frame has {players} x {players} pairs of players.", nameof(row));
        }
    }

    public static void Check(RowExplanation row, ExplanationFrame frame)
    {
        Check(row, frame.Outputs.Count, frame.Players.Count);
        if (row.Cells.Count != frame.Features.Count)
            throw new ArgumentException($"Row {row.Row} has {row.Cells.Count} cells; the frame has {frame.Features.Count} features.", nameof(row));
    }
}
