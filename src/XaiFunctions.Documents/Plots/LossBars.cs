using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>The players by how much they reduce the loss: bars from 0, to the left if a player makes answers worse, with 95 % intervals.</summary>
public static class LossBars
{
    /// <summary>The plot's name.</summary>
    public const string Id = "loss";

    /// <summary>The most players drawn.</summary>
    public const int MostPlayers = ImportanceBars.MostPlayers;

    private const double Width = 380;
    private const double RowHeight = 34;
    private const double BarHeight = 10;
    private const double Right = Width - 8;

    /// <summary>Draws the bars.</summary>
    public static Plot Draw(LossSummary loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        PlayerLoss[] shown = [.. loss.Players.Take(MostPlayers)];
        var x = LinearScale.Over(shown.SelectMany(player => new[] { 0, player.Value ?? 0, player.Low ?? 0, player.High ?? 0 }), 0, Right, 0);
        double bottom = shown.Length * RowHeight;
        var svg = new Svg();
        Axis.Below(svg, x, 0, bottom, $"mean reduction of the {LossWords.Name(loss.Loss)}");
        for (int index = 0; index < shown.Length; index++)
            DrawRow(svg, shown[index], index * RowHeight, x);

        double height = bottom + Axis.BelowHeight;
        if (loss.Players.Count > shown.Length)
        {
            double sum = loss.Players.Skip(shown.Length).Sum(player => player.Value ?? 0);
            svg.Text(0, height + 12, $"{PeopleNumbers.Count(loss.Players.Count - shown.Length)} more players together: {PeopleNumbers.Short(sum)}", "small");
            height += 18;
        }

        string strongest = string.Join(", ", shown.Take(5).Select(player => $"{player.Player} {PeopleNumbers.Short(player.Value)}"));
        return new Plot(
            Id,
            "What the model's accuracy is owed to",
            $"Bars of how much each player reduces the mean {LossWords.Name(loss.Loss)} over {PeopleNumbers.Count(loss.Rows)} labelled rows, largest first: {strongest}.",
            Width,
            height,
            svg.Body);
    }

    private static void DrawRow(Svg svg, PlayerLoss player, double top, LinearScale x)
    {
        string value = PeopleNumbers.Short(player.Value) + LossWords.Interval(player);
        svg.FittedText(0, top + 13, player.Player, Right - TextFit.Width(value) - 14);
        svg.Text(Right, top + 13, value, "small", Anchor.End);
        double middle = top + 18 + (BarHeight / 2), from = x.At(Math.Min(0, player.Value ?? 0)), to = x.At(Math.Max(0, player.Value ?? 0));
        svg.Rect(from, middle - (BarHeight / 2), to - from, BarHeight, "bar");
        if (player.Low is { } low && player.High is { } high && high > low)
            Whisker.Draw(svg, x.At(low), x.At(high), middle);
    }
}
