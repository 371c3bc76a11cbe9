using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Report;

/// <summary>The part of the report about labels: how much each player reduces the loss.</summary>
internal static class LossPart
{
    /// <summary>Where the part is on the page.</summary>
    public const string Anchor = "loss-part";

    public static void Write(Markup html, LossSummary loss)
    {
        Plot plot = LossBars.Draw(loss);
        html.Raw($"<section id=\"{Anchor}\" aria-labelledby=\"{Anchor}-h\">\n<h2 id=\"{Anchor}-h\">What the labels say</h2>\n");
        html.Element("p", LossWords.Headline(loss)).Raw("\n<div class=\"grid\">\n<figure>").Element("h3", plot.Title)
            .Element("figcaption", $"By the labels in the column '{loss.LabelColumn}'. A bar to the left is a player that makes answers worse. Black lines are 95 % intervals: where they overlap, the order may be chance.")
            .Raw(plot.ToInline()).Raw("</figure>\n</div>\n</section>\n");
    }
}
