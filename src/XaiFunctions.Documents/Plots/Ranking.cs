using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.Documents.Plots;

/// <summary>The order of players in plots.</summary>
internal static class Ranking
{
    /// <summary>The players' indexes, most important for an output first.</summary>
    public static IEnumerable<int> Of(GlobalSummary summary, int output)
    {
        var indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int player = 0; player < summary.Frame.Players.Count; player++)
            indexes[summary.Frame.Players.Names[player]] = player;
        return summary.ToSection()!.Outputs[output].Importance.Select(player => indexes[player.Player]);
    }

    /// <summary>The players' indexes, those that moved an output of one row most first; what is not finite comes last.</summary>
    public static IEnumerable<int> Of(RowExplanation row, int output)
    {
        double[] sizes = [.. row.Outputs[output].Attributions.ToArray().Select(value => double.IsFinite(value) ? Math.Abs(value) : -1)];
        return Enumerable.Range(0, sizes.Length).OrderByDescending(player => sizes[player]);
    }
}
