using XaiFunctions.App.Models;
using XaiFunctions.Documents.Backgrounds;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.App.Writing;

/// <summary>Derives what a document says over all rows again, from those of its rows that are still there.</summary>
/// <param name="model">The model as the job had it explained.</param>
/// <param name="before">The document as it was.</param>
public sealed class DocumentRederivation(ModelVariant model, ExplanationDocument before)
{
    /// <summary>The code of the warning that rows are missing.</summary>
    public const string Warning = "rows-erased";

    private readonly InputRanges ranges = new(model.Profile);
    private double largestBackgroundError;
    private double sumOfBackgroundErrors;
    private long backgroundErrors;

    /// <summary>What was gathered over the rows so far.</summary>
    public GlobalSummary Summary { get; } = new(model.Profile.Frame);

    /// <summary>Adds the rows that are left of a block.</summary>
    public void Add(IReadOnlyList<RowExplanation> rows)
    {
        foreach (RowExplanation row in rows)
        {
            ranges.Add(row);
            foreach (double error in row.Outputs.SelectMany(output => output.BackgroundErrors.ToArray()))
            {
                largestBackgroundError = Math.Max(largestBackgroundError, error);
                sumOfBackgroundErrors += error;
                backgroundErrors++;
            }
        }

        Summary.AddBlock(rows);
    }

    /// <summary>The document as it now is.</summary>
    /// <param name="rejected">The rejected rows that are left.</param>
    /// <param name="at">When the rows were erased.</param>
    public ExplanationDocument Complete(RejectedSection rejected, DateTimeOffset at)
    {
        QualitySection quality = BackgroundWarnings.Complete(Summary.ToQuality(rejected.Count)!, model.Profile, ranges, Summary) with
        {
            MeanBackgroundError = backgroundErrors > 0 ? sumOfBackgroundErrors / backgroundErrors : null,
            LargestBackgroundError = backgroundErrors > 0 ? largestBackgroundError : null,
        };
        MethodSection method = before.Method!;
        return before with
        {
            Data = before.Data with { RowsRead = Summary.RowCount + rejected.Count, RowsExplained = Summary.RowCount, RowsRejected = rejected.Count },
            // The rounds of a row are not written, so that the most of them stays what it was.
            Method = method with { Reached = Summary.ToReached(method.Contract) with { Rounds = method.Reached.Rounds } },
            Summary = Summary.ToSection(),
            Quality = quality,
            Warnings =
            [
                new(Warning, $"Rows were erased on behalf of the persons whom they were about, last on {at.UtcDateTime:yyyy-MM-dd}. What is said over all rows was derived again without them; digests of inputs are those of the files as they were."),
                .. before.Warnings.Where(warning => ExplanationWriter.OwnWarnings.Contains(warning.Code)),
                .. BackgroundWarnings.Of(model.Profile, ranges, Summary, quality),
                .. SummaryWarnings.Of(Summary),
            ],
            Rejected = rejected,
        };
    }
}
