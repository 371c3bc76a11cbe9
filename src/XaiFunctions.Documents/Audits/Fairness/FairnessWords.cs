using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>What an audit found on fairness, in words.</summary>
internal static class FairnessWords
{
    private const int MostGroups = 5;
    private const double FourFifths = 0.8;

    public static IEnumerable<string> Findings(FairnessSection? section)
    {
        if (section is null)
            yield break;
        if (section.Status != FairnessStatus.Measured)
        {
            yield return Why(section.Status);
            yield break;
        }

        foreach (string finding in Groups(section).Concat(section.Columns.Where(column => !column.IsIntersection).SelectMany(Column)))
            yield return finding;
    }

    public static string Why(FairnessStatus status) => status switch
    {
        FairnessStatus.NoSensitiveColumns => "No column is named as sensitive, in the model's manifest or the audit policy, so that fairness was not measured.",
        FairnessStatus.NotApplicable => "Fairness was not measured: the audited output is no probability of a yes/no question, so that there are no decisions to compare.",
        FairnessStatus.NoRows => "Fairness was not measured: there are no rows.",
        _ => "Fairness was not measured: fewer than two groups have enough rows to be told apart.",
    };

    public static string Of(GroupMetric metric) => metric switch
    {
        GroupMetric.SelectionRate => "selection rate",
        GroupMetric.BaseRate => "base rate",
        GroupMetric.TruePositiveRate => "true positive rate",
        GroupMetric.TrueNegativeRate => "true negative rate",
        GroupMetric.FalsePositiveRate => "false positive rate",
        GroupMetric.FalseNegativeRate => "false negative rate",
        GroupMetric.NegativePredictiveValue => "negative predictive value",
        GroupMetric.FalseDiscoveryRate => "false discovery rate",
        GroupMetric.FalseOmissionRate => "false omission rate",
        GroupMetric.ZeroOneLoss => "share of errors",
        GroupMetric.BalancedAccuracy => "balanced accuracy",
        GroupMetric.RocAuc => "ROC AUC",
        GroupMetric.LogLoss => "log loss",
        GroupMetric.MeanPrediction => "mean prediction",
        _ => metric.ToString(),
    };

    /// <summary>"sex = female": groups of an intersection name their columns themselves.</summary>
    public static string Named(FairnessColumn column, string group) => column.IsIntersection && group != FairnessAuditor.SmallGroups ? group : $"{column.Name} = {group}";

    private static IEnumerable<string> Groups(FairnessSection section)
    {
        (FairnessColumn Column, GroupStanding Group)[] all = [.. section.Columns.SelectMany(column => column.Groups.Select(group => (column, group)))];
        (FairnessColumn Column, GroupStanding Group)[] disparate = [.. all.Where(entry => entry.Group.Selection.IsApart)];
        (FairnessColumn Column, GroupStanding Group)[] unequal = [.. all.Where(entry => entry.Group.TruePositive?.IsApart == true || entry.Group.FalsePositive?.IsApart == true)];
        foreach ((FairnessColumn column, GroupStanding group) in disparate.Take(MostGroups))
        {
            yield return $"Of {Named(column, group.Group)} {Share(group.Selection.Rate)} are decided favourably, of all others {Share(group.Selection.Others)}"
                + $"{(group.Selection.Ratio is { } ratio ? $": a ratio of {PeopleNumbers.Short(ratio)}" : "")}; chance does not explain that (adjusted p {PeopleNumbers.Short(group.Selection.AdjustedPValue)}).";
        }

        if (disparate.Length > MostGroups)
            yield return $"{PeopleNumbers.Count(disparate.Length - MostGroups)} more groups are decided favourably at another rate than all others.";
        foreach ((FairnessColumn column, GroupStanding group) in unequal.Take(MostGroups))
        {
            bool isTrue = group.TruePositive?.IsApart == true;
            RateStanding rate = isTrue ? group.TruePositive! : group.FalsePositive!;
            yield return $"Of those with {Named(column, group.Group)} whose label is {(isTrue ? "favourable" : "not favourable")}, {Share(rate.Rate)} are decided favourably, of all others {Share(rate.Others)}; "
                + $"chance does not explain that (adjusted p {PeopleNumbers.Short(rate.AdjustedPValue)}).";
        }

        if (unequal.Length > MostGroups)
            yield return $"{PeopleNumbers.Count(unequal.Length - MostGroups)} more groups have other true or false positive rates than all others.";
        if (disparate.Length + unequal.Length == 0)
            yield return $"In none of the {PeopleNumbers.Count(all.Length)} groups of {PeopleNumbers.Count(section.Columns.Count)} sensitive column(s) and intersections are decisions or errors further from those of all others than chance explains. That is no proof that there is no difference.";
    }

    private static IEnumerable<string> Column(FairnessColumn column)
    {
        if (column.Status != FairnessStatus.Measured)
            yield return $"{column.Name}: fewer than two groups have enough rows to be told apart.";
        if (column.Parity?.DemographicParityRatio is { Value: { } ratio } figure && ratio < FourFifths)
        {
            yield return $"{column.Name}: the least over the greatest selection rate is {PeopleNumbers.Short(ratio)}{(figure.Interval is { } interval ? $" (95 % interval {PeopleNumbers.Short(interval.Low)} to {PeopleNumbers.Short(interval.High)})" : "")}, "
                + "below four fifths: a figure to look into, not a finding about the law.";
        }

        if (column.Weight is { Share.Value: { } share } weight)
            yield return $"{column.Name} makes up {PeopleNumbers.Percent(share)} of what moves the model (rank {PeopleNumbers.Count(weight.Rank)}).";
        if (column.Proxy is { IsProxied: true, BalancedAccuracy.Value: { } accuracy } proxy)
        {
            yield return $"The other players predict {column.Name} with a balanced accuracy of {PeopleNumbers.Percent(accuracy)} ({PeopleNumbers.Percent(proxy.ByChance)} by chance), {proxy.Players[0].Player} most of all: "
                + "leaving the column out would not keep it out.";
        }
    }

    public static string Share(Estimate share) => share.Value is { } value ? PeopleNumbers.Percent(value) : AuditWords.Value(share);
}
