using System.Text;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Report;

/// <summary>
/// Writes <c>report.html</c>: one self-contained file that needs no script and loads nothing.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes the report as UTF-8; the stream stays open.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="document">The document.</param>
    /// <param name="summary">What was gathered over the rows, for plots and the table of rows; null if no row was explained.</param>
    public static void Write(Stream stream, ExplanationDocument document, GlobalSummary? summary)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(document);
        var html = new Html();
        html.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Element("title", $"Explanation of {document.Model.Name}").Raw("\n</head>\n<body>\n<main>\n");
        html.Element("h1", $"How {document.Model.Name} came to its decisions").Raw("\n");
        if (document.Failure is { } failure)
            html.Element("p", failure.Reason).Raw("\n");
        foreach (OutputSummary output in document.Summary?.Outputs ?? [])
            WriteOutput(html, output);
        html.Raw("</main>\n</body>\n</html>\n");
        stream.Write(Encoding.UTF8.GetBytes(html.ToString()));
    }

    private static void WriteOutput(Html html, OutputSummary output)
    {
        html.Element("h2", output.Output).Raw("\n<table>\n<tr><th>Player</th><th>Mean |attribution|</th></tr>\n");
        foreach (PlayerImportance player in output.Importance)
        {
            html.Raw("<tr>").Element("td", player.Player).Element("td", PeopleNumbers.Short(player.MeanAbsolute)).Raw("</tr>\n");
        }

        html.Raw("</table>\n");
    }
}
