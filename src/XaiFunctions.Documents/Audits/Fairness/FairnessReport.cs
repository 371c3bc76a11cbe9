using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Words;
using static XaiFunctions.Documents.Audits.AuditReport;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>Writes the section on fairness of an audit's page.</summary>
internal static class FairnessReport
{
    public static void Write(Markup html, FairnessSection section) => Section(html, "fairness", "How groups of people are treated", () =>
    {
        if (section.Status != FairnessStatus.Measured)
        {
            html.Element("p", FairnessWords.Why(section.Status)).Raw("\n");
            return;
        }

        html.Element("p", $"The favourable outcome is {(section.Favourable ? "yes" : "no")} of the audited output. {section.Method}", "muted").Raw("\n");
        html.Element("p", $"Groups of fewer than {PeopleNumbers.Count(section.MinimumCount)} rows are put together, with others from which they could be had by subtraction. {section.FourFifthsNote}", "muted").Raw("\n");
        FairnessColumn[] measured = [.. section.Columns.Where(column => column.Status == FairnessStatus.Measured)];
        html.Raw("<div class=\"grid\">\n");
        foreach ((FairnessColumn column, int index) in measured.Select((column, index) => (column, index)))
        {
            var plot = GroupRates.Draw($"fairness-{index + 1}", column);
            html.Raw("<figure>").Element("h3", plot.Title).Element("figcaption", plot.Description).Raw(plot.ToInline()).Raw("</figure>\n");
        }

        html.Raw("</div>\n");
        foreach ((FairnessColumn column, int index) in section.Columns.Select((column, index) => (column, index)))
            WriteColumn(html, section, column, $"fairness-column-{index + 1}");
        html.Raw("<details><summary>").Text("Methods that need the training of the model").Raw("</summary>\n");
        List(html, section.NeedsTraining.Select(method => $"{method.Name}: {method.Goal}. {method.Absence}"));
        html.Raw("</details>\n");
    });

    private static void WriteColumn(Markup html, FairnessSection section, FairnessColumn column, string id)
    {
        html.Raw($"<h3 id=\"{id}-h\">").Text(column.Name).Raw("</h3>\n");
        if (column.Status != FairnessStatus.Measured)
        {
            html.Element("p", FairnessWords.Why(column.Status)).Raw("\n");
            return;
        }

        WriteGroups(html, column, id);
        if (column.WithoutGroup != 0)
            html.Element("p", $"{(column.WithoutGroup is { } rows ? PeopleNumbers.Count(rows) : "A few")} rows have no value and are in no group.", "muted").Raw("\n");
        if (column.Weight is { } weight)
            html.Element("p", $"Weight in the model: {FairnessWords.Share(weight.Share)}{Interval(weight.Share)} of all mean |attribution|, rank {PeopleNumbers.Count(weight.Rank)} ({string.Join(", ", weight.Players)}).").Raw("\n");
        if (column.Proxy is { BalancedAccuracy.HasValue: true } proxy)
            WriteProxy(html, column, proxy);
        WriteParity(html, column, id);
        WriteDetails(html, section, column, id);
    }

    private static void WriteGroups(Markup html, FairnessColumn column, string id) => Table(
        html,
        id,
        ["Group", "Verdict", "Rows", "Decided favourably", "95 % interval", "All others", "Ratio", "Adjusted p", "True positive rate", "False positive rate"],
        2,
        column.Groups.Select(group => (string[])
        [
            group.Group, Verdict(group), PeopleNumbers.Count(group.Count), FairnessWords.Share(group.Selection.Rate), AuditWords.Interval(group.Selection.Rate), FairnessWords.Share(group.Selection.Others),
            Number(group.Selection.Ratio), Number(group.Selection.AdjustedPValue), Share(group.TruePositive?.Rate), Share(group.FalsePositive?.Rate),
        ]));

    private static string Verdict(GroupStanding group) => (group.Selection.IsApart, group.TruePositive?.IsApart == true || group.FalsePositive?.IsApart == true) switch
    {
        (true, true) => "disparate, unequal errors",
        (true, false) => "disparate",
        (false, true) => "unequal errors",
        _ => "not apart",
    };

    private static void WriteProxy(Markup html, FairnessColumn column, ProxyCheck proxy)
    {
        string most = string.Join(", ", proxy.Players.Take(5).Select(player => $"{player.Player} {PeopleNumbers.Percent(Math.Max(0, player.Uncertainty))}"));
        html.Element("p", $"Proxies: the other players predict {column.Name} with a balanced accuracy of {FairnessWords.Share(proxy.BalancedAccuracy)}{Interval(proxy.BalancedAccuracy)}, {PeopleNumbers.Percent(proxy.ByChance)} by chance. "
            + $"Share of its entropy that each takes away: {most}.").Raw("\n");
    }

    private static void WriteParity(Markup html, FairnessColumn column, string id)
    {
        if (column.Parity is not { } parity)
            return;
        (string Name, Estimate Value)[] rows =
        [
            ("Demographic parity difference", parity.DemographicParityDifference), ("Demographic parity ratio (the four-fifths figure)", parity.DemographicParityRatio),
            ("Equalized odds difference", parity.EqualizedOddsDifference), ("Equalized odds ratio", parity.EqualizedOddsRatio),
            ("Equal opportunity difference", parity.EqualOpportunityDifference), ("Equal opportunity ratio", parity.EqualOpportunityRatio),
        ];
        Table(html, id, ["Between groups", "Value", "95 % interval"], 1, rows.Select(row => (string[])[row.Name, AuditWords.Value(row.Value), AuditWords.Interval(row.Value)]));
    }

    private static void WriteDetails(Markup html, FairnessSection section, FairnessColumn column, string id)
    {
        if (column.Verdicts is not { } verdicts)
            return;
        Details(html, "Every metric by group (Fairlearn)", () => Table(
            html,
            id,
            ["Metric", "All rows", .. column.Metrics[1].ByGroup.Select(group => group.Group), "Difference", "Ratio"],
            1,
            column.Metrics.Skip(1).Select(frame => (string[])[FairnessWords.Of(frame.Metric), AuditWords.Value(frame.Overall), .. frame.ByGroup.Select(group => AuditWords.Value(group.Value)), AuditWords.Value(frame.Difference), AuditWords.Value(frame.Ratio)])));
        Details(html, $"Parity against {verdicts.ReferenceGroup ?? "a reference group"} (Aequitas)", () => Table(
            html,
            id,
            ["Group", "Statistical", "Impact", "Type I", "Type II", "Equalized odds", "Unsupervised", "Supervised"],
            1,
            verdicts.Groups.Where(group => group.Count is not null).Select(group => (string[])
            [
                group.Group, Yes(group.StatisticalParity), Yes(group.ImpactParity), Yes(group.TypeIParity), Yes(group.TypeIIParity), Yes(group.EqualizedOdds), Yes(group.UnsupervisedFairness), Yes(group.SupervisedFairness),
            ])));
        if (column.Facets.Count > 0)
        {
            Details(html, "Each group against all other rows (Clarify)", () => Table(
                html,
                id,
                ["Metric", "What it is", .. column.Facets.Select(facet => facet.Group)],
                2,
                column.Facets[0].Metrics.Select((metric, index) => (string[])[metric.Name, metric.Description, .. column.Facets.Select(facet => AuditWords.Value(facet.Metrics[index].Value))])));
        }

        if (column.Comparison.Count > 0)
        {
            Details(html, $"All others against {string.Join(", ", column.Privileged)} (AIF360)", () => Table(
                html, id, ["Metric", "What it is", "Value", "95 % interval"], 2, column.Comparison.Select(metric => (string[])[metric.Name, metric.Description, AuditWords.Value(metric.Value), AuditWords.Interval(metric.Value)])));
        }

        if (column.Mitigations.Count > 0)
            Details(html, "What other decisions from the same scores would do (analysis only)", () => WriteMitigations(html, section, column, id));
    }

    private static void WriteMitigations(Markup html, FairnessSection section, FairnessColumn column, string id)
    {
        html.Element("p", section.MitigationNote).Raw("\n");
        foreach (WhatIf method in column.Mitigations)
        {
            html.Element("h4", $"{method.Name}: {method.Goal}").Raw("\n");
            if (method.Absence is { } absence)
            {
                html.Element("p", absence).Raw("\n");
                continue;
            }

            Table(
                html,
                id,
                ["Group", "Selected before", "after", "True positive rate before", "after", "False positive rate before", "after", "Accuracy before", "after", "Changed"],
                1,
                method.Rows.Select(row => (string[])
                [
                    row.Group, Percent(row.Before.SelectionRate), Percent(row.After.SelectionRate), Percent(row.Before.TruePositiveRate), Percent(row.After.TruePositiveRate),
                    Percent(row.Before.FalsePositiveRate), Percent(row.After.FalsePositiveRate), Percent(row.Before.Accuracy), Percent(row.After.Accuracy), Percent(row.Changed),
                ]));
            List(html, method.Rows.Where(row => row.Rule is not null).Select(row => $"{row.Group}: {row.Rule}."));
        }
    }

    private static void Details(Markup html, string title, Action content)
    {
        html.Raw("<details><summary>").Text(title).Raw("</summary>\n");
        content();
        html.Raw("</details>\n");
    }

    private static string Interval(Estimate estimate) => estimate.Interval is { } interval ? $" ({PeopleNumbers.Percent(interval.Low)} to {PeopleNumbers.Percent(interval.High)})" : "";

    private static string Percent(double share) => PeopleNumbers.Percent(share);

    private static string Yes(bool? verdict) => verdict switch { true => "within", false => "outside", _ => "not defined" };
}
