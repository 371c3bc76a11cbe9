using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>Each sampled row as a dot on the line of each player, at its attribution, and looking as high as its value is.</summary>
public static class Beeswarm
{
    /// <summary>The most players drawn.</summary>
    public const int MostPlayers = 12;

    /// <summary>The most rows drawn.</summary>
    public const int MostRows = 400;

    private const double Width = 380;
    private const double RowHeight = 46;
    private const double HalfSwarm = 13;
    private const double Left = 4;
    private const double Right = Width - 8;
    private const double LegendHeight = 20;

    /// <summary>Draws the swarm.</summary>
    /// <param name="summary">What was gathered over the rows; not empty.</param>
    /// <param name="output">The output's index.</param>
    public static Plot Draw(GlobalSummary summary, int output)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ExplanationFrame frame = summary.Frame;
        RowExplanation[] rows = [.. summary.SampledRows.Take(MostRows)];
        int[] players = [.. Ranking.Of(summary, output).Take(MostPlayers)];
        var x = LinearScale.Over(players.SelectMany(player => rows.Select(row => row.Outputs[output].Attributions.Span[player])).Append(0), Left, Right);
        double bottom = LegendHeight + (players.Length * RowHeight);
        var svg = new Svg();
        double[][] levels = [.. players.Select(player => Ranks.Levels(frame, rows, player))];
        Swarm.Legend(svg, 12, Right, levels.Any(ofPlayer => ofPlayer.Any(double.IsNaN)));
        Axis.Below(svg, x, LegendHeight, bottom, SpaceWords.Effect(frame, output));
        for (int index = 0; index < players.Length; index++)
        {
            double top = LegendHeight + (index * RowHeight);
            svg.FittedText(0, top + 13, frame.Players.Names[players[index]], Right);
            SwarmDot[] dots =
            [
                .. rows.Select((row, place) => new SwarmDot(row.Outputs[output].Attributions.Span[players[index]], levels[index][place]))
                    .Where(dot => double.IsFinite(dot.X)),
            ];
            Swarm.Draw(svg, dots, x, top + 31, HalfSwarm);
        }

        return new Plot(
            $"beeswarm-{output + 1}",
            $"Effects of every player on {PlayerWords.Output(frame.Outputs[output])}",
            $"One dot a row ({PeopleNumbers.Sampled(rows.Length, summary.RowCount)}). Right of zero the player raised the output, left of it the player lowered it. Small dots are low values, large dots high ones.",
            Width,
            bottom + Axis.BelowHeight,
            svg.Body);
    }
}
