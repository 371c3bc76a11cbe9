using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Writing;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Jobs;

/// <summary>The documents of a request that was answered at once.</summary>
/// <param name="Document">document.json.</param>
/// <param name="Files">All files by name, document.json among them.</param>
public sealed record QuickDocuments(ExplanationDocument Document, IReadOnlyDictionary<string, BinaryData> Files)
{
    /// <summary>The files' names and SHA-256 digests, in lower-case hexadecimal digits.</summary>
    public IReadOnlyDictionary<string, string> Digests() => new SortedDictionary<string, string>(
        Files.ToDictionary(file => file.Key, file => Convert.ToHexStringLower(SHA256.HashData(file.Value))), StringComparer.Ordinal);
}

/// <summary>
/// Explains a few rows in this process, by the same calls and with the same bytes as a batch job, if that is expected to be quick enough.
/// </summary>
public sealed class QuickExplainer(TimeProvider time)
{
    /// <summary>The seconds that the rows are expected to take, from the measured speed of the model; not more than their deadline, at which sampling ends with what there is.</summary>
    public double ExpectedSeconds(PlanRecord plan)
    {
        double seconds = Seconds(plan, plan.ModelRowsPerRow, 1);
        return plan.Batch.DeadlineAt is { } end ? Math.Min(seconds, (end - time.GetUtcNow()).TotalSeconds) : seconds;
    }

    /// <summary>
    /// The seconds after which there are attributions with intervals to end with: those of the first round of sampling. Infinite if the plan does not go in rounds, or its deadline leaves fewer
    /// coalitions than a round has.
    /// </summary>
    /// <param name="plan">A plan with a deadline.</param>
    /// <param name="backgroundRows">The rows of the background.</param>
    public static double FirstRoundSeconds(PlanRecord plan, int backgroundRows)
    {
        int round = CoalitionPlan.GroupEvaluationsPerPlayer * plan.Batch.Players;
        bool endsEarly = plan.Batch.DeadlineAt is not null && (!plan.LimitedByDeadline || plan.Batch.EvaluationsPerRow >= round);
        int evaluations = Math.Min(round, plan.Batch.EvaluationsPerRow);
        return endsEarly ? Seconds(plan, (double)evaluations * backgroundRows, (double)evaluations / plan.Batch.EvaluationsPerRow) : double.PositiveInfinity;
    }

    /// <summary>Solving takes less than in proportion for a part of the coalitions, and at most that.</summary>
    private static double Seconds(PlanRecord plan, double modelRowsPerRow, double shareOfSolving)
    {
        double blocks = Math.Ceiling((double)plan.Batch.Rows / CoalitionPlan.RowsPerBlock);
        double row = ((modelRowsPerRow + 1) * plan.SecondsPerModelRow) + (shareOfSolving * plan.SolveSecondsPerRow);
        return (plan.Batch.Rows * row / Math.Min(blocks, Environment.ProcessorCount)) + plan.LossSeconds;
    }

    /// <summary>Explains the rows.</summary>
    /// <param name="job">The request as a job.</param>
    /// <param name="loaded">The model.</param>
    /// <param name="model">The model as the job wants it explained.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellation">Stops the computation; a sample whose deadline is over only while some rows have not been through its first round.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="InvalidInputException">The model does not answer with finite numbers for any row.</exception>
    public QuickDocuments Explain(ExplainJob job, LoadedModel loaded, ModelVariant model, PlanRecord plan, RequestRows rows, CancellationToken cancellation)
    {
        using CancellationTokenSource deadline = plan.Batch.Deadline(time);
        PartBlock[] blocks = ExplainBlocks(job, model, plan, rows.Rows, cancellation, deadline.Token);
        using MemoryStream rowsFile = new(), attributions = new(), json = new(), report = new(), rejected = new();
        using var writer = new ExplanationWriter(loaded, model, plan, job.Request, rowsFile, attributions);
        var bad = new List<RejectedRow>(rows.Rejected);
        for (int block = 0; block < blocks.Length; block++)
            bad.AddRange(writer.Add(blocks[block], rows.Rows, block * CoalitionPlan.RowsPerBlock));

        ExplanationDocument document = writer.Complete(job, time.GetUtcNow(), MeasureLoss(job, model, plan, rows.Rows, cancellation));
        DocumentJson.Write(json, document);
        HtmlReport.Write(report, document, writer.Summary);
        var files = new Dictionary<string, BinaryData>(StringComparer.Ordinal)
        {
            [DocumentStore.Rows] = Bytes(rowsFile),
            [DocumentStore.Attributions] = Bytes(attributions),
            [DocumentStore.Report] = Bytes(report),
            [DocumentStore.Document] = Bytes(json),
        };
        if (bad.Count > 0)
        {
            using var csv = new RejectedCsv(rejected);
            foreach (RejectedRow row in bad.OrderBy(row => row.Row))
                csv.Write(row);
            csv.Flush();
            files.Add(DocumentStore.Rejected, Bytes(rejected));
        }

        return new(document, files);
    }

    private static PartBlock[] ExplainBlocks(
        ExplainJob job, ModelVariant model, PlanRecord plan, RowChunk rows, CancellationToken cancellation, CancellationToken deadline)
    {
        ExplanationGame game = model.Game(rows.Codes);
        SamplingOptions sampling = plan.Batch.Sampling;
        var blocks = new PartBlock[(rows.RowCount + CoalitionPlan.RowsPerBlock - 1) / CoalitionPlan.RowsPerBlock];
        // Without the token: with it the loop would throw all away when the last block has its rounds and the time is over.
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        void Explain(int block)
        {
            int first = block * CoalitionPlan.RowsPerBlock;
            int count = Math.Min(CoalitionPlan.RowsPerBlock, rows.RowCount - first);
            PartBlock solved = PartBlock.Of(SafeSampler.SampleBlock(game, rows, first, count, block, sampling, null, cancellation, deadline));
            blocks[block] = SafeSampler.WithInteractions(solved, job.Request.Interactions, game, rows, first, sampling, cancellation);
        }

        try
        {
            Parallel.For(0, blocks.Length, options, Explain);
        }
        catch (AggregateException exception)
        {
            // What a block throws comes wrapped, also when it gives up because the time is over.
            cancellation.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        return blocks;
    }

    private static LossImportance? MeasureLoss(ExplainJob job, ModelVariant model, PlanRecord plan, RowChunk rows, CancellationToken cancellation)
    {
        if (plan.Batch.Loss is not { } work)
            return null;

        return LossMeasurer.Combine(plan, Enumerable.Range(0, work.ItemCount).SelectMany(piece =>
        {
            var labelled = new LabelledRows(model);
            foreach ((long row, double label) in LossMeasurer.Rows(plan, piece))
                labelled.Add(rows, (int)row, label);
            return LossMeasurer.Measure(model, plan, job.Request, piece, labelled, cancellation);
        }));
    }

    private static BinaryData Bytes(MemoryStream stream) => BinaryData.FromBytes(stream.ToArray());
}
