using XaiFunctions.App.Storage;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;
using XaiFunctions.Onnx;

namespace XaiFunctions.App.Jobs;

/// <summary>Values coalitions, and says in the file's own row numbers where a model gives no number.</summary>
public static class SafeSampler
{
    /// <summary>Values a share of the coalitions of one block.</summary>
    /// <param name="game">The game, bound to the chunk's codes.</param>
    /// <param name="chunk">The chunk that has the rows.</param>
    /// <param name="offset">The place of the block's first row in the chunk.</param>
    /// <param name="rows">The block's rows.</param>
    /// <param name="block">The block.</param>
    /// <param name="groups">Which groups of the block's coalitions.</param>
    /// <param name="sampling">Method, budget and seed.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <exception cref="InvalidInputException">The model does not answer with a finite number, or not as its structure says.</exception>
    public static BlockStatistics Sample(
        ExplanationGame game, RowChunk chunk, int offset, int rows, long block, GroupRange groups, SamplingOptions sampling, CancellationToken cancellation)
    {
        try
        {
            ReadOnlySpan<double> cells = chunk.Cells.AsSpan(offset * chunk.ColumnCount, rows * chunk.ColumnCount);
            return KernelShap.Sample(game, cells, block, groups, sampling, cancellation);
        }
        catch (ModelOutputException exception)
        {
            long? row = exception.Row is { } index ? RowNumber(chunk, offset, block, index) : null;
            string where = row is null ? "a row of its background" : $"row {row}{(exception.BackgroundRow is null ? "" : " mixed with its background")}";
            throw new InvalidInputException($"The model does not answer with a finite number for {where}, so there is nothing to explain.", exception);
        }
        catch (ModelEvaluationException exception)
        {
            // The same rows fail again however often they are tried.
            throw new InvalidInputException(
                $"The model cannot be evaluated on some of the rows {chunk.RowNumbers[offset]} to {chunk.RowNumbers[offset + rows - 1]}: {exception.Message}", exception);
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
