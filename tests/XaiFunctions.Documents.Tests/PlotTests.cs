using System.Xml.Linq;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.Documents.Tests;

public sealed class PlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void All_EveryCase_GivesWellFormedFilesWithTitlesAndUniqueNames()
    {
        foreach (string name in ReportCases.Names.Except(ReportCases.Failed))
        {
            Plot[] plots = [.. PlotCatalog.All(ReportCases.Summary(name))];
            Assert.Equal(plots.Length, plots.Select(plot => plot.Id).Distinct().Count());
            foreach (Plot plot in plots)
            {
                XElement root = XDocument.Parse(plot.ToFile()).Root!;
                Assert.Equal(Svg + "svg", root.Name);
                Assert.NotEmpty(root.Element(Svg + "title")!.Value);
                Assert.NotEmpty(root.Element(Svg + "desc")!.Value);
                Assert.DoesNotContain("NaN", plot.Body, StringComparison.Ordinal);
                Assert.DoesNotContain("Infinity", plot.Body, StringComparison.Ordinal);
                Assert.DoesNotContain(root.Descendants(), element => element.Name.LocalName == "script");
                Assert.Matches("^[a-z0-9-]+$", plot.Id);
            }
        }
    }

    [Fact]
    public void All_NoRows_GivesNoPlots() => Assert.Empty(PlotCatalog.All(new GlobalSummary(Samples.LoanFrame)));

    [Fact]
    public void All_SameRowsTwice_GivesTheSameBytes() => Assert.Equal(
        PlotCatalog.All(ReportCases.Summary("loans")).Select(plot => plot.ToFile()),
        PlotCatalog.All(ReportCases.Summary("loans")).Select(plot => plot.ToFile()));

    [Fact]
    public void ReadAll_EveryReport_GivesThePlotsThatWerePutIn()
    {
        foreach (string name in ReportCases.Names.Except(ReportCases.Failed))
        {
            string report = ReportCases.Render(name);
            Plot[] read = [.. Plot.ReadAll(report)];
            Assert.Equal(report.Split("<svg xmlns").Length - 1, read.Length);
            Dictionary<string, Plot> drawn = PlotCatalog.All(ReportCases.Summary(name)).ToDictionary(plot => plot.Id);
            // The report may give a telling row's plot a title of its own, and rounds sizes.
            Assert.All(read, plot => Assert.Equal(drawn[plot.Id].ToFile(), (plot with { Title = drawn[plot.Id].Title }).ToFile()));
            Assert.Equal(read.Length, read.Select(plot => plot.Id).Distinct().Count());
        }
    }

    /// <summary>Whoever sees no colours sees which half of the lane a mark is in.</summary>
    [Fact]
    public void HeatMap_RaisingAndLowering_LieOnOppositeSidesOfTheirLane()
    {
        ExplanationFrame frame = Samples.NumericFrame(2);
        GlobalSummary summary = Samples.Summarize(frame, [Samples.Row(1, [CellValue.Of(1.0), CellValue.Of(1.0)], 0, [-2, 0.5]), Samples.Row(2, [CellValue.Of(1.0), CellValue.Of(1.0)], 0, [2, 0])]);
        string[] marks = [.. XDocument.Parse(HeatMap.Draw(summary, 0).ToFile()).Descendants(Svg + "path").Select(path => $"{path.Attribute("class")!.Value} {path.Attribute("d")!.Value}")];
        // Row 1 has the lower prediction: it takes the left half, from 46 to 209. The lanes' middles are at 84 + 18 + 11 and 44 further down.
        Assert.Equal(["up s5 M209 113h163v-11h-163z", "down s5 M46 113h163v11h-163z", "up s2 M46 157h163v-11h-163z"], marks[1..]);
    }

    [Fact]
    public void Waterfall_LoanRow_StepsFromTheBaseToThePrediction()
    {
        Plot plot = Waterfall.Draw("waterfall-1-typical", Samples.LoanFrame, Samples.LoanRow(), 0);
        string[] texts = [.. XDocument.Parse(plot.ToFile()).Descendants(Svg + "text").Select(text => text.Value)];
        Assert.Contains("duration = 48 months", texts);
        Assert.Contains("−0.5 ± 0.062", texts);
        Assert.Contains("prediction −0.25 (probability 0.44)", texts);
        Assert.Contains("background average 0.75", texts);
    }

    [Fact]
    public void Waterfall_ManyPlayers_JoinsTheSmallOnes()
    {
        ExplanationFrame frame = Samples.NumericFrame(30);
        Plot plot = Waterfall.Draw("w", frame, Samples.NumericRow(frame, 1), 0);
        Assert.Contains("21 other players together", plot.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, 1.0, new[] { "0", "0.2", "0.4", "0.6", "0.8", "1" })]
    [InlineData(-3.0, 7.0, new[] { "−2", "0", "2", "4", "6" })]
    [InlineData(0.0, 45000.0, new[] { "0", "10,000", "20,000", "30,000", "40,000" })]
    [InlineData(0.0, 4.1e6, new[] { "0", "1", "2", "3", "4" })]
    [InlineData(0.0, 2.1e-5, new[] { "0", "5", "10", "15", "20" })]
    public void Ticks_Range_AreRoundNumbers(double low, double high, string[] expected) =>
        Assert.Equal(expected, Ticks.For(new LinearScale(low, high, 0, 100), 5).Labels);

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { double.NaN, double.PositiveInfinity })]
    [InlineData(new[] { 0.0 })]
    [InlineData(new[] { 5.0, 5.0 })]
    [InlineData(new[] { -double.MaxValue, double.MaxValue })]
    [InlineData(new[] { 1e15, 1e15 + 1 })]
    [InlineData(new[] { double.Epsilon, 0 })]
    public void LinearScale_AnyNumbers_StayOnTheLine(double[] values)
    {
        var scale = LinearScale.Over(values, 10, 110);
        Assert.True(scale.High > scale.Low);
        foreach (double value in values.Append(0))
            Assert.InRange(scale.At(value), 10, 110);
        Ticks ticks = Ticks.For(scale, 5);
        Assert.InRange(ticks.Values.Count, 0, 10);
        Assert.All(ticks.Values, tick => Assert.True(double.IsFinite(tick)));
    }
}
