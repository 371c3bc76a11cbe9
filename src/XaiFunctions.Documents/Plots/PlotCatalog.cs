using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.Documents.Plots;

/// <summary>All plots of a job by name, for the report and as files of their own.</summary>
public static class PlotCatalog
{
    /// <summary>How many of the most important players have a dependence plot.</summary>
    public const int DependencePlots = 6;

    /// <summary>
    /// The names are <c>importance-O</c>, <c>beeswarm-O</c>, <c>heatmap-O</c>, <c>predictions-O</c>, <c>dependence-O-P</c> and <c>waterfall-O-KIND</c>, where O is the
    /// output's and P the player's 1-based number and KIND one of <see cref="TellingKinds"/>.
    /// </summary>
    /// <returns>The plots in the order of the report; none if there are no rows.</returns>
    public static IEnumerable<Plot> All(GlobalSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return summary.RowCount == 0
            ? []
            : Enumerable.Range(0, summary.Frame.Outputs.Count).SelectMany(output => Overview(summary, output)
                .Concat(Dependences(summary, output))
                .Concat(Waterfalls(summary, output).Select(waterfall => waterfall.Plot)));
    }

    internal static IReadOnlyList<Plot> Overview(GlobalSummary summary, int output) =>
        [ImportanceBars.Draw(summary, output), Beeswarm.Draw(summary, output), HeatMap.Draw(summary, output), PredictionHistogram.Draw(summary, output)];

    /// <summary>The dependence plots of the players that move the output most; players that never move it have none.</summary>

    internal static IReadOnlyList<Plot> Dependences(GlobalSummary summary, int output) =>
    [
        .. Ranking.Of(summary, output).Take(Math.Min(DependencePlots, summary.ToSection()!.Outputs[output].Importance.Count(player => player.MeanAbsolute > 0)))
            .Select(player => Dependence.Draw(summary, output, player)).OfType<Plot>(),
    ];

    internal static IReadOnlyList<(string Kind, RowExplanation Row, Plot Plot)> Waterfalls(GlobalSummary summary, int output) =>
    [
        .. summary.Telling(output).Select(telling => (
            telling.Kind, telling.Row, Waterfall.Draw($"waterfall-{output + 1}-{telling.Kind}", summary.Frame, telling.Row, output))),
    ];
}
