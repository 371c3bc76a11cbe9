using System.Reflection;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.Documents.Tests;

/// <summary>
/// Documents made of fixed literals, byte for byte as recorded in Golden/. A changed document is written beside the tests' assembly: look at
/// it, and if it is right, put it in the recorded one's place.
/// </summary>
public sealed class GoldenTests
{
    private static readonly GlobalSummary Summary = Samples.Summarize(Samples.LoanFrame, [Exact(1), Exact(2), Other(4)]);
    private static readonly RejectedSection Rejected = new(1, [new RejectedRow(3, 4, "amount", "'12,5 €' is not a number")]);

    [Fact]
    public void DocumentJson_FixedRows_IsAsRecorded() =>
        AssertRecorded("document.json", stream => DocumentJson.Write(stream, Samples.Document(Summary, Rejected)));

    [Fact]
    public void HtmlReport_FixedRows_IsAsRecorded() =>
        AssertRecorded("report.html", stream => HtmlReport.Write(stream, Samples.Document(Summary, Rejected), Summary));

    [Fact]
    public void MarkdownSummary_FixedRows_IsAsRecorded() =>
        AssertRecorded("summary.md", stream => MarkdownSummary.Write(stream, Samples.Document(Summary, Rejected)));

    [Fact]
    public void MarkdownSummary_FailedJob_IsAsRecorded() =>
        AssertRecorded("failed.md", stream => MarkdownSummary.Write(stream, Samples.FailedDocument()));

    [Fact]
    public void Waterfall_FixedRow_IsAsRecorded() => AssertRecorded(
        "waterfall.svg", stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(Waterfall.Draw("waterfall-1-typical", Samples.LoanFrame, Samples.LoanRow(), 0).ToFile())));

    private static RowExplanation Exact(long row) => Samples.Row(row, [.. Samples.LoanRow().Cells], 0.75, [-0.5, 0.25, -0.125, -0.375, -0.25]);

    private static RowExplanation Other(long row) => Samples.Row(
        row,
        [CellValue.Of(12.0), CellValue.Missing, CellValue.Of("education"), CellValue.Of(false), CellValue.Of(0.0), CellValue.Of(0.0)],
        0.75,
        [0.5, 0, 0.25, 0.125, 0.75]);

    private static void AssertRecorded(string name, Action<Stream> write)
    {
        string root = typeof(GoldenTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        string recorded = Path.Combine(root, "tests", "XaiFunctions.Documents.Tests", "Golden", name);
        string actual = Written.By(write);
        string changed = Path.Combine(AppContext.BaseDirectory, "changed-" + name);
        if (!File.Exists(recorded) || File.ReadAllText(recorded) != actual)
        {
            File.WriteAllText(changed, actual);
            Assert.Fail($"{name} is not as recorded: compare {changed} with {recorded}.");
        }
    }
}
