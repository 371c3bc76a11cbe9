using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>
/// Rows from left to right by rising prediction, the most important players as lanes, each cell as strong as the effect. What raises the output
/// lies in the upper half of its lane and what lowers it in the lower half, so that colour is not needed to tell them.
/// </summary>
public static class HeatMap
{
    /// <summary>The most players drawn.</summary>
    public const int MostPlayers = 12;

    /// <summary>The most columns; neighbouring rows share one if there are more, and it shows their mean.</summary>
    public const int MostColumns = 120;

    private const int Strengths = 5;
    private const double Width = 380;
    private const double Left = 46;
    private const double Right = Width - 8;
    private const double CurveTop = 22;
    private const double CurveBottom = 74;
    private const double LanesTop = 84;
    private const double LaneHeight = 44;
    private const double HalfLane = 11;
    private const double LabelHeight = 18;

    /// <summary>Rows with about the same prediction, as one column.</summary>
    private sealed record Column(double Prediction, double[] Effects);

    /// <summary>Draws the map.</summary>
    /// <param name="summary">What was gathered over the rows; not empty.</param>
    /// <param name="output">The output's index.</param>
    public static Plot Draw(GlobalSummary summary, int output)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ExplanationFrame frame = summary.Frame;
        int[] players = [.. Ranking.Of(summary, output).Take(MostPlayers)];
        RowExplanation[] rows = [.. summary.SampledRows.OrderBy(row => row.Outputs[output].Prediction).ThenBy(row => row.Row)];
        Column[] columns = [.. Columns(rows, output, players)];
        double strongest = columns.SelectMany(column => column.Effects).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        var svg = new Svg();
        DrawCurve(svg, columns, SpaceWords.Output(frame, output));
        for (int index = 0; index < players.Length; index++)
        {
            double top = LanesTop + (index * LaneHeight);
            svg.FittedText(0, top + 13, frame.Players.Names[players[index]], Right);
            DrawLane(svg, [.. columns.Select(column => column.Effects[index])], top + LabelHeight + HalfLane, strongest);
        }

        double bottom = LanesTop + (players.Length * LaneHeight) + 4;
        svg.Text(Left, bottom + 12, "← lower prediction", "small");
        svg.Text(Right, bottom + 12, "higher prediction →", "small", Anchor.End);
        DrawLegend(svg, bottom + 34, strongest);
        string each = rows.Length > columns.Length ? "One column for some rows with nearly the same prediction" : "One column a row";
        return new Plot(
            $"heatmap-{output + 1}",
            $"Effects row by row on {PlayerWords.Output(frame.Outputs[output])}",
            $"{each} ({PeopleNumbers.Sampled(rows.Length, summary.RowCount)}), from the lowest prediction at the left to the highest at the right; the line at the top is the prediction. A mark in the upper half of a lane raised it, one in the lower half lowered it; the stronger the colour, the more.",
            Width,
            bottom + 44,
            svg.Body);
    }

    private static IEnumerable<Column> Columns(RowExplanation[] rows, int output, int[] players)
    {
        int count = Math.Min(MostColumns, rows.Length);
        for (int column = 0; column < count; column++)
        {
            RowExplanation[] members = rows[(int)((long)column * rows.Length / count)..(int)((column + 1L) * rows.Length / count)];
            yield return new Column(
                members.Sum(row => row.Outputs[output].Prediction / members.Length),
                [.. players.Select(player => members.Sum(row => row.Outputs[output].Attributions.Span[player] / members.Length))]);
        }
    }

    private static void DrawCurve(Svg svg, Column[] columns, string label)
    {
        var y = LinearScale.Over(columns.Select(column => column.Prediction), CurveBottom, CurveTop, 0.06);
        Axis.Left(svg, y, Left, Right, label, ticks: 2);
        var path = new System.Text.StringBuilder();
        for (int column = 0; column < columns.Length; column++)
        {
            path.Append(column == 0 ? 'M' : 'L').Append(Markup.Number(At(column, columns.Length))).Append(' ').Append(Markup.Number(y.At(columns[column].Prediction)))
                .Append('H').Append(Markup.Number(At(column + 1, columns.Length)));
        }

        svg.Path(path.ToString(), "whisker");
    }

    private static void DrawLane(Svg svg, double[] effects, double middle, double strongest)
    {
        svg.Line(Left, middle, Right, middle, "axis");
        foreach (bool raises in new[] { true, false })
        {
            for (int strength = 1; strength <= Strengths; strength++)
            {
                string cells = Cells(effects, raises ? strength : -strength, middle, strongest);
                if (cells.Length > 0)
                    svg.Path(cells, $"{(raises ? "up" : "down")} s{strength}");
            }
        }
    }

    // All cells of a strength as one path; neighbours are joined.
    private static string Cells(double[] effects, int strength, double middle, double strongest)
    {
        var path = new System.Text.StringBuilder();
        for (int first = 0; first < effects.Length;)
        {
            int end = first + 1;
            while (end < effects.Length && Strength(effects[end], strongest) == Strength(effects[first], strongest))
                end++;
            if (Strength(effects[first], strongest) == strength)
            {
                double from = Math.Round(At(first, effects.Length), 1), to = Math.Round(At(end, effects.Length), 1);
                path.Append('M').Append(Markup.Number(from)).Append(' ').Append(Markup.Number(middle))
                    .Append('h').Append(Markup.Number(to - from)).Append('v').Append(Markup.Number(strength > 0 ? -HalfLane : HalfLane))
                    .Append('h').Append(Markup.Number(from - to)).Append('z');
            }

            first = end;
        }

        return path.ToString();
    }

    /// <summary>1 to 5 for what raises, -1 to -5 for what lowers, in steps of a fifth of the strongest effect; 0 below a fiftieth of it.</summary>
    private static int Strength(double effect, double strongest)
    {
        double share = effect / strongest;
        return Math.Abs(share) > 0.02 ? Math.Sign(share) * Math.Min(Strengths, 1 + (int)(Math.Abs(share) * Strengths)) : 0;
    }

    private static void DrawLegend(Svg svg, double y, double strongest)
    {
        const double size = 12;
        double at = Left;
        for (int strength = -Strengths; strength <= Strengths; strength++)
        {
            if (strength == 0)
                continue;
            svg.Rect(at, strength > 0 ? y - size : y - (size / 2), size, size / 2, $"{(strength > 0 ? "up" : "down")} s{Math.Abs(strength)}");
            at += size;
        }

        svg.Text(at + 8, y - 2, $"effects up to ± {PeopleNumbers.Short(strongest)}", "small");
    }

    private static double At(int column, int count) => Left + ((Right - Left) * column / count);
}
