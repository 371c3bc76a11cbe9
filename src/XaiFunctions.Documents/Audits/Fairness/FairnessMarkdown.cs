using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>Writes the section on fairness of an audit's page of Markdown: who is decided how.</summary>
internal static class FairnessMarkdown
{
    public static void Write(TextWriter writer, FairnessSection section)
    {
        writer.WriteLine();
        writer.WriteLine("## Fairness");
        writer.WriteLine();
        if (section.Status != FairnessStatus.Measured)
        {
            writer.WriteLine(FairnessWords.Why(section.Status));
            return;
        }

        writer.WriteLine($"{section.Method} Groups of fewer than {PeopleNumbers.Count(section.MinimumCount)} rows are put together.");
        writer.WriteLine();
        writer.WriteLine("| column | group | rows | decided favourably | all others | ratio | adjusted p | apart |");
        writer.WriteLine("|---|---|---:|---:|---:|---:|---:|---|");
        foreach (FairnessColumn column in section.Columns)
        {
            foreach (GroupStanding group in column.Groups)
            {
                writer.WriteLine(
                    $"| {MarkdownSummary.Escape(column.Name)} | {MarkdownSummary.Escape(group.Group)} | {PeopleNumbers.Count(group.Count)} | {FairnessWords.Share(group.Selection.Rate)} | {FairnessWords.Share(group.Selection.Others)} | "
                    + $"{AuditReport.Number(group.Selection.Ratio)} | {AuditReport.Number(group.Selection.AdjustedPValue)} | {(group.Selection.IsApart ? "yes" : "no")} |");
            }
        }

        writer.WriteLine();
        writer.WriteLine(section.FourFifthsNote);
    }
}
