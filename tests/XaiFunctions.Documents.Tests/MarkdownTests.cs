using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.Documents.Tests;

public sealed class MarkdownTests
{
    [Fact]
    public void Write_LoanRows_IsAsRecorded()
    {
        var rejected = new RejectedSection(12, [new RejectedRow(3, 4, "amount", "'a|b' is not a number")]);
        ExplanationDocument document = Samples.Document(Samples.Summarize(Samples.LoanFrame, [Samples.LoanRow(1), Samples.LoanRow(2)]), rejected);
        Assert.Equal(
            """
            # loans: how it came to its predictions

            2 rows of january.csv were explained; 12 were rejected, with the reasons below.

            ## approved

            duration moves “approved” most\: by 0.5 on average \(in log-odds\), followed by foreign worker \(0.375\) and amount \(0.25\).

            | | Player | Mean size of the effect | 95 % interval | Direction |
            |---:|---|---:|---|---|
            | 1 | duration | 0.5 | 0.439 to 0.561 |  |
            | 2 | foreign worker | 0.375 | 0.314 to 0.436 |  |
            | 3 | amount | 0.25 | 0.189 to 0.311 |  |
            | 4 | checking account | 0.25 | 0.189 to 0.311 |  |
            | 5 | purpose | 0.125 | 0.0944 to 0.156 |  |

            The attributions are estimates\: the widest 95 % interval is ± 0.062; the sign of each is sure.

            Note\: The background has 100 rows only.

            ## Rejected rows

            | Row | Column | Problem |
            |---:|---|---|
            | 3 | amount | 'a\|b' is not a number |

            11 more are in rejected.csv.

            Job loans-20260102-abc, model version 3, leverage-sampled KernelSHAP, code 0.1.0.


            """,
            Written.By(stream => MarkdownSummary.Write(stream, document)));
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
