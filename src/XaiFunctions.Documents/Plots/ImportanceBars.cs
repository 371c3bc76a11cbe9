using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>The players of one output by mean |attribution|: bars with 95 % intervals.</summary>
public static class ImportanceBars
{
    /// <summary>The most players drawn.</summary>
    public const int MostPlayers = 20;

    private const double Width = 380;
    private const double RowHeight = 34;
    private const double BarHeight = 10;
    private const double Right = Width - 8;

    /// <summary>Draws the bars.</summary>
    /// <param name="summary">What was gathered over the rows; not empty.</param>
    /// <param name="output">The output's index.</param>
    public static Plot Draw(GlobalSummary summary, int output)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ExplanationFrame frame = summary.Frame;
        return Draw(
            summary.ToSection()!.Outputs[output].Importance,
            summary.RowCount,
            $"importance-{output + 1}",
            $"What moves {PlayerWords.Output(frame.Outputs[output])} most",
            $"mean size of the {SpaceWords.Effect(frame, output)}");
    }

    /// <summary>Draws the bars of what was gathered elsewhere.</summary>
    /// <param name="all">The players, the strongest first; not empty.</param>
    /// <param name="rows">The rows over which was gathered.</param>
    /// <param name="id">The plot's name.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="axis">What the bars are.</param>
    public static Plot Draw(IReadOnlyList<PlayerImportance> all, long rows, string id, string title, string axis)
    {
        ArgumentNullException.ThrowIfNull(all);
        PlayerImportance[] shown = [.. all.Take(MostPlayers)];
        var x = LinearScale.Over(shown.SelectMany(player => new[] { 0, player.MeanAbsolute ?? 0, player.High ?? 0 }), 0, Right, 0) with { Low = 0 };
        bool rest = all.Count > shown.Length;
        double bottom = shown.Length * RowHeight;
        var svg = new Svg();
        Axis.Below(svg, x, 0, bottom, axis);
        for (int index = 0; index < shown.Length; index++)
            DrawRow(svg, shown[index], index * RowHeight, x);

        double height = bottom + Axis.BelowHeight;
        if (rest)
        {
            double sum = all.Skip(shown.Length).Sum(player => player.MeanAbsolute ?? 0);
            svg.Text(0, height + 12, $"{PeopleNumbers.Count(all.Count - shown.Length)} more players together: {PeopleNumbers.Short(sum)}", "small");
            height += 18;
        }

        string strongest = string.Join(", ", shown.Take(5).Select(player => $"{player.Player} {PeopleNumbers.Short(player.MeanAbsolute)}"));
        return new Plot(
            id,
            title,
            $"Bars of the mean size of each player's effect over {PeopleNumbers.Count(rows)} rows, largest first: {strongest}.",
            Width,
            height,
            svg.Body);
    }

    private static void DrawRow(Svg svg, PlayerImportance player, double top, LinearScale x)
    {
        string interval = player.Low is { } from && player.High is { } to ? $" ({PeopleNumbers.Short(from)} to {PeopleNumbers.Short(to)})" : "";
        string value = PeopleNumbers.Short(player.MeanAbsolute) + interval;
        svg.FittedText(0, top + 13, player.Player, Right - TextFit.Width(value) - 14);
        svg.Text(Right, top + 13, value, "small", Anchor.End);
        double middle = top + 18 + (BarHeight / 2);
        svg.Rect(0, middle - (BarHeight / 2), x.At(player.MeanAbsolute ?? 0), BarHeight, "bar");
        if (player.Low is { } low && player.High is { } high && high > low)
            Whisker.Draw(svg, x.At(low), x.At(high), middle);
    }
}
