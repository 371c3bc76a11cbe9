using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Report;

/// <summary>The first rows with what moved each most.</summary>
internal static class RowTable
{
    /// <summary>The most rows of all tables together; models with many outputs get shorter tables.</summary>
    private const int MostRowsInAll = 600;
    private const int FewestRows = 20;
    private const int Movers = 3;

    public static void Write(Markup html, GlobalSummary summary, int output)
    {
        ExplanationFrame frame = summary.Frame;
        int most = Math.Clamp(MostRowsInAll / frame.Outputs.Count, FewestRows, GlobalSummary.MostFirstRows);
        RowExplanation[] rows = [.. summary.FirstRows.Take(most)];
        double largest = rows.Max(row => Largest(row.Outputs[output]));
        string name = $"rows-{output + 1}";
        html.Raw($"<h2 id=\"{name}\">").Text($"Row by row: {PlayerWords.Output(frame.Outputs[output])}").Raw("</h2>\n");
        html.Element("p", More(summary.RowCount, rows.Length), "muted");
        html.Raw($"\n<div class=\"scroll\" role=\"region\" aria-labelledby=\"{name}\" tabindex=\"0\">\n<table>\n<thead><tr><th scope=\"col\" class=\"number\">Row</th><th scope=\"col\" class=\"number\">Prediction</th>");
        for (int mover = 1; mover <= Math.Min(Movers, frame.Players.Count); mover++)
            html.Raw($"<th scope=\"col\">{(mover == 1 ? "Moved it most" : mover == 2 ? "Second" : "Third")}</th>");
        html.Raw("</tr></thead>\n<tbody>\n");
        foreach (RowExplanation row in rows)
            WriteRow(html, frame, row, output, largest);
        html.Raw("</tbody>\n</table>\n</div>\n");
    }

    private static void WriteRow(Markup html, ExplanationFrame frame, RowExplanation row, int output, double largest)
    {
        OutputExplanation explanation = row.Outputs[output];
        html.Raw("<tr>").Raw("<th scope=\"row\" class=\"number\">").Text(PeopleNumbers.Count(row.Row)).Raw("</th>");
        html.Element("td", PeopleNumbers.Short(explanation.Prediction), "number");
        foreach (int player in Ranking.Of(row, output).Take(Movers))
        {
            double effect = explanation.Attributions.Span[player];
            html.Raw("<td class=\"move\">").Raw(MiniBar.Draw(effect, largest)).Text(PeopleNumbers.Signed(effect)).Raw(" <bdi>")
                .Text(PlayerWords.Shorten(PlayerWords.Named(frame, row, player), 80)).Raw("</bdi></td>");
        }

        html.Raw("</tr>\n");
    }

    private static string More(long all, int shown) => all == shown
        ? "All explained rows, in the order of the file."
        : $"The first {PeopleNumbers.Count(shown)} of {PeopleNumbers.Count(all)} explained rows, in the order of the file. All of them are in attributions.csv and, with everything known about them, in rows.jsonl.";

    private static double Largest(OutputExplanation output)
    {
        double largest = 0;
        foreach (double attribution in output.Attributions.Span)
        {
            if (double.IsFinite(attribution))
                largest = Math.Max(largest, Math.Abs(attribution));
        }

        return largest;
    }
}
