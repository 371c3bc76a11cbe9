using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Backgrounds;

/// <summary>Warns in words of what the background data do not bear out, and says it in numbers for <see cref="QualitySection"/>.</summary>
public static class BackgroundWarnings
{
    private const int FewRows = 30;
    private const int MostRowsOfMixtures = 64;
    private const int TopPlayers = 10;
    private const int MostNamed = 5;
    private const double Close = 0.7;
    private const double BeyondChance = 4;
    private const double ManyOff = 0.25;

    /// <summary>The quality section with what the background says.</summary>
    /// <param name="quality">What the rows say.</param>
    /// <param name="profile">The background.</param>
    /// <param name="ranges">Has seen every explained row.</param>
    /// <param name="summary">The explained rows.</param>
    public static QualitySection Complete(QualitySection quality, BackgroundProfile profile, InputRanges ranges, GlobalSummary summary)
    {
        ArgumentNullException.ThrowIfNull(quality);
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(ranges);
        ArgumentNullException.ThrowIfNull(summary);
        return quality with
        {
            RowsOutOfRange = ranges.RowsOutside,
            OffManifoldShare = profile.Manifold.Share([.. summary.SampledRows.Take(MostRowsOfMixtures)]),
        };
    }

    /// <summary>The warnings that follow from the background; none if no row was explained.</summary>
    /// <param name="profile">The background.</param>
    /// <param name="ranges">Has seen every explained row.</param>
    /// <param name="summary">The explained rows.</param>
    /// <param name="quality">Their quality, as <see cref="Complete"/> gives it.</param>
    public static IEnumerable<DocumentWarning> Of(BackgroundProfile profile, InputRanges ranges, GlobalSummary summary, QualitySection quality)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(ranges);
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(quality);
        if (summary.RowCount == 0)
            yield break;

        if (profile.RowCount < FewRows)
            yield return new("small-background", $"The background has only {PeopleNumbers.Count(profile.RowCount)} {(profile.RowCount == 1 ? "row" : "rows")}: attributions depend on which rows happen to be in it.");
        if (ranges.RowsOutside > 0)
            yield return new("out-of-range", OutOfRange(profile, ranges));
        if (CorrelatedPairs(profile, summary) is { Count: > 0 } pairs)
            yield return new("correlated-players", Correlated(profile.Frame, pairs));
        if (quality.OffManifoldShare > ManyOff)
            yield return new("off-manifold", $"About {PeopleNumbers.Percent(Math.Round(quality.OffManifoldShare.Value, 2))} of the mixtures of rows and background rows that attributions rest on are unlike any background row: the model answers there for combinations of values that it may never have seen.");
    }

    private static string OutOfRange(BackgroundProfile profile, InputRanges ranges)
    {
        var columns = ranges.Columns().ToList();
        List<string> named = [.. columns.Take(MostNamed).Select(column => Outside(profile, column))];
        if (columns.Count > MostNamed)
            named.Add($"{PeopleNumbers.Count(columns.Count - MostNamed)} more columns");
        string rows = ranges.RowsOutside == 1 ? "One row has" : $"{PeopleNumbers.Count(ranges.RowsOutside)} rows have";
        return $"{rows} values that the background does not cover: {PlayerWords.List(named)}. There the model is compared with nothing of the kind.";
    }

    private static string Outside(BackgroundProfile profile, (int Column, long Below, long Above) outside)
    {
        Feature feature = profile.Frame.Features[outside.Column];
        ColumnRange range = profile.Columns[outside.Column];
        string name = PlayerWords.Title(feature.Name);
        if (range.Texts is not null)
            return $"{name} with another value ({Rows(outside.Above)})";
        if (range.Minimum > range.Maximum)
            return $"{name}, which has no value there ({Rows(outside.Below + outside.Above)})";
        if (range.Width == 0)
            return $"{name} other than {PlayerWords.Value(feature, CellValue.Of(range.Minimum))} ({Rows(outside.Below + outside.Above)})";

        var sides = new List<string>();
        if (outside.Below > 0)
            sides.Add($"below {PlayerWords.Value(feature, CellValue.Of(range.Minimum))} ({Rows(outside.Below)})");
        if (outside.Above > 0)
            sides.Add($"above {PlayerWords.Value(feature, CellValue.Of(range.Maximum))} ({Rows(outside.Above)})");
        return $"{name} {string.Join(" or ", sides)}";
    }

    private static string Rows(long rows) => rows == 1 ? "1 row" : $"{PeopleNumbers.Count(rows)} rows";

    // Only pairs of which one matters, and which chance alone would hardly bring about in so few rows: the standard error of a
    // correlation of independent columns is 1 / sqrt(rows).
    private static List<(int First, int Second, double Correlation)> CorrelatedPairs(BackgroundProfile profile, GlobalSummary summary)
    {
        double least = Math.Max(Close, BeyondChance / Math.Sqrt(profile.Rows.Count));
        int[] players = [.. MattersMost(summary)];
        var pairs = new List<(int, int, double Correlation)>();
        for (int first = 0; first < players.Length; first++)
        {
            for (int second = first + 1; second < players.Length; second++)
            {
                if (profile.Associations.Between(players[first], players[second]) is var correlation && correlation >= least)
                    pairs.Add((players[first], players[second], correlation));
            }
        }

        return [.. pairs.OrderByDescending(pair => pair.Correlation)];
    }

    // The first players of each output in turn, each once.
    private static IEnumerable<int> MattersMost(GlobalSummary summary)
    {
        var names = summary.Frame.Players.Names.Select((name, player) => (name, player)).ToDictionary(entry => entry.name, entry => entry.player, StringComparer.Ordinal);
        return summary.ToSection()!.Outputs.SelectMany(output => output.Importance).Where(player => player.Rank <= TopPlayers && player.MeanAbsolute > 0)
            .OrderBy(player => player.Rank).Select(player => names[player.Player]).Distinct().Take(2 * TopPlayers);
    }

    private static string Correlated(ExplanationFrame frame, List<(int First, int Second, double Correlation)> pairs)
    {
        List<string> named =
        [
            .. pairs.Take(MostNamed).Select(pair =>
                $"{PlayerWords.Title(frame.Players.Names[pair.First])} with {PlayerWords.Title(frame.Players.Names[pair.Second])} (correlation {PeopleNumbers.Probability(pair.Correlation)})"),
        ];
        if (pairs.Count > MostNamed)
            named.Add($"{PeopleNumbers.Count(pairs.Count - MostNamed)} more pairs");
        return $"These go together in the background: {PlayerWords.List(named)}. How the effect is shared between them follows from the model alone, and could be otherwise in a model that predicts as well.";
    }
}
