using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Plots;

/// <summary>Where values stand among all values of a player.</summary>
internal static class Ranks
{
    /// <summary>For each row the share of rows with a lower value, 0 to 1; NaN for missing values, categories and groups.</summary>
    public static double[] Levels(ExplanationFrame frame, IReadOnlyList<RowExplanation> rows, int player)
    {
        double[] values = [.. rows.Select(row => Ordered(frame, row, player))];
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        if (sorted.Length == 0)
            return values;

        double spread = Math.Max(1, sorted.Length - 1);
        return [.. values.Select(value => double.IsNaN(value) ? value : MiddleOf(sorted, value) / spread)];
    }

    /// <summary>The value of a player's one ordered column, or NaN.</summary>
    public static double Ordered(ExplanationFrame frame, RowExplanation row, int player)
    {
        if (frame.SingleFeature(player) is null or { Type: Core.Tables.FeatureType.Category })
            return double.NaN;
        CellValue cell = row.Cells[frame.Players.Columns(player)[0]];
        return cell.Kind is CellKind.Number or CellKind.Boolean ? cell.Number : double.NaN;
    }

    // Equal values stand in the middle of the places that they take together, the lowest and the highest ones at the ends.
    private static double MiddleOf(double[] sorted, double value)
    {
        int first = Search(sorted, value, below: true);
        int end = Search(sorted, value, below: false);
        return first == 0 ? 0 : end == sorted.Length ? sorted.Length - 1 : (first + end - 1) / 2.0;
    }

    private static int Search(double[] sorted, double value, bool below)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || (!below && sorted[middle] == value))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
