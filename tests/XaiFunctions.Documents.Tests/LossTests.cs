using System.Xml.Linq;
using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Writers;
using XaiFunctions.Tests;

namespace XaiFunctions.Documents.Tests;

/// <summary>Importance by loss in every form of a document.</summary>
public sealed class LossTests
{
    private static readonly GlobalSummary Summary = Samples.Summarize(Samples.LoanFrame, [Samples.LoanRow(1), Samples.LoanRow(2)]);

    [Fact]
    public void Of_Players_AreRankedWithIntervalsOfRowsAndSampling()
    {
        LossSummary loss = Told(rows: 26, rowErrors: 0.003, samplingErrors: 0.004);

        // Errors of 0.003 and 0.004 make 0.005; the 97.5 % quantile of t with 25 degrees of freedom is 2.0595 (tables).
        Assert.Equal(["duration", "amount", "foreign worker", "purpose", "checking account"], loss.Players.Select(player => player.Player));
        Assert.Equal([1, 2, 3, 4, 5], loss.Players.Select(player => player.Rank));
        Assert.Equal(0.5 - (2.0595 * 0.005), loss.Players[0].Low!.Value, 1e-6);
        Assert.Equal(0.5 + (2.0595 * 0.005), loss.Players[0].High!.Value, 1e-6);
        Assert.Equal([false, true, false, false, false], loss.Players.Select(player => player.TiedWithNext));
    }

    [Fact]
    public async Task Document_WithLoss_FollowsTheSchemaAndComesBackTheSame()
    {
        foreach (LossSummary loss in (LossSummary[])[Told(26, 0.003, 0.004), Told(1, double.PositiveInfinity, 0), Told(5, 0, double.PositiveInfinity)])
        {
            string json = Written.By(stream => DocumentJson.Write(stream, Document(loss)));
            Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Document, [json]));
            using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
            Assert.Equal(loss.Players, DocumentJson.Read(stream).Summary!.Loss!.Players);
            Assert.NotEqual("", await JsonSchemas.ValidateAsync(DocumentSchemas.Document, [json.Replace("\"log-loss\"", "\"hinge\"", StringComparison.Ordinal)]));
        }
    }

    [Fact]
    public void Report_WithLoss_DrawsAPlotThatCanBeAFile()
    {
        string page = Written.By(stream => HtmlReport.Write(stream, Document(Told(26, 0.003, 0.004)), Summary));

        Assert.Contains("Knowing all players takes the mean log loss over 26 labelled rows from 0.9 to 0.3; most of that is owed to duration (0.5). Knowing checking account makes the answers worse.", page.Replace("&#39;", "'", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("href=\"#loss-part\"", page, StringComparison.Ordinal);
        Plot plot = Assert.Single(Plot.ReadAll(page), plot => plot.Id == LossBars.Id);
        XElement root = XDocument.Parse(plot.ToFile()).Root!;
        double[] lefts = [.. root.Elements().Where(element => (string?)element.Attribute("class") == "bar").Select(bar => (double)bar.Attribute("x")!)];
        Assert.Equal(5, lefts.Length);
        Assert.All(lefts[..4], left => Assert.Equal(lefts[0], left));
        Assert.True(lefts[4] < lefts[0], "A player that makes answers worse has its bar to the left.");
    }

    [Fact]
    public void Markdown_WithLoss_HasItsTable()
    {
        string page = Written.By(stream => MarkdownSummary.Write(stream, Document(Told(26, 0.003, 0.004))));

        Assert.Contains("## What the labels say", page, StringComparison.Ordinal);
        Assert.Contains("| 1 | duration | 0.5 | ██████████ | 0.49 to 0.51 |", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_NoInterval_StillDraws()
    {
        Plot plot = LossBars.Draw(Told(1, double.PositiveInfinity, 0));
        Assert.DoesNotContain("Infinity", plot.ToFile(), StringComparison.Ordinal);
        Assert.DoesNotContain("whisker\"", plot.Body, StringComparison.Ordinal);
    }

    private static ExplanationDocument Document(LossSummary loss)
    {
        ExplanationDocument document = Samples.Document(Summary);
        return document with { Summary = document.Summary! with { Loss = loss } };
    }

    private static LossSummary Told(int rows, double rowErrors, double samplingErrors) => LossSummary.Of(
        new LossImportance
        {
            Loss = Loss.LogLoss,
            Values = [0.5, 0.08, 0.04, 0.075, -0.095],
            StandardErrors = [.. Enumerable.Repeat(samplingErrors, 5)],
            IntervalHalfWidths = [.. Enumerable.Repeat(2 * samplingErrors, 5)],
            RowStandardErrors = [.. Enumerable.Repeat(rowErrors, 5)],
            BaseLoss = 0.9,
            ModelLoss = 0.3,
            RowCount = rows,
            Evaluations = 80,
            Passes = 1,
            StopReason = StopReason.Budget,
            Method = "leverage-sampled KernelSHAP",
        },
        "outcome",
        Samples.LoanFrame.Players.Names);
}
