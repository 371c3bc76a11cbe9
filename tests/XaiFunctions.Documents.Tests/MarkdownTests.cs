using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.Documents.Tests;

public sealed class MarkdownTests
{
    [Fact]
    public void Write_ManyOutputs_TellsTheFirstAndHowManyMore()
    {
        string markdown = Written.By(stream => MarkdownSummary.Write(stream, Samples.Document(ReportCases.Summary("ten-outputs"))));
        Assert.Equal(5, markdown.Split('\n').Count(line => line.StartsWith("## ", StringComparison.Ordinal)));
        Assert.Contains("5 more outputs are in document.json and report.html.", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_HostileNames_MakeNoMarkup()
    {
        GlobalSummary summary = ReportCases.Summary("hostile");
        string markdown = Written.By(stream => MarkdownSummary.Write(stream, Samples.Document(summary)));
        Assert.DoesNotContain("<script", markdown.Replace("\\<", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', markdown);
        Assert.Contains("could not be explained", Written.By(stream => MarkdownSummary.Write(stream, Samples.FailedDocument())), StringComparison.Ordinal);
    }

    [Fact]
    public void SummaryWarnings_OfEveryKind_AreGivenWhenTheyHold()
    {
        Assert.Equal(["few-rows", "errors-unknown"], Codes("unknown-errors"));
        Assert.Equal(["constant-predictions"], Codes("all-zero"));
        Assert.Equal(["signs-unsure", "top-players-unsure"], Codes("loans"));
        Assert.Equal(["order-unsure"], Codes("hundred-players"));
        RowExplanation row = Samples.LoanRow();
        row = row with { Outputs = [row.Outputs[0] with { Prediction = 0 }] };
        Assert.Contains("not-additive", SummaryWarnings.Of(Samples.Summarize(Samples.LoanFrame, [row])).Select(warning => warning.Code));
        Assert.Empty(SummaryWarnings.Of(new GlobalSummary(Samples.LoanFrame)));
    }

    private static IEnumerable<string> Codes(string name) => SummaryWarnings.Of(ReportCases.Summary(name)).Select(warning => warning.Code);
}
