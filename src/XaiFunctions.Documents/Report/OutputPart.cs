using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Reasons;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Report;

/// <summary>The part of the report about one output: plots over all rows, telling rows, and the table of rows.</summary>
internal static class OutputPart
{
    /// <summary>The outputs that are told in full; of the others the report has importance and predictions, so that it still opens from a mail.</summary>
    public const int MostInFull = 12;

    public static void Write(Markup html, GlobalSummary summary, int output)
    {
        bool full = output < MostInFull;
        string number = $"output-{output + 1}";
        html.Raw($"<section id=\"{number}\" aria-labelledby=\"{number}-h\">\n<h2 id=\"{number}-h\">").Text($"Over all rows: {PlayerWords.Output(summary.Frame.Outputs[output])}").Raw("</h2>\n<div class=\"grid\">\n");
        IReadOnlyList<Plot> overview = PlotCatalog.Overview(summary, output);
        Figure(html, overview[0], "Longer bars move the output more. Black lines are 95 % intervals: where they overlap, the order may be chance.");
        if (full && summary.RowCount > 1)
        {
            Figure(html, overview[1], overview[1].Description);
            Figure(html, overview[2], overview[2].Description);
        }

        if (summary.RowCount > 1)
            Figure(html, overview[3], "Where the predictions lie, and where the average over the background does.");
        html.Raw("</div>\n");
        if (full)
            WriteDetails(html, summary, output);
        else
            html.Element("p", $"Only the first {MostInFull} outputs are told in full here; rows.jsonl has every row of this one.", "muted");
        html.Raw("</section>\n");
    }

    private static void WriteDetails(Markup html, GlobalSummary summary, int output)
    {
        if (summary.RowCount > 1)
            WriteDependences(html, summary, output);
        WriteInteractions(html, summary, output);
        WriteTelling(html, summary, output);
        RowTable.Write(html, summary, output);
    }

    private static void WriteDependences(Markup html, GlobalSummary summary, int output)
    {
        IReadOnlyList<Plot> plots = PlotCatalog.Dependences(summary, output);
        if (plots.Count == 0)
            return;

        html.Element("h2", $"How {PlayerWords.Output(summary.Frame.Outputs[output])} depends on the players that matter most").Raw("\n<div class=\"grid\">\n");
        foreach (Plot plot in plots)
            Figure(html, plot, plot.Description);
        html.Raw("</div>\n");
    }

    private static void WriteInteractions(Markup html, GlobalSummary summary, int output)
    {
        if (summary.ToSection()!.Outputs[output].Interactions is not { } pairs)
            return;

        string name = $"interactions-{output + 1}";
        html.Raw($"<h2 id=\"{name}\">").Text($"Players that act together on {PlayerWords.Output(summary.Frame.Outputs[output])}").Raw("</h2>\n");
        html.Element("p", pairs.Count == 0 ? "No two players act together: each does the same whatever the others are." : "What two players do only together, beyond what each does alone; each player's attribution holds half of it.", "muted");
        if (pairs.Count == 0)
            return;

        double largest = pairs[0].MeanAbsolute!.Value;
        html.Raw($"\n<div class=\"scroll\" role=\"region\" aria-labelledby=\"{name}\" tabindex=\"0\">\n<table>\n<thead><tr><th scope=\"col\">Players</th><th scope=\"col\" class=\"number\">Mean size</th><th scope=\"col\">Mean</th></tr></thead>\n<tbody>\n");
        foreach (PairInteraction pair in pairs)
        {
            html.Raw("<tr><th scope=\"row\"><bdi>").Text(PlayerWords.Title(pair.First)).Raw("</bdi> and <bdi>").Text(PlayerWords.Title(pair.Second)).Raw("</bdi></th>")
                .Element("td", PeopleNumbers.Short(pair.MeanAbsolute), "number")
                .Raw("<td class=\"move\">").Raw(MiniBar.Draw(pair.Mean ?? 0, largest)).Text(PeopleNumbers.Signed(pair.Mean ?? 0)).Raw("</td></tr>\n");
        }

        html.Raw("</tbody>\n</table>\n</div>\n");
    }

    private static void WriteTelling(Markup html, GlobalSummary summary, int output)
    {
        var reasons = new ReasonWriter(summary.Frame, ReasonOptions.Default);
        html.Element("h2", $"Telling rows: {PlayerWords.Output(summary.Frame.Outputs[output])}").Raw("\n<div class=\"grid\">\n");
        foreach (var same in PlotCatalog.Waterfalls(summary, output).GroupBy(telling => telling.Row.Row))
        {
            (_, RowExplanation row, Plot plot) = same.First();
            string kinds = PlayerWords.List([.. same.Select((telling, index) => index == 0 ? Kind(telling.Kind) : Kind(telling.Kind).ToLowerInvariant())]);
            string title = summary.RowCount == 1 ? $"Row {PeopleNumbers.Count(row.Row)}" : $"{kinds}: row {PeopleNumbers.Count(row.Row)}";
            Figure(html, plot with { Title = title }, reasons.Sentence(row, output));
        }

        html.Raw("</div>\n");
    }

    private static void Figure(Markup html, Plot plot, string caption) =>
        html.Raw("<figure>").Element("h3", plot.Title).Element("figcaption", caption).Raw(plot.ToInline()).Raw("</figure>\n");

    private static string Kind(string kind) => kind switch
    {
        TellingKinds.Typical => "Most typical",
        TellingKinds.Highest => "Highest prediction",
        TellingKinds.Lowest => "Lowest prediction",
        _ => "Least certain",
    };
}
