using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>
/// How the attribution of a player depends on its value: a scatter for an ordered column, a line of dots for each value of a category or a
/// one-hot group. Null for groups of other columns, which have no one value.
/// </summary>
public static class Dependence
{
    /// <summary>The most rows drawn.</summary>
    public const int MostRows = 600;

    /// <summary>The most values of a category drawn, the frequent ones.</summary>
    public const int MostValues = 10;

    private const double Width = 380;
    private const double Right = Width - 8;
    private const double Top = 22;
    private const double Bottom = 200;
    private const double Left = 46;
    private const double RowHeight = 38;

    private sealed record Point(RowExplanation Row, double Effect);

    /// <summary>Draws the dependence on one player, or gives null if its values cannot be laid out.</summary>
    /// <param name="summary">What was gathered over the rows; not empty.</param>
    /// <param name="output">The output's index.</param>
    /// <param name="player">The player's index.</param>
    public static Plot? Draw(GlobalSummary summary, int output, int player)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ExplanationFrame frame = summary.Frame;
        Point[] points =
        [
            .. summary.SampledRows.Take(MostRows)
                .Select(row => new Point(row, row.Outputs[output].Attributions.Span[player]))
                .Where(point => double.IsFinite(point.Effect)),
        ];
        if (points.Length == 0)
            return null;

        bool ordered = frame.SingleFeature(player) is { Type: FeatureType.Number or FeatureType.Integer };
        return ordered ? Scatter(summary, output, player, points) : Values(summary, output, player, points);
    }

    private static Plot? Scatter(GlobalSummary summary, int output, int player, Point[] points)
    {
        ExplanationFrame frame = summary.Frame;
        Feature feature = frame.SingleFeature(player)!;
        (double Value, double Effect)[] known =
        [
            .. points.Select(point => (Ranks.Ordered(frame, point.Row, player), point.Effect)).Where(point => !double.IsNaN(point.Item1)),
        ];
        if (known.Length == 0)
            return null;

        var x = LinearScale.Over(known.Select(point => point.Value), Left, Right);
        var y = LinearScale.Over(points.Select(point => point.Effect).Append(0), Bottom, Top, 0.08);
        var svg = new Svg();
        Axis.Left(svg, y, Left, Right, SpaceWords.Effect(frame, output));
        string name = TextFit.Cut(feature.Name, 220, 11) + (feature.Unit is { Length: > 0 } unit ? $", {PlayerWords.Shorten(unit, 20)}" : "");
        Axis.Below(svg, x, Top, Bottom, name);
        svg.Dots([.. known.Select(point => (x.At(point.Value), y.At(point.Effect)))], "d3");
        double height = Bottom + Axis.BelowHeight;
        if (known.Length < points.Length)
        {
            double mean = points.Where(point => double.IsNaN(Ranks.Ordered(frame, point.Row, player))).Average(point => point.Effect);
            svg.Text(0, height + 12, $"{PeopleNumbers.Count(points.Length - known.Length)} rows without a value: {PeopleNumbers.Signed(mean)} on average", "small");
            height += 18;
        }

        double? direction = summary.ToSection()!.Outputs[output].Importance.First(importance => importance.Player == frame.Players.Names[player]).Direction;
        string trend = direction is { } correlation
            ? $" The correlation of value and effect is {PeopleNumbers.Short(correlation)}: {Trend(correlation)}."
            : "";
        return ToPlot(frame, output, player, $"One dot a row, {PeopleNumbers.Count(known.Length)} rows.{trend}", height, svg);
    }

    private static Plot? Values(GlobalSummary summary, int output, int player, Point[] points)
    {
        ExplanationFrame frame = summary.Frame;
        IGrouping<string, Point>[] values =
        [
            .. points.Where(point => PlayerWords.Value(frame, point.Row, player) is not null)
                .GroupBy(point => PlayerWords.Value(frame, point.Row, player)!, StringComparer.Ordinal)
                .OrderByDescending(value => value.Count()).ThenBy(value => value.Key, StringComparer.Ordinal),
        ];
        if (values.Length == 0)
            return null;

        IGrouping<string, Point>[] shown = [.. values.Take(MostValues).OrderByDescending(value => value.Average(point => point.Effect))];
        var x = LinearScale.Over(shown.SelectMany(value => value).Select(point => point.Effect).Append(0), 4, Right);
        double bottom = shown.Length * RowHeight;
        var svg = new Svg();
        Axis.Below(svg, x, 0, bottom, SpaceWords.Effect(frame, output));
        for (int index = 0; index < shown.Length; index++)
        {
            double mean = shown[index].Average(point => point.Effect);
            string words = $"{PeopleNumbers.Signed(mean)} in {PeopleNumbers.Count(shown[index].Count())} rows";
            svg.FittedText(0, (index * RowHeight) + 13, shown[index].Key, Right - TextFit.Width(words) - 14);
            svg.Text(Right, (index * RowHeight) + 13, words, "small", Anchor.End);
            double middle = (index * RowHeight) + 26;
            Swarm.Draw(svg, [.. shown[index].Select(point => new SwarmDot(point.Effect, double.NaN))], x, middle, 8);
            svg.Line(x.At(mean), middle - 9, x.At(mean), middle + 9, "over");
        }

        double height = bottom + Axis.BelowHeight;
        if (values.Length > shown.Length)
        {
            svg.Text(0, height + 12, $"{PeopleNumbers.Count(values.Length - shown.Length)} rarer values are not drawn", "small");
            height += 18;
        }

        string list = string.Join(", ", shown.Take(5).Select(value => $"{value.Key} {PeopleNumbers.Signed(value.Average(point => point.Effect))}"));
        return ToPlot(frame, output, player, $"Mean effects by value: {list}.", height, svg);
    }

    private static Plot ToPlot(ExplanationFrame frame, int output, int player, string description, double height, Svg svg) => new(
        $"dependence-{output + 1}-{player + 1}",
        $"How {PlayerWords.Output(frame.Outputs[output])} depends on {PlayerWords.Title(frame.Players.Names[player])}",
        description,
        Width,
        height,
        svg.Body);

    private static string Trend(double correlation) => correlation switch
    {
        > 0.3 => "higher values raise the output",
        < -0.3 => "higher values lower the output",
        _ => "there is no straight trend",
    };
}
