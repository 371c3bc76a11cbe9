using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Documents.Content;

/// <summary>Turns Core's attributions into the rows that the writers take.</summary>
public static class RowExplanations
{
    /// <summary>Gives the explained rows block by block, as <see cref="Summaries.GlobalSummary.AddBlock"/> wants them.</summary>
    /// <param name="frame">The names; its features are the columns of <paramref name="cells"/>.</param>
    /// <param name="attributions">The results; their first row begins a block of <see cref="CoalitionPlan.RowsPerBlock"/> rows.</param>
    /// <param name="cells">The rows as the model took them, row-major: rows x columns.</param>
    /// <param name="codes">The codes that the cells of categories were made with.</param>
    /// <param name="rowNumbers">The 1-based data row of each.</param>
    /// <exception cref="ArgumentException">The parts differ in rows, columns, outputs or players.</exception>
    /// <remarks>The rows are views of the attributions' arrays: writers may use them, whoever keeps them copies.</remarks>
    public static IEnumerable<RowExplanation[]> Blocks(
        ExplanationFrame frame, Attributions attributions, double[] cells, CategoryCodes codes, IReadOnlyList<long> rowNumbers)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(attributions);
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(rowNumbers);
        if (attributions.OutputCount != frame.Outputs.Count || attributions.PlayerCount != frame.Players.Count)
            throw new ArgumentException("The attributions are of other outputs or players than the frame's.", nameof(attributions));
        if (rowNumbers.Count != attributions.RowCount || cells.Length != (long)attributions.RowCount * frame.Features.Count)
            throw new ArgumentException($"{cells.Length} cells and {rowNumbers.Count} row numbers for {attributions.RowCount} rows.", nameof(cells));

        return Enumerable.Range(0, attributions.RowCount)
            .Select(row => Row(frame, attributions, cells, codes, row, rowNumbers[row]))
            .Chunk(CoalitionPlan.RowsPerBlock);
    }

    /// <summary>The word that documents use for a stop reason; one of <see cref="StopReasons"/>.</summary>
    public static string Word(this StopReason reason) => StopReasons.All[(int)reason];

    private static RowExplanation Row(
        ExplanationFrame frame, Attributions attributions, double[] cells, CategoryCodes codes, int row, long number)
    {
        int columns = frame.Features.Count;
        var values = new CellValue[columns];
        for (int column = 0; column < columns; column++)
            values[column] = CellValue.FromCell(frame.Features[column], cells[(row * columns) + column], codes);

        var outputs = new OutputExplanation[attributions.OutputCount];
        for (int output = 0; output < outputs.Length; output++)
        {
            int players = attributions.PlayerCount;
            int at = ((row * outputs.Length) + output) * players;
            outputs[output] = new OutputExplanation(
                attributions.Predictions[(row * outputs.Length) + output],
                attributions.BaseValues[output],
                attributions.Values.AsMemory(at, players),
                attributions.StandardErrors.AsMemory(at, players),
                attributions.IntervalHalfWidths.AsMemory(at, players));
        }

        return new RowExplanation(number, values, outputs, attributions.Evaluations[row]) { StopReason = attributions.StopReason.Word() };
    }
}
