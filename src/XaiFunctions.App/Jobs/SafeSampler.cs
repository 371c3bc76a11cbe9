using XaiFunctions.App.Storage;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Interactions;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.App.Jobs;

/// <summary>Values coalitions, and says in the file's own row numbers where a model gives no number.</summary>
public static class SafeSampler
{
    /// <summary>Values all coalitions that one block needs, and solves it.</summary>
    /// <param name="game">The game, bound to the chunk's codes.</param>
    /// <param name="chunk">The chunk that has the rows.</param>
    /// <param name="offset">The place of the block's first row in the chunk.</param>
    /// <param name="rows">The block's rows.</param>
    /// <param name="block">The block.</param>
    /// <param name="sampling">Method, budget and seed.</param>
    /// <param name="known">What is there already of the block, or null.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <param name="deadline">Ends the sampling with what there is.</param>
    /// <exception cref="InvalidInputException">The model is not finite on its background, fails, or answers otherwise than its structure says.</exception>
    public static BlockStatistics SampleBlock(
        ExplanationGame game,
        RowChunk chunk,
        int offset,
        int rows,
        long block,
        SamplingOptions sampling,
        BlockStatistics? known,
        CancellationToken cancellation,
        CancellationToken deadline) =>
        Guard(chunk, offset, rows, block, cells => KernelShap.SampleBlock(game, cells, block, sampling, known, cancellation, deadline));

    /// <summary>Values a share of the coalitions of one block.</summary>
    /// <param name="game">The game, bound to the chunk's codes.</param>
    /// <param name="chunk">The chunk that has the rows.</param>
    /// <param name="offset">The place of the block's first row in the chunk.</param>
    /// <param name="rows">The block's rows.</param>
    /// <param name="block">The block.</param>
    /// <param name="round">Which groups of the block's coalitions, and for which rows.</param>
    /// <param name="sampling">Method, budget and seed.</param>
    /// <param name="known">What is there already of the block, or null.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <exception cref="InvalidInputException">The model is not finite on its background, fails, or answers otherwise than its structure says.</exception>
    public static BlockStatistics Sample(
        ExplanationGame game,
        RowChunk chunk,
        int offset,
        int rows,
        long block,
        BlockRound round,
        SamplingOptions sampling,
        BlockStatistics? known,
        CancellationToken cancellation) =>
        Guard(chunk, offset, rows, block, cells => KernelShap.Sample(game, cells, block, round, sampling, known, cancellation));

    /// <summary>Adds to a block the interactions of its rows, if they are asked for and offered. They are worked out apart from the attributions.</summary>
    /// <param name="block">The solved block.</param>
    /// <param name="asked">Whether they are asked for.</param>
    /// <param name="game">The game, bound to the chunk's codes.</param>
    /// <param name="chunk">The chunk that has the rows.</param>
    /// <param name="offset">The place of the block's first row in the chunk.</param>
    /// <param name="sampling">Method, budget and seed.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    public static PartBlock WithInteractions(
        PartBlock block, bool asked, ExplanationGame game, RowChunk chunk, int offset, SamplingOptions sampling, CancellationToken cancellation)
    {
        if (!asked || ShapleyInteractions.Refusal(game, sampling) is not null)
            return block;

        Attributions attributions = block.Attributions;
        int length = attributions.OutputCount * attributions.PlayerCount * attributions.PlayerCount;
        var all = new double[attributions.RowCount * length];
        int[] good = [.. Enumerable.Range(0, attributions.RowCount).Except(attributions.Failures.Select(failure => failure.Row))];
        if (good.Length == 0)
            return block;

        // Nothing is sampled here, so it makes no difference which block the rows belong to, nor that those without attributions are left out.
        double[] cells = [.. good.SelectMany(row => chunk.Cells.AsSpan((offset + row) * chunk.ColumnCount, chunk.ColumnCount).ToArray())];
        double[] values = ShapleyInteractions.ExplainBlock(game, cells, 0, sampling, cancellation).Values;
        for (int index = 0; index < good.Length; index++)
            values.AsSpan(index * length, length).CopyTo(all.AsSpan(good[index] * length));
        return block with { Interactions = all };
    }

    private static BlockStatistics Guard(RowChunk chunk, int offset, int rows, long block, Func<double[], BlockStatistics> sample)
    {
        try
        {
            return sample(chunk.Cells[(offset * chunk.ColumnCount)..((offset + rows) * chunk.ColumnCount)]);
        }
        catch (ModelOutputException exception)
        {
            // A row on which the model is not finite is rejected; without the background there is nothing to explain at all.
            throw new InvalidInputException("The model does not answer with a finite number for a row of its background, so there is nothing to explain.", exception);
        }
        catch (ModelRefusalException exception)
        {
            // So is a row for which it does not answer; the same background fails again however often it is tried.
            throw new InvalidInputException($"The model cannot be evaluated on its background, so there is nothing to explain: {exception.Message}", exception);
        }
        catch (StructureMismatchException exception)
        {
            long row = RowNumber(chunk, offset, block, exception.Row);
            throw new InvalidInputException(
                $"What was read out of the model's file answers otherwise than the model itself for row {row}; ask for the method kernel or exact, which only ask the model.", exception);
        }
    }

    /// <summary>Core counts the rows of the job from 0; its owner counts the rows of the file from 1.</summary>
    private static long RowNumber(RowChunk chunk, int offset, long block, long index) =>
        chunk.RowNumbers[offset + (int)(index - (block * CoalitionPlan.RowsPerBlock))];
}
