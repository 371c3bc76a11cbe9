using System.Numerics.Tensors;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Backgrounds;

/// <summary>
/// How closely players go together in the background: the largest |correlation| of a column of the one and a column of the other, numbers by
/// their ranks (Spearman 1904), each frequent text of a category as a column of zeros and ones. Missing values stand in the middle.
/// </summary>
internal sealed class Associations
{
    private const int MostTexts = 16;

    private readonly double[][][] columns;

    public Associations(BackgroundProfile profile)
    {
        ExplanationFrame frame = profile.Frame;
        columns = new double[frame.Players.Count][][];
        for (int player = 0; player < columns.Length; player++)
        {
            var ofPlayer = new List<double[]>();
            foreach (int column in frame.Players.Columns(player))
                ofPlayer.AddRange(Numbers([.. profile.Rows.Select(row => row[column])]).Where(Standardize));
            columns[player] = [.. ofPlayer];
        }
    }

    /// <summary>The largest |correlation| of two players' columns, 0 to 1.</summary>
    public double Between(int first, int second)
    {
        double largest = 0;
        foreach (double[] one in columns[first])
        {
            foreach (double[] other in columns[second])
                largest = Math.Max(largest, Math.Abs(TensorPrimitives.Dot(one, other)));
        }

        return Math.Min(1, largest);
    }

    private static IEnumerable<double[]> Numbers(CellValue[] cells)
    {
        if (!Array.Exists(cells, cell => cell.Kind == CellKind.Text))
            return [Ranks(cells)];
        return cells.Where(cell => cell.Kind == CellKind.Text).GroupBy(cell => cell.Text!, StringComparer.Ordinal)
            .OrderByDescending(text => text.Count()).ThenBy(text => text.Key, StringComparer.Ordinal).Take(MostTexts)
            .Select(text => cells.Select(cell => cell.Text == text.Key ? 1.0 : 0.0).ToArray());
    }

    private static double[] Ranks(CellValue[] cells)
    {
        int[] present = [.. Enumerable.Range(0, cells.Length).Where(row => cells[row].Kind != CellKind.Missing)];
        double[] ofPresent = Correlations.Ranks([.. present.Select(row => cells[row].Number)]);
        var ranks = new double[cells.Length];
        Array.Fill(ranks, (present.Length - 1) / 2.0);
        for (int i = 0; i < present.Length; i++)
            ranks[present[i]] = ofPresent[i];
        return ranks;
    }

    // To mean 0 and length 1, so that a product is a correlation; false for a column that does not vary.
    private static bool Standardize(double[] column)
    {
        TensorPrimitives.Subtract(column, TensorPrimitives.Sum<double>(column) / column.Length, column);
        double length = TensorPrimitives.Norm<double>(column);
        if (!(length > 1e-9))
            return false;
        TensorPrimitives.Divide(column, length, column);
        return true;
    }
}
