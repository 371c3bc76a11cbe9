using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Summaries;

/// <summary>How attributions depend on values, in few numbers: the sampled rows in bins of about as many rows each, or by text.</summary>
internal static class DependenceCurves
{
    /// <summary>The most players of an output that have a curve, the most important ones.</summary>
    public const int MostPlayers = 20;

    /// <summary>The most points of a curve.</summary>
    public const int MostPoints = 12;

    /// <summary>The curves of the most important players that have values which can be laid out and that ever move the output.</summary>
    /// <param name="frame">The names.</param>
    /// <param name="rows">The sampled rows.</param>
    /// <param name="output">The output's index.</param>
    /// <param name="ranked">The players, most important first.</param>
    public static IReadOnlyList<PlayerDependence> Of(ExplanationFrame frame, IReadOnlyList<RowExplanation> rows, int output, IReadOnlyList<PlayerImportance> ranked)
    {
        var indexes = frame.Players.Names.Select((name, player) => (name, player)).ToDictionary(entry => entry.name, entry => entry.player, StringComparer.Ordinal);
        var curves = new List<PlayerDependence>();
        foreach (PlayerImportance importance in ranked.Take(MostPlayers).Where(player => player.MeanAbsolute > 0))
        {
            int player = indexes[importance.Player];
            RowExplanation[] known = [.. rows.Where(row => double.IsFinite(row.Outputs[output].Attributions.Span[player]))];
            bool ordered = frame.SingleFeature(player) is { Type: FeatureType.Number or FeatureType.Integer };
            IReadOnlyList<DependencePoint> points = ordered ? Bins(frame, known, output, player) : Values(frame, known, output, player);
            if (points.Count > 0)
                curves.Add(new PlayerDependence(importance.Player, points.Sum(point => point.Rows), points));
        }

        return curves;
    }

    private static List<DependencePoint> Bins(ExplanationFrame frame, RowExplanation[] rows, int output, int player)
    {
        (double Value, double Effect)[] known =
        [
            .. rows.Select(row => (Value: Ranks.Ordered(frame, row, player), row.Outputs[output].Attributions.Span[player]))
                .Where(row => !double.IsNaN(row.Value)).OrderBy(row => row.Value),
        ];
        var points = new List<DependencePoint>();
        int least = (known.Length + MostPoints - 1) / MostPoints;
        for (int first = 0; first < known.Length;)
        {
            // Equal values stay together, so a bin may be larger than the others.
            int end = Math.Min(first + least, known.Length);
            while (end < known.Length && known[end].Value == known[end - 1].Value)
                end++;
            points.Add(Point(known[first].Value, known[end - 1].Value, null, [.. known[first..end].Select(row => row.Effect)]));
            first = end;
        }

        double[] missing = [.. rows.Where(row => double.IsNaN(Ranks.Ordered(frame, row, player))).Select(row => row.Outputs[output].Attributions.Span[player])];
        if (missing.Length > 0)
            points.Add(Point(null, null, null, missing));
        return points;
    }

    private static IReadOnlyList<DependencePoint> Values(ExplanationFrame frame, RowExplanation[] rows, int output, int player) =>
    [
        .. rows.Select(row => (Value: PlayerWords.Value(frame, row, player), row.Outputs[output].Attributions.Span[player]))
            .Where(row => row.Value is not null).GroupBy(row => row.Value!, row => row.Item2, StringComparer.Ordinal)
            .OrderByDescending(value => value.Count()).ThenBy(value => value.Key, StringComparer.Ordinal).Take(MostPoints)
            .Select(value => Point(null, null, value.Key, [.. value])),
    ];

    private static DependencePoint Point(double? from, double? to, string? value, double[] effects)
    {
        double mean = effects.Average();
        double deviation = effects.Length < 2 ? double.NaN : Math.Sqrt(effects.Sum(effect => (effect - mean) * (effect - mean)) / (effects.Length - 1));
        return new DependencePoint(from, to, value, effects.Length, PlayerSums.Finite(mean), PlayerSums.Finite(deviation));
    }
}
