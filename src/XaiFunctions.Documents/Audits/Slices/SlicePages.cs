using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Words;
using static XaiFunctions.Documents.Audits.AuditReport;

namespace XaiFunctions.Documents.Audits.Slices;

/// <summary>Writes the section on slices of an audit's page, and of its Markdown.</summary>
internal static class SlicePages
{
    public static void Write(Markup html, SliceSection section) => Section(html, "slices", "Slices", () =>
    {
        html.Element("p", $"{section.Method} Slices have at least {PeopleNumbers.Count(section.MinimumCount)} rows in either half.", "muted").Raw("\n");
        foreach ((SliceSearch search, int index) in section.Searches.Select((search, index) => (search, index)))
            Write(html, search, $"slices-{index + 1}");
    });

    public static void Write(TextWriter writer, SliceSection section)
    {
        writer.WriteLine();
        writer.WriteLine("## Slices");
        writer.WriteLine();
        writer.WriteLine(section.Method);
        writer.WriteLine();
        writer.WriteLine("| looked for | slice | rows | inside | outside | adjusted p | significant |");
        writer.WriteLine("|---|---|---:|---:|---:|---:|---|");
        foreach (SliceSearch search in section.Searches)
        {
            foreach (FoundSlice slice in search.Slices)
            {
                writer.WriteLine(
                    $"| {SliceWords.Title(search.Criterion)} | {MarkdownSummary.Escape(SliceWords.Conditions(slice))} | {PeopleNumbers.Count(slice.Inside.Count)} | {AuditWords.Value(slice.Inside)} | {AuditWords.Value(slice.Outside)} | "
                    + $"{Number(slice.AdjustedPValue)} | {(slice.IsSignificant ? "yes" : "no")} |");
            }
        }
    }

    private static void Write(Markup html, SliceSearch search, string id)
    {
        html.Raw($"<h3 id=\"{id}-h\">").Text(SliceWords.Title(search.Criterion)).Raw("</h3>\n");
        if (search.Slices.Count == 0)
        {
            html.Element("p", search.Absence is { } absence && absence != Absence.Constant ? $"Not looked for: {Why(absence)}." : "No slice was found.").Raw("\n");
            return;
        }

        bool hasTable = search.Slices.Any(slice => slice.Table is not null);
        string value = SliceWords.Of(search.Criterion);
        Table(
            html,
            id,
            ["Slice", "Verdict", "Rows", $"{char.ToUpperInvariant(value[0])}{value[1..]} inside", "95 % interval", "Outside", "Adjusted p", .. hasTable ? (string[])["Share that is yes", "Mean probability", "Decided yes", "Accuracy"] : []],
            2,
            search.Slices.Select(slice => (string[])
            [
                SliceWords.Conditions(slice), slice.IsSignificant ? search.Criterion == SliceCriterion.Attribution ? "moved more" : "worse" : "may be chance", PeopleNumbers.Count(slice.Inside.Count), AuditWords.Value(slice.Inside), AuditWords.Interval(slice.Inside),
                AuditWords.Value(slice.Outside), Number(slice.AdjustedPValue), .. hasTable ? Cells(slice.Table) : [],
            ]));
    }

    private static string[] Cells(SliceTableRow? row) => row is null ? ["", "", "", ""]
        : [PeopleNumbers.Percent(row.BaseRate), PeopleNumbers.Percent(row.MeanProbability), PeopleNumbers.Percent(row.SelectionRate), PeopleNumbers.Percent(row.Accuracy)];

    private static string Why(Absence absence) => absence switch
    {
        Absence.NotApplicable => "there are no labels, or the output is no probability",
        Absence.NoRows => "there are no rows",
        _ => "there are too few rows",
    };
}
