using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>The metrics of fairness by their names: <c>fairness.{column}.{metric}</c>, where an intersection's column is "a + b".</summary>
internal static class FairnessMetrics
{
    private static readonly (string Source, string Name)[] Compared =
    [
        ("statistical_parity_difference", "statisticalParityDifference"),
        ("disparate_impact", "disparateImpact"),
        ("average_odds_difference", "averageOddsDifference"),
        ("consistency", "consistency"),
    ];

    public static IEnumerable<(string Name, Estimate Value)> Of(FairnessSection section)
    {
        long rows = section.Columns.Select(column => column.Groups.Sum(group => group.Count)).DefaultIfEmpty().Max();
        if (section.DisparateGroups is { } disparate)
            yield return ("fairness.disparateGroups", Estimate.Of(disparate, rows));
        if (section.UnequalGroups is { } unequal)
            yield return ("fairness.unequalGroups", Estimate.Of(unequal, rows));
        foreach (FairnessColumn column in section.Columns)
        {
            foreach ((string name, Estimate value) in Of(column))
                yield return ($"fairness.{column.Name}.{name}", value);
        }
    }

    private static IEnumerable<(string Name, Estimate Value)> Of(FairnessColumn column)
    {
        if (column.Parity is { } parity)
        {
            yield return ("demographicParityDifference", parity.DemographicParityDifference);
            yield return ("demographicParityRatio", parity.DemographicParityRatio);
        }

        if (column is { Parity: { } odds, Verdicts: not null })
        {
            yield return ("equalizedOddsDifference", odds.EqualizedOddsDifference);
            yield return ("equalizedOddsRatio", odds.EqualizedOddsRatio);
            yield return ("equalOpportunityDifference", odds.EqualOpportunityDifference);
            yield return ("equalOpportunityRatio", odds.EqualOpportunityRatio);
        }

        foreach ((string source, string name) in Compared)
        {
            if (column.Comparison.FirstOrDefault(metric => metric.Name == source) is { } metric)
                yield return (name, metric.Value);
        }

        if (column.Weight is { } weight)
            yield return ("attributionShare", weight.Share);
        if (column.Proxy is { } proxy)
            yield return ("proxyAccuracy", proxy.BalancedAccuracy);
    }
}
