using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Performance;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>Makes tables for people out of mitigations.</summary>
internal static class WhatIfWriter
{
    /// <summary>A method by group.</summary>
    public static WhatIf Of(Mitigation mitigation, GroupedOutcomes outcomes) =>
        Of(mitigation, group => outcomes.Groups.TryGetValue(group, out BinaryOutcomes? own) ? own.Labelled : mitigation.Rows.Where(row => row.Rule is not null).Sum(row => outcomes.Groups[row.Group].Labelled));

    /// <summary>A method for two groups.</summary>
    public static WhatIf Of(Mitigation mitigation, BinaryOutcomes unprivileged, BinaryOutcomes privileged) =>
        Of(mitigation, group => group == "unprivileged" ? unprivileged.Labelled : group == "privileged" ? privileged.Labelled : unprivileged.Labelled + privileged.Labelled);

    /// <summary>A method without a result.</summary>
    public static WhatIf Of(Mitigation mitigation) => Of(mitigation, _ => 1);

    private static WhatIf Of(Mitigation mitigation, Func<string, long> rowsOf) => new(
        mitigation.Name, mitigation.Goal, mitigation.Absence, [.. mitigation.Rows.Select(row => new WhatIfRow(row.Group, row.Before, row.After, row.Flips / rowsOf(row.Group), Words(row.Rule)))]);

    private static string? Words(DecisionRule? rule)
    {
        if (rule is null)
            return null;
        string byScore = rule.ShareOfFirst >= 1 || rule.FirstThreshold == rule.SecondThreshold ? Above(rule.FirstThreshold)
            : rule.ShareOfFirst <= 0 ? Above(rule.SecondThreshold)
            : $"{Above(rule.FirstThreshold)} in {PeopleNumbers.Percent(rule.ShareOfFirst)} of cases, {Above(rule.SecondThreshold)} in the others";
        return rule.ShareOfConstant <= 0
            ? byScore
            : $"yes with probability {PeopleNumbers.Short(rule.Constant)} in {PeopleNumbers.Percent(rule.ShareOfConstant)} of cases, {byScore} in the others";
    }

    private static string Above(double threshold) => double.IsPositiveInfinity(threshold) ? "never yes" : double.IsNegativeInfinity(threshold) ? "always yes" : $"yes above {PeopleNumbers.Short(threshold)}";
}
