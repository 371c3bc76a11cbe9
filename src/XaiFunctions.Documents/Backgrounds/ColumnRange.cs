using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Backgrounds;

/// <summary>The values that a column of the background has.</summary>
/// <param name="Minimum">The smallest number; infinite if there is none.</param>
/// <param name="Maximum">The largest number; minus infinite if there is none.</param>
/// <param name="Texts">The texts of a category, else null.</param>
internal sealed record ColumnRange(double Minimum, double Maximum, IReadOnlySet<string>? Texts)
{
    /// <summary>The range of the numbers; 0 if there are not two different ones.</summary>
    public double Width => Maximum > Minimum ? Maximum - Minimum : 0;

    public static ColumnRange Of(Feature feature, int column, Background background, CategoryCodes codes)
    {
        HashSet<string>? texts = feature.Type == FeatureType.Category ? new(StringComparer.Ordinal) : null;
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        for (int row = 0; row < background.RowCount; row++)
        {
            double cell = background.Row(row)[column];
            if (double.IsNaN(cell))
                continue;
            if (texts is not null)
                texts.Add(codes.Text((int)cell));
            else
                (minimum, maximum) = (Math.Min(minimum, cell), Math.Max(maximum, cell));
        }

        return new ColumnRange(minimum, maximum, texts);
    }

    /// <summary>Where a value lies: 0 within, -1 below, 1 above; 1 also for a text that the background does not have. A missing value lies within.</summary>
    public int Side(CellValue cell) => cell.Kind switch
    {
        CellKind.Missing => 0,
        CellKind.Text => Texts is null || Texts.Contains(cell.Text!) ? 0 : 1,
        _ => cell.Number < Minimum ? -1 : cell.Number > Maximum ? 1 : 0,
    };
}
