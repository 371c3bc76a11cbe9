using Microsoft.ML.OnnxRuntime;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>Runs one output of an opened model over any number of rows, from any number of threads at once.</summary>
internal sealed class Evaluator : IDisposable
{
    /// <summary>How many cells a call is given at most: a megabyte of floats, which stays in a processor's second-level cache.</summary>
    private const int MaxBatchCells = 1 << 18;

    private readonly OutputRun run;
    private readonly InputLayout layout;
    private readonly BatchPool pool;
    private readonly Lazy<FirstLayer?> firstLayer;
    private readonly int columnCount;
    private readonly int batchRows;
    private readonly bool fixedRows;

    public Evaluator(InferenceSession runtime, InputLayout layout, ModelOutput output, OutputShape shape, OutputColumns columns, OnnxSessionOptions options, Func<OutputRun, FirstLayer?> cut)
    {
        run = new(runtime, new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL }, output, shape, columns);
        firstLayer = new(() => cut(run));
        this.layout = layout;
        columnCount = layout.ColumnCount;
        fixedRows = layout.FixedRows is not null;
        batchRows = layout.FixedRows ?? Math.Clamp(MaxBatchCells / columnCount, 1, options.MaxBatchRows);
        pool = new BatchPool(rows => new Batch(runtime, layout, output, shape, rows));
    }

    public int OutputCount => run.Columns.Count;

    /// <param name="cells">Row-major: rows x columns of the layout.</param>
    /// <param name="codes">The texts that category cells stand for.</param>
    /// <param name="outputs">Row-major: rows x <see cref="OutputCount"/>; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a cell cannot be an element of its input.</exception>
    /// <exception cref="ModelEvaluationException">ONNX Runtime failed.</exception>
    public void Predict(ReadOnlySpan<double> cells, CategoryCodes codes, Span<double> outputs)
    {
        int rows = cells.Length / columnCount;
        if (rows * columnCount != cells.Length || rows * OutputCount != outputs.Length)
            throw new ArgumentException($"{cells.Length} cells and {outputs.Length} outputs are not the same whole number of rows of {columnCount} and {OutputCount}.", nameof(outputs));

        for (int first = 0; first < rows; first += batchRows)
        {
            int count = Math.Min(batchRows, rows - first);
            Run(cells.Slice(first * columnCount, count * columnCount), codes, outputs.Slice(first * OutputCount, count * OutputCount), fixedRows ? batchRows : count);
        }

        run.Columns.ApplySigns(outputs);
    }

    /// <summary>
    /// A mixer of the first layer's numbers if the graph begins with one; else of cells, if all of them go into one tensor of single precision in their order and calls may have any number of rows.
    /// </summary>
    public IMixer? CreateMixer(Background background, CategoryCodes codes, ReadOnlySpan<bool> masks, int capacity)
    {
        if (Use(background, codes) == FirstLayerUse.Parts)
            return new LayerMixer(firstLayer.Value!, background, masks, capacity);

        bool direct = !fixedRows && capacity <= batchRows && layout.Slots is [{ Input.Element: ElementType.Float, IsContiguous: true } only] && only.Width == columnCount;
        return direct ? new TensorMixer(run, layout.Slots[0], background, masks, capacity) : null;
    }

    /// <summary>How the first layer of masked rows is worked out; tried on the background at the first call for it.</summary>
    public FirstLayerUse Use(Background background, CategoryCodes codes)
    {
        if (firstLayer.Value is not { } layer)
            return FirstLayerUse.Runtime;
        return layer.Agrees(background, (cells, outputs) => Predict(cells.Span, codes, outputs.Span)) ? FirstLayerUse.Parts : FirstLayerUse.Disagreeing;
    }

    public void Dispose()
    {
        pool.Dispose();
        if (firstLayer.IsValueCreated)
            firstLayer.Value?.Dispose();
        run.Options.Dispose();
    }

    private void Run(ReadOnlySpan<double> cells, CategoryCodes codes, Span<double> outputs, int rows)
    {
        var batch = pool.Rent(rows);
        bool whole = false;
        try
        {
            batch.Run(run.Runtime, run.Options, cells, codes, run.Columns.Columns, outputs);
            whole = true;
        }
        catch (OnnxRuntimeException failed)
        {
            throw OutputRun.Failed(failed);
        }
        finally
        {
            if (whole)
                pool.Return(batch);
            else
                batch.Dispose();
        }
    }
}
