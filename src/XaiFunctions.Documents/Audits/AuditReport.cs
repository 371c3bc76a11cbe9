using System.Text;
using XaiFunctions.Core.Calibration;
using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Audits.Fairness;
using XaiFunctions.Documents.Audits.Probes;
using XaiFunctions.Documents.Audits.Slices;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits;

/// <summary>Writes an audit as one self-contained page that needs no script and loads nothing. Every text from the data is encoded.</summary>
public static class AuditReport
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    /// <summary>Writes the page as UTF-8; the stream stays open.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="document">The audit.</param>
    /// <param name="summary">The attributions of the period, for plots.</param>
    /// <param name="output">The audited output.</param>
    public static void Write(Stream stream, AuditDocument document, GlobalSummary summary, int output)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(summary);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        var html = new Markup();
        string title = $"Audit of {document.Audit.Model}, version {document.Audit.Version}";
        html.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Element("title", title).Raw("\n<style>\n").Raw(PlotStyle.Css).Raw("\n").Raw(ReportStyle.Css)
            .Raw("\n</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n<header>\n").Element("h1", title).Element("p", AuditWords.Lead(document), "lead")
            .Raw("\n</header>\n<main id=\"content\">\n");
        WriteAlerts(html, document);
        Section(html, "findings", "Findings", () => List(html, document.Findings));
        if (document.Attribution is not null)
            WritePlots(html, summary, output);
        if (document.Data is { } data)
            WriteColumns(html, "data", "Data against the background", data);
        if (document.Attribution?.Players is { } players)
            WriteColumns(html, "attributions", "Attributions against the reference sweep", players);
        if (document.Performance?.Calibration is { Bins.Count: > 0 } calibration)
            WriteReliability(html, calibration);
        if (document.Fairness is { } fairness)
            FairnessReport.Write(html, fairness);
        if (document.Slices is { } slices)
            SlicePages.Write(html, slices);
        ProbeReport.Write(html, document);
        WriteMetrics(html, document);
        html.Raw("</main>\n<footer class=\"muted\"><p>").Text($"Audit {document.Audit.Id}, finished {document.Audit.FinishedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC, schema {document.SchemaVersion}.")
            .Raw("</p><p>Signed: ____________________ Date: ____________________</p></footer>\n</body>\n</html>\n");
        writer.Write(html.TakeAll());
    }

    private static void WriteAlerts(Markup html, AuditDocument document) => Section(html, "alerts", "Alerts", () =>
    {
        if (document.Alerts.Count == 0)
            html.Element("p", "None.").Raw("\n");
        foreach (AuditAlert alert in document.Alerts)
            html.Raw("<div class=\"note\"><p><strong>").Text(AuditWords.Of(alert.Severity)).Raw(":</strong> ").Text(alert.Sentence).Raw("</p></div>\n");
    });

    private static void WritePlots(Markup html, GlobalSummary summary, int output) => Section(html, "plots", "What mattered in the period", () =>
    {
        html.Raw("<div class=\"grid\">\n");
        // Plots with a point or a column a row are in the reports of jobs, which go with their rows.
        foreach (Plot plot in (Plot[])[ImportanceBars.Draw(summary, output), PredictionHistogram.Draw(summary, output, SmallCells.DefaultMinimumCount)])
            html.Raw("<figure>").Element("h3", plot.Title).Element("figcaption", plot.Description).Raw(plot.ToInline()).Raw("</figure>\n");
        html.Raw("</div>\n");
    });

    private static void WriteColumns(Markup html, string id, string title, DataDrift data) => Section(html, id, title, () => Table(
        html,
        id,
        ["Column", "Verdict", "Decided by", "Score", "Threshold", "Adjusted p", "PSI", "Missing", "Unseen"],
        3,
        data.Columns.Select(column => (string[])
        [
            column.Column, AuditWords.Verdict(column), AuditWords.Method(column), Number(column.Score), AuditWords.Threshold(column), Number(column.AdjustedPValue),
            Number(column.PopulationStability?.Value), Share(column.CurrentMissing), Share(column.Unseen),
        ])));

    private static void WriteReliability(Markup html, CalibrationReport calibration) => Section(html, "calibration", "Whether probabilities mean what they say", () => Table(
        html,
        "calibration",
        ["Probability", "Rows", "Mean probability", "Share that is yes", "95 % interval"],
        1,
        calibration.Bins.Select(bin => (string[])
        [
            $"{PeopleNumbers.Short(bin.Low)} to {PeopleNumbers.Short(bin.High)}", bin.Count is { } count ? PeopleNumbers.Count(count) : "too few", Number(bin.MeanProbability),
            bin.Count > 0 ? AuditWords.Value(bin.Frequency) : "", AuditWords.Interval(bin.Frequency),
        ])));

    private static void WriteMetrics(Markup html, AuditDocument document) => Section(html, "metrics", "All metrics", () => Table(
        html,
        "metrics",
        ["Metric", "Value", "95 % interval", "Rows"],
        1,
        document.Metrics.Select(metric => (string[])[metric.Key, AuditWords.Value(metric.Value), AuditWords.Interval(metric.Value), PeopleNumbers.Count(metric.Value.Count)])));

    internal static void Section(Markup html, string id, string title, Action content)
    {
        html.Raw($"<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">").Text(title).Raw("</h2>\n");
        content();
        html.Raw("</section>\n");
    }

    internal static void List(Markup html, IEnumerable<string> items)
    {
        html.Raw("<ul>\n");
        foreach (string item in items)
            html.Element("li", item).Raw("\n");
        html.Raw("</ul>\n");
    }

    internal static void Table(Markup html, string id, string[] header, int firstNumber, IEnumerable<string[]> rows)
    {
        html.Raw($"<div class=\"scroll\" role=\"region\" aria-labelledby=\"{id}-h\" tabindex=\"0\"><table>\n<thead><tr>");
        foreach (string cell in header)
            html.Raw(Array.IndexOf(header, cell) >= firstNumber ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">").Text(cell).Raw("</th>");
        html.Raw("</tr></thead>\n<tbody>\n");
        foreach (string[] row in rows)
        {
            html.Raw("<tr><th scope=\"row\">").Text(row[0]).Raw("</th>");
            for (int column = 1; column < row.Length; column++)
                html.Element("td", row[column], column >= firstNumber ? "number" : null);
            html.Raw("</tr>\n");
        }

        html.Raw("</tbody></table></div>\n");
    }

    internal static string Number(double? value) => value is { } known ? PeopleNumbers.Short(known) : "";

    internal static string Share(Estimate? share) => share is { Value: { } value } ? PeopleNumbers.Percent(value) : "";
}
