using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Summaries;

/// <summary>Warns in words of what the numbers of a job do not bear out.</summary>
public static class SummaryWarnings
{
    private const int FewRows = 30;
    private const int TopPlayers = 5;
    private const double ManyUncertain = 0.1;
    private const double LowFidelity = 0.5;
    private const double PromisedResidual = 1e-6;

    /// <summary>The warnings that follow from the rows; none if there are no rows.</summary>
    public static IEnumerable<DocumentWarning> Of(GlobalSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        if (summary.ToSection() is not { } section || summary.ToQuality(0) is not { } quality)
            yield break;

        if (quality.RowsExplained < FewRows)
            yield return new("few-rows", $"Only {PeopleNumbers.Count(quality.RowsExplained)} rows were explained: what is said over all rows holds for these and hardly for others.");
        if (quality.LargestHalfWidth is null)
            yield return new("errors-unknown", "The sample of coalitions was too small to tell how sure the attributions are. Allow more evaluations.");
        else if (quality.ShareUncertain > ManyUncertain)
            yield return new("signs-unsure", $"For {PeopleNumbers.Percent(quality.ShareUncertain.Value)} of the attributions not even the sign is sure. More evaluations narrow the intervals.");

        if (quality.Fidelity < LowFidelity)
            yield return new("players-act-together", $"Sums of attributions tell little of what the model does when only some players are known (fidelity {PeopleNumbers.Short(quality.Fidelity)}; 1 if it only adds players up): players act together, and each attribution holds a share of that.");
        if (quality.RankStability is { UnsureShare: > ManyUncertain } ranks)
            yield return new("top-players-unsure", $"For {PeopleNumbers.Percent(ranks.UnsureShare)} of the rows it is not sure which {ranks.Players} players matter most: the probability that they are the ones given is below 95 %. More evaluations narrow the intervals.");

        double scale = section.Outputs.Max(output => Math.Max(Math.Abs(output.Predictions.Minimum ?? 0), Math.Abs(output.Predictions.Maximum ?? 0)));
        if (!(quality.MaxAdditivityResidual <= PromisedResidual * Math.Max(1, scale)))
            yield return new("not-additive", $"Base value and attributions miss a prediction by {PeopleNumbers.Short(quality.MaxAdditivityResidual)}; they should sum to it.");
        foreach (OutputSummary output in section.Outputs)
        {
            if (OfOutput(output) is { } warning)
                yield return warning;
        }
    }

    private static DocumentWarning? OfOutput(OutputSummary output)
    {
        if (output.Predictions is { Count: > 1, Minimum: { } minimum } && minimum == output.Predictions.Maximum)
            return new("constant-predictions", $"Every prediction of {output.Output} is {PeopleNumbers.Short(minimum)}.");

        string[] tied =
        [
            .. output.Importance.Take(TopPlayers).Where(player => player.TiedWithNext && player.MeanAbsolute > 0)
                .Select(player => $"{PlayerWords.Title(player.Player)} and {PlayerWords.Title(output.Importance[player.Rank].Player)}"),
        ];
        return tied.Length == 0
            ? null
            : new("order-unsure", $"What moves {PlayerWords.Output(output.Output)} more is not sure between {string.Join(", ", tied)}: their intervals overlap.");
    }
}
