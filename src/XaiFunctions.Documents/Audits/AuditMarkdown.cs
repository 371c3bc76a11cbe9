using System.Text;
using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Audits.Fairness;
using XaiFunctions.Documents.Audits.Probes;
using XaiFunctions.Documents.Audits.Slices;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits;

/// <summary>Writes an audit as a page of Markdown, for a ticket or to be signed.</summary>
public static class AuditMarkdown
{
    /// <summary>Writes the page as UTF-8 with line feeds; the stream stays open.</summary>
    public static void Write(Stream stream, AuditDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        AuditSubject audit = document.Audit;
        writer.WriteLine($"# Audit of {MarkdownSummary.Escape(audit.Model)}, version {MarkdownSummary.Escape(audit.Version)}");
        writer.WriteLine();
        writer.WriteLine(MarkdownSummary.Escape(AuditWords.Lead(document)));
        writer.WriteLine();
        writer.WriteLine("## Alerts");
        writer.WriteLine();
        if (document.Alerts.Count == 0)
            writer.WriteLine("None.");
        foreach (AuditAlert alert in document.Alerts)
            writer.WriteLine($"- **{AuditWords.Of(alert.Severity)}**: {MarkdownSummary.Escape(alert.Sentence)}");
        writer.WriteLine();
        writer.WriteLine("## Findings");
        writer.WriteLine();
        foreach (string finding in document.Findings)
            writer.WriteLine($"- {MarkdownSummary.Escape(finding)}");
        if (document.Data is { } data)
            WriteColumns(writer, "Data", data);
        if (document.Attribution?.Players is { } players)
            WriteColumns(writer, "Attributions", players);
        if (document.Fairness is { } fairness)
            FairnessMarkdown.Write(writer, fairness);
        if (document.Slices is { } slices)
            SlicePages.Write(writer, slices);
        ProbeReport.Write(writer, document);
        WriteMetrics(writer, document);
        writer.WriteLine();
        writer.WriteLine($"Audit {audit.Id}, finished {audit.FinishedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
        writer.WriteLine();
        writer.WriteLine("Signed: ____________________ Date: ____________________");
    }

    private static void WriteColumns(TextWriter writer, string title, DataDrift data)
    {
        writer.WriteLine();
        writer.WriteLine($"## {title}");
        writer.WriteLine();
        writer.WriteLine("| column | verdict | decided by | score | threshold | adjusted p |");
        writer.WriteLine("|---|---|---|---:|---:|---:|");
        foreach (ColumnDrift column in data.Columns)
            writer.WriteLine($"| {MarkdownSummary.Escape(column.Column)} | {AuditWords.Verdict(column)} | {AuditWords.Method(column)} | {PeopleNumbers.Short(column.Score)} | {AuditWords.Threshold(column)} | {PeopleNumbers.Short(column.AdjustedPValue)} |");
    }

    private static void WriteMetrics(TextWriter writer, AuditDocument document)
    {
        writer.WriteLine();
        writer.WriteLine("## Metrics");
        writer.WriteLine();
        writer.WriteLine("| metric | value | 95 % interval | rows |");
        writer.WriteLine("|---|---:|---:|---:|");
        foreach ((string name, Estimate metric) in document.Metrics.Where(metric => !metric.Key.StartsWith("data.", StringComparison.Ordinal) || metric.Key == "data.driftedShare"))
            writer.WriteLine($"| {MarkdownSummary.Escape(name)} | {AuditWords.Value(metric)} | {AuditWords.Interval(metric)} | {PeopleNumbers.Count(metric.Count)} |");
    }
}
