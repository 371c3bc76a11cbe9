using System.Globalization;
using System.Text;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Governance;

/// <summary>Writes a page as one self-contained HTML file that needs no script and loads nothing. Every text is encoded.</summary>
internal static class GovernancePageHtml
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    public static byte[] Write(GovernancePage page)
    {
        var html = new Markup();
        html.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Element("title", page.Title).Raw("\n<style>\n").Raw(PlotStyle.Css).Raw("\n").Raw(ReportStyle.Css)
            .Raw("\n</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n<header>\n").Element("h1", page.Title).Element("p", page.Lead, "lead")
            .Raw("\n<nav aria-label=\"Sections\"><ul>\n");
        for (int section = 0; section < page.Sections.Count; section++)
            html.Raw(string.Create(CultureInfo.InvariantCulture, $"<li><a href=\"#s{section}\">")).Text(page.Sections[section].Title).Raw("</a></li>\n");
        html.Raw("</ul></nav>\n</header>\n<main id=\"content\">\n");
        for (int section = 0; section < page.Sections.Count; section++)
            Write(html, page.Sections[section], string.Create(CultureInfo.InvariantCulture, $"s{section}"));
        html.Raw("</main>\n<footer class=\"muted\"></footer>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(html.TakeAll());
    }

    private static void Write(Markup html, PageSection section, string id)
    {
        html.Raw($"<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">").Text(section.Title).Raw("</h2>\n").Raw(section.IsGap ? "<div class=\"note\">\n" : "");
        foreach (string paragraph in section.Paragraphs)
            html.Element("p", paragraph).Raw("\n");
        if (section.Items.Count > 0)
        {
            html.Raw("<ul>\n");
            foreach (string item in section.Items)
                html.Element("li", item).Raw("\n");
            html.Raw("</ul>\n");
        }

        if (section.Table is { } table)
            Write(html, table, id);
        html.Raw(section.IsGap ? "</div>\n" : "").Raw("</section>\n");
    }

    private static void Write(Markup html, PageTable table, string id)
    {
        html.Raw($"<div class=\"scroll\" role=\"region\" aria-labelledby=\"{id}-h\" tabindex=\"0\"><table>\n<thead><tr>");
        foreach (string name in table.Header)
            html.Raw("<th scope=\"col\">").Text(name).Raw("</th>");
        html.Raw("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<PageCell> row in table.Rows)
        {
            html.Raw("<tr>");
            for (int column = 0; column < row.Count; column++)
            {
                html.Raw(column == 0 ? "<th scope=\"row\">" : "<td>");
                if (row[column].Address is { } address)
                    html.Raw("<a href=\"").Text(address).Raw("\">").Text(row[column].Text).Raw("</a>");
                else
                    html.Text(row[column].Text);
                html.Raw(column == 0 ? "</th>" : "</td>");
            }

            html.Raw("</tr>\n");
        }

        html.Raw("</tbody></table></div>\n");
    }
}
