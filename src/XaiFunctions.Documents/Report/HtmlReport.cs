using System.Text;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Report;

/// <summary>
/// Writes <c>report.html</c>: one self-contained file that needs no script and loads nothing, for screens of any width, light and dark, and
/// for paper. Every text from the data is encoded.
/// </summary>
public static class HtmlReport
{
    // Nothing may load or run, whatever a text contains: a second wall behind the encoding.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    /// <summary>Writes the report as UTF-8; the stream stays open.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="document">The document.</param>
    /// <param name="summary">What was gathered over the rows, for plots and the table of rows; null if no row was explained.</param>
    public static void Write(Stream stream, ExplanationDocument document, GlobalSummary? summary)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(document);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        var html = new Markup();
        WriteHead(html, document);
        WriteHeader(html, document, summary);
        html.Raw("<main id=\"content\">\n");
        if (document.Failure is { } failure)
            WriteFailure(html, failure);
        WriteWarnings(html, document.Warnings);
        for (int output = 0; summary?.RowCount > 0 && output < summary.Frame.Outputs.Count; output++)
        {
            OutputPart.Write(html, summary, output);
            writer.Write(html.TakeAll());
        }

        if (document.Summary?.Loss is { } loss)
            LossPart.Write(html, loss);
        BackMatter.Write(html, document);
        html.Raw("</main>\n<footer class=\"muted\"><p>").Text($"{ProductName} {document.Provenance.CodeVersion}, document schema {document.SchemaVersion}, job {document.Job.Id}.")
            .Raw("</p></footer>\n</body>\n</html>\n");
        writer.Write(html.TakeAll());
    }

    private const string ProductName = "XaiFunctions";

    private static void WriteHead(Markup html, ExplanationDocument document) => html
        .Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
        .Element("title", Title(document)).Raw("\n<style>\n").Raw(PlotStyle.Css).Raw("\n").Raw(ReportStyle.Css)
        .Raw("\n</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n");

    private static string Title(ExplanationDocument document) => document.Failure is null
        ? $"How {document.Model.Name} came to its predictions"
        : $"{document.Model.Name}: the rows could not be explained";

    private static void WriteHeader(Markup html, ExplanationDocument document, GlobalSummary? summary)
    {
        html.Raw("<header>\n").Element("h1", Title(document)).Raw("\n");
        if (document.Failure is null)
            html.Element("p", Headline.Rows(document), "lead").Raw("\n");
        foreach (OutputSummary output in document.Summary?.Outputs.Take(3) ?? [])
            html.Element("p", Headline.Output(output, document.Method!.Space), "lead").Raw("\n");
        if (document.Quality is not null)
        {
            html.Element("p", Headline.Sureness(document)).Raw("\n");
            WriteTiles(html, document);
        }

        html.Element("p", $"Model {document.Model.Name}, version {document.Model.Version}. Finished {document.Job.FinishedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC.", "muted");
        html.Raw("\n</header>\n<nav aria-label=\"Parts of this report\"><ul>\n");
        for (int output = 0; output < (summary?.RowCount > 0 ? summary.Frame.Outputs.Count : 0); output++)
            html.Raw($"<li><a href=\"#output-{output + 1}\">").Text(PlayerWords.Shorten(summary!.Frame.Outputs[output], 40)).Raw("</a></li>\n");
        if (document.Summary?.Loss is not null)
            html.Raw($"<li><a href=\"#{LossPart.Anchor}\">What the labels say</a></li>\n");
        if (document.Rejected.Count > 0)
            html.Raw("<li><a href=\"#rejected\">Rejected rows</a></li>\n");
        html.Raw("<li><a href=\"#method\">Method and accuracy</a></li>\n<li><a href=\"#provenance\">Provenance</a></li>\n</ul></nav>\n");
    }

    private static void WriteTiles(Markup html, ExplanationDocument document)
    {
        QualitySection quality = document.Quality!;
        html.Raw("<dl class=\"tiles\">\n");
        Tile(html, "Rows explained", PeopleNumbers.Count(quality.RowsExplained));
        Tile(html, "Rows rejected", PeopleNumbers.Count(quality.RowsRejected));
        Tile(html, "Players", PeopleNumbers.Count(document.Model.Players.Count));
        Tile(html, "Coalitions valued", PeopleNumbers.Count(document.Method!.Reached.Evaluations));
        Tile(html, "Widest 95 % interval", quality.LargestHalfWidth switch { 0 => "exact", { } widest => PeopleNumbers.HalfWidth(widest), null => "not known" });
        Tile(html, "Sums miss predictions by", Headline.Residual(quality.MaxAdditivityResidual));
        html.Raw("</dl>\n");
    }

    private static void Tile(Markup html, string name, string value) =>
        html.Raw("<div>").Element("dt", name).Element("dd", value).Raw("</div>\n");

    private static void WriteFailure(Markup html, FailureSection failure)
    {
        html.Raw("<section class=\"note\" aria-label=\"Failure\">\n").Element("p", failure.Reason, "lead").Raw("\n");
        if (failure.Problems.Count > 0)
        {
            html.Raw("<ul>\n");
            foreach (string problem in failure.Problems)
                html.Element("li", problem).Raw("\n");
            html.Raw("</ul>\n");
        }

        html.Raw("</section>\n");
    }

    private static void WriteWarnings(Markup html, IReadOnlyList<DocumentWarning> warnings)
    {
        if (warnings.Count == 0)
            return;

        html.Raw("<section class=\"note\" aria-label=\"Warnings\">\n");
        foreach (DocumentWarning warning in warnings)
            html.Raw("<p><strong>Note:</strong> ").Text(warning.Message).Raw("</p>\n");
        html.Raw("</section>\n");
    }
}
