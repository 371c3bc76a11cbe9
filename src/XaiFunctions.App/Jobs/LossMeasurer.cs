using System.Runtime.InteropServices;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Planning;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.App.Jobs;

/// <summary>Measures importance by loss on labelled rows of a job: its pieces, and what they come to.</summary>
public static class LossMeasurer
{
    /// <summary>The rows of a piece with their labels, in rising order.</summary>
    public static (long Row, double Label)[] Rows(PlanRecord plan, int piece)
    {
        WorkPlan work = plan.Batch.Loss!;
        WorkItem item = work.Item(piece);
        return plan.Intake.Labels!.First((int)work.RowCount)[(int)item.FirstRow..(int)(item.FirstRow + item.RowCount)];
    }

    /// <summary>Measures one piece.</summary>
    /// <param name="model">The model as the job wants it explained.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="request">The job's method and seed.</param>
    /// <param name="piece">Which piece of the plan.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <exception cref="InvalidInputException">The loss is none of what the model answers, or the model fails.</exception>
    public static ImportancePart[] Measure(ModelVariant model, PlanRecord plan, ExplanationRequest request, int piece, LabelledRows rows, CancellationToken cancellation)
    {
        try
        {
            return MeasureBlocks(model.OwnAnswers.Game(rows.Codes), plan, request, piece, rows, cancellation);
        }
        catch (Exception exception) when (exception is ArgumentException or ModelOutputException or ModelRefusalException)
        {
            // The same labels and rows fail again however often they are tried.
            throw new InvalidInputException($"The importance by loss cannot be measured: {exception.Message}", exception);
        }
        catch (StructureMismatchException exception)
        {
            throw new InvalidInputException(
                "What was read out of the model's file answers otherwise than the model itself for a labelled row; ask for the method kernel or exact, which only ask the model.", exception);
        }
    }

    /// <summary>What the pieces come to; null if none of their rows has an answer.</summary>
    public static LossImportance? Combine(PlanRecord plan, IEnumerable<ImportancePart> parts)
    {
        ImportancePart[] all = [.. parts];
        return all.All(part => part.RowCount == 0) ? null : SageImportance.Combine(all, plan.Intake.Loss!.Value, new());
    }

    /// <summary>The coalitions that are valued for each row.</summary>
    public static SamplingOptions Sampling(ExplanationGame game, ExplanationRequest request) =>
        SageImportance.OnePass(game, new() { Method = request.Method, Seed = request.Seed });

    private static ImportancePart[] MeasureBlocks(ExplanationGame game, PlanRecord plan, ExplanationRequest request, int piece, LabelledRows rows, CancellationToken cancellation)
    {
        SamplingOptions sampling = Sampling(game, request);
        long firstBlock = plan.Batch.Loss!.Item(piece).FirstRow / CoalitionPlan.RowsPerBlock;
        var parts = new List<ImportancePart>();
        for (int first = 0; first < rows.Count; first += CoalitionPlan.RowsPerBlock)
        {
            int count = Math.Min(CoalitionPlan.RowsPerBlock, rows.Count - first);
            long block = firstBlock + (first / CoalitionPlan.RowsPerBlock);
            parts.Add(SageImportance.SampleBlock(game, rows.Cells(first, count), rows.Labels(first, count), block, 0, plan.Intake.Loss!.Value, sampling, cancellation));
        }

        return [.. parts];
    }
}

/// <summary>Rows of one or several chunks with their labels, side by side.</summary>
/// <param name="model">The model.</param>
public sealed class LabelledRows(ModelVariant model)
{
    private readonly List<double> cells = [];
    private readonly List<double> labels = [];

    /// <summary>The number of rows.</summary>
    public int Count => labels.Count;

    /// <summary>The codes of the rows' category texts.</summary>
    public CategoryCodes Codes { get; } = new(model.Codes);

    /// <summary>Adds a row.</summary>
    public void Add(RowChunk chunk, int offset, double label)
    {
        var row = new double[chunk.ColumnCount];
        chunk.CopyRow(offset, model.Model.Schema, Codes, row);
        cells.AddRange(row);
        labels.Add(label);
    }

    /// <summary>The cells of some rows, row-major: rows x columns.</summary>
    public ReadOnlySpan<double> Cells(int first, int count) =>
        CollectionsMarshal.AsSpan(cells).Slice(first * model.Model.Schema.Count, count * model.Model.Schema.Count);

    /// <summary>The labels of some rows.</summary>
    public ReadOnlySpan<double> Labels(int first, int count) => CollectionsMarshal.AsSpan(labels).Slice(first, count);
}
