using System.Text.RegularExpressions;
using XaiFunctions.Documents.Report;

namespace XaiFunctions.Documents.Tests;

public sealed class ReportTests
{
    [Fact]
    public void Write_EveryCase_IsSelfContainedAndRunsNothing()
    {
        foreach (string name in ReportCases.Names)
        {
            string html = ReportCases.Render(name);
            Assert.StartsWith("<!doctype html>", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<b>tags", html, StringComparison.Ordinal);
            Assert.DoesNotMatch("(src|href)=\"(?!#)", html);
            Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
            string[] ids = [.. Regex.Matches(html, " id=\"([^\"]*)\"").Select(match => match.Groups[1].Value)];
            Assert.Equal(ids.Length, ids.Distinct().Count());
            Assert.All(
                Regex.Matches(html, "aria-labelledby=\"([^\"]*)\"").SelectMany(match => match.Groups[1].Value.Split(' ')),
                id => Assert.Contains(id, ids));
        }
    }

    [Fact]
    public void Write_SameDocumentTwice_GivesTheSameBytes() => Assert.Equal(ReportCases.Render("loans"), ReportCases.Render("loans"));

    [Fact]
    public void Write_ManyRowsAndRejections_SaysHowManyMoreAndWhere()
    {
        string html = ReportCases.Render("loans");
        Assert.Contains("The first 200 of 900 explained rows", html, StringComparison.Ordinal);
        Assert.Contains("attributions.csv", html, StringComparison.Ordinal);
        Assert.Contains("The first 200 of 1,500 rows that were not explained", ReportCases.Render("hostile"), StringComparison.Ordinal);
        Assert.Contains("rejected.csv", ReportCases.Render("hostile"), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ThirtyOutputs_TellsTwelveInFullAndSaysSoAtTheOthers()
    {
        string html = ReportCases.Render("thirty-outputs");
        Assert.Equal(18, Regex.Count(html, "Only the first 12 outputs are told in full here"));
        Assert.Equal(12, Regex.Count(html, "<h2 id=\"rows-"));
        Assert.Equal(30, Regex.Count(html, "id=\"importance-[0-9]+-t\""));
        Assert.True(html.Length < 2_000_000, $"The report has {html.Length} letters.");
    }

    [Fact]
    public void Write_FailedJob_SaysWhy()
    {
        string html = Written.By(stream => HtmlReport.Write(stream, Samples.FailedDocument(), null));
        Assert.Contains("The header lacks columns of the model.", html, StringComparison.Ordinal);
        Assert.Contains("The column &lt;script&gt; is unknown.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Loans_HeadlineNamesWhatMattersAndHowSurely()
    {
        string html = ReportCases.Render("loans");
        Assert.Contains("900 rows of january.csv were explained; 3 were rejected", html, StringComparison.Ordinal);
        Assert.Contains("checking account moves “approved” most", html, StringComparison.Ordinal);
        Assert.Contains("Higher values of duration and amount lower it.", html, StringComparison.Ordinal);
    }

    /// <summary>The colours of texts and shapes on the paper, light and dark, against WCAG 2.2: 4.5 for text, 3 for shapes.</summary>
    [Fact]
    public void Css_Colours_KeepTheContrastOfAA()
    {
        MatchCollection themes = Regex.Matches(Plots.PlotStyle.Css, ":root\\{[^}]*\\}");
        Assert.Equal(3, themes.Count); // light, dark, print
        foreach (Match theme in themes)
        {
            Dictionary<string, double> colours = Regex.Matches(theme.Value, "--([a-z0-9]+):#([0-9a-f]{6})")
                .ToDictionary(match => match.Groups[1].Value, match => Luminance(match.Groups[2].Value));
            foreach ((string name, double luminance) in colours.Where(colour => colour.Key is not ("paper" or "line")))
            {
                double paper = colours["paper"];
                double contrast = (Math.Max(luminance, paper) + 0.05) / (Math.Min(luminance, paper) + 0.05);
                Assert.True(contrast >= (name is "ink" or "muted" or "up" ? 4.5 : 3), $"{name} has a contrast of {contrast:0.00}.");
            }
        }
    }

    private static double Luminance(string hex)
    {
        double[] channels = [.. hex.Chunk(2).Select(pair => Linear(Convert.ToInt32(new string(pair), 16) / 255.0))];
        return (0.2126 * channels[0]) + (0.7152 * channels[1]) + (0.0722 * channels[2]);
    }

    private static double Linear(double channel) => channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4);
}
