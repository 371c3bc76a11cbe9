using XaiFunctions.Core.Cards;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Governance;

/// <summary>What a card does not know, in sentences that say where it could be said.</summary>
internal static class CardGaps
{
    public static IReadOnlyList<string> Of(ModelFacts facts, MeasuredAudit? audit) => [.. Unsaid(facts.Card), .. Unmeasured(audit)];

    private static IEnumerable<string> Unsaid(CardText card)
    {
        foreach ((bool isSaid, string what, string member) in ((bool, string, string)[])[
            (card.Overview is not null, "what the model is", "overview"),
            (card.Owners.Count > 0, "who owns it", "owners"),
            (card.License is not null, "its licence", "license"),
            (card.Architecture is not null, "its architecture", "architecture"),
            (card.TrainingData is not null, "what it was trained on", "trainingData"),
            (card.Users.Count > 0, "who is meant to use it", "users"),
            (card.UseCases.Count > 0, "what it is meant for", "useCases"),
            (card.OutOfScope.Count > 0, "what it must not be used for", "outOfScope"),
            (card.Limitations.Count > 0, "what it cannot do", "limitations"),
            (card.Tradeoffs.Count > 0, "what was traded for what", "tradeoffs"),
            (card.EthicalConsiderations.Count > 0, "whom it may harm and what is done about it", "ethicalConsiderations")])
        {
            if (!isSaid)
                yield return $"Not stated: {what} (card.{member} of the manifest).";
        }
    }

    private static IEnumerable<string> Unmeasured(MeasuredAudit? audit)
    {
        if (audit is null)
        {
            yield return "Not measured: there is no audit of this version yet.";
            yield break;
        }

        if (audit.Rows == 0)
            yield return "Not measured: nothing was scored in the period of the audit.";
        if (audit.Metrics.All(metric => !metric.Name.StartsWith("performance.", StringComparison.Ordinal)))
            yield return "Not measured: how right the predictions are; no labels were used.";
        if (audit.Metrics.All(metric => !metric.Name.StartsWith("fairness.", StringComparison.Ordinal)))
            yield return "Not measured: differences between groups of people.";
        if (audit.Metrics.All(metric => !metric.Name.StartsWith("robustness.", StringComparison.Ordinal)))
            yield return "Not measured: how predictions withstand changed input.";
        foreach (IGrouping<string, (string Name, string Absence)> group in audit.Unmeasured.GroupBy(metric => metric.Absence).OrderBy(group => group.Key, StringComparer.Ordinal))
            yield return $"{PeopleNumbers.Count(group.Count())} metric(s) have no value, {Reason(group.Key)}: {string.Join(", ", group.Take(10).Select(metric => metric.Name))}{(group.Count() > 10 ? ", ..." : "")}.";
    }

    private static string Reason(string absence) => absence switch
    {
        "noRows" => "because there were no rows",
        "tooFew" => "because there were too few rows",
        "oneClass" => "because all labels were of one class",
        "constant" => "because the values do not vary",
        "zeroDenominator" => "because they are not defined there",
        _ => "because what they need was not there",
    };
}
