using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>The selection rates of a column's groups, with 95 % intervals, beside that of all rows.</summary>
internal static class GroupRates
{
    private const int MostGroups = 20;
    private const double Width = 380;
    private const double RowHeight = 34;
    private const double BarHeight = 10;
    private const double Right = Width - 8;

    public static Plot Draw(string id, FairnessColumn column)
    {
        GroupStanding[] shown = [.. column.Groups.OrderBy(group => group.Selection.Rate.Value).Take(MostGroups)];
        var x = new LinearScale(0, 1, 0, Right);
        double bottom = shown.Length * RowHeight;
        var svg = new Svg();
        Axis.Below(svg, x, 0, bottom, "share decided favourably");
        for (int index = 0; index < shown.Length; index++)
            DrawRow(svg, shown[index], index * RowHeight, x);
        if (column.Metrics.Count > 0 && column.Metrics[0].Overall.Value is { } overall)
            svg.Line(x.At(overall), 0, x.At(overall), bottom, "mark");
        return new Plot(
            id,
            $"Who is decided favourably, by {PlayerWords.Title(column.Name)}",
            $"Bars of the share decided favourably in each group, least first, with 95 % intervals; the dashed line is that of all rows: {string.Join(", ", shown.Take(5).Select(group => $"{group.Group} {FairnessWords.Share(group.Selection.Rate)}"))}.",
            Width,
            bottom + Axis.BelowHeight,
            svg.Body);
    }

    private static void DrawRow(Svg svg, GroupStanding group, double top, LinearScale x)
    {
        string value = $"{FairnessWords.Share(group.Selection.Rate)} of {PeopleNumbers.Count(group.Count)}";
        svg.FittedText(0, top + 13, group.Group, Right - TextFit.Width(value) - 14);
        svg.Text(Right, top + 13, value, "small", Anchor.End);
        double middle = top + 18 + (BarHeight / 2);
        svg.Rect(0, middle - (BarHeight / 2), x.At(group.Selection.Rate.Value ?? 0), BarHeight, group.Selection.IsApart ? "down" : "bar");
        if (group.Selection.Rate.Interval is { } interval)
            Whisker.Draw(svg, x.At(interval.Low), x.At(interval.High), middle);
    }
}
