using System.Globalization;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.App.Http.Pages;

/// <summary>The first page: the models, and what was explained lately.</summary>
public static class HomePage
{
    /// <summary>Makes the page.</summary>
    /// <param name="models">The registered models.</param>
    /// <param name="jobs">Jobs, the newest first.</param>
    /// <param name="key">What follows addresses so that they open with the reader's key.</param>
    public static Answer Of(ModelListView models, IReadOnlyList<JobRecord> jobs, string key) => Page.Of("XaiFunctions", isLive: false, html =>
    {
        html.Element("h2", "Models").Raw("\n");
        Table(html, "No model is registered yet.", ["Model", "Latest version", "Versions", "Background rows", "Registered"], models.Models, model =>
        {
            Models.RegistrationRecord newest = model.Versions.FirstOrDefault(version => version.Version == model.Latest) ?? model.Versions[^1];
            html.Element("td", model.Name).Element("td", model.Latest).Element("td", Count(model.Versions.Count))
                .Element("td", Count(newest.BackgroundRows)).Element("td", Page.Time(newest.RegisteredAt));
        });
        html.Element("h2", "Recent explanations").Raw("\n");
        Table(html, "Nothing has been explained yet.", ["Asked for", "Model", "Rows of", "State", "Rows", "Rejected"], jobs, job =>
        {
            html.Raw("<td><a href=\"").Text($"{JobView.Address(job.Id)}/page{key}").Raw("\">").Text(Page.Time(job.CreatedAt)).Raw("<span class=\"skip\">, job ").Text(job.Id).Raw("</span></a></td>")
                .Element("td", job.Model).Element("td", job.File ?? "a request").Element("td", job.State.ToString().ToLowerInvariant())
                .Element("td", job.Rows is { } rows ? Count(rows) : "").Element("td", job.Rejected is { } rejected ? Count(rejected) : "");
        });
    });

    private static void Table<T>(Markup html, string none, string[] names, IReadOnlyList<T> rows, Action<T> writeCells)
    {
        if (rows.Count == 0)
        {
            html.Element("p", none).Raw("\n");
            return;
        }

        html.Raw("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>");
        foreach (string name in names)
            html.Raw("<th scope=\"col\">").Text(name).Raw("</th>");
        html.Raw("</tr></thead>\n<tbody>\n");
        foreach (T row in rows)
        {
            html.Raw("<tr>");
            writeCells(row);
            html.Raw("</tr>\n");
        }

        html.Raw("</tbody></table></div>\n");
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
