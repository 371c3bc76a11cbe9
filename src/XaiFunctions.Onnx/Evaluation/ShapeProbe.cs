using Microsoft.ML.OnnxRuntime;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>
/// Learns the true shape of an output from a run on a few made-up rows, because exported graphs often state it wrongly or not at all.
/// </summary>
internal static class ShapeProbe
{
    private const int Rows = 3;

    /// <param name="runtime">The opened model.</param>
    /// <param name="layout">How columns are divided among inputs.</param>
    /// <param name="output">The output in question.</param>
    /// <param name="texts">A text for each column that its encoders know; used for text inputs only.</param>
    /// <returns>The shape; what the graph states where the model does not run on made-up rows; null if that is nothing.</returns>
    /// <exception cref="InvalidModelException">The output does not have one entry a row.</exception>
    public static OutputShape? Find(InferenceSession runtime, InputLayout layout, ModelOutput output, IReadOnlyList<string> texts)
    {
        int rows = layout.FixedRows ?? Rows;
        long[]? shape = Run(runtime, layout, output, texts, rows);
        if (shape is null)
            return output.Width is { } width ? new OutputShape(Math.Max(output.Shape.Count, 1), width) : null;
        if (shape.Length == 0 || shape[0] != rows)
            throw new InvalidModelException($"Output '{output.Name}' has the shape [{string.Join(", ", shape)}] for {rows} rows; it must have one entry a row.");

        long columns = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        return columns is > 0 and <= int.MaxValue / 2
            ? new OutputShape(shape.Length, (int)columns)
            : throw new InvalidModelException($"Output '{output.Name}' has no columns.");
    }

    private static long[]? Run(InferenceSession runtime, InputLayout layout, ModelOutput output, IReadOnlyList<string> texts, int rows)
    {
        var codes = new CategoryCodes();
        var row = new double[layout.ColumnCount];
        foreach (var slot in layout.Slots.Where(slot => slot.Input.Element == ElementType.String))
        {
            foreach (int column in slot.Columns)
                row[column] = codes.Add(texts[column]);
        }

        var inputs = new List<InputTensor>();
        try
        {
            using var binding = runtime.CreateIoBinding();
            foreach (var slot in layout.Slots)
            {
                var input = InputTensor.Create(slot, rows);
                inputs.Add(input);
                for (int at = 0; at < rows; at++)
                    input.Fill(row, layout.ColumnCount, at, codes);
                binding.BindInput(slot.Input.Name, input.Value);
            }

            binding.BindOutputToDevice(output.Name, OrtMemoryInfo.DefaultInstance);
            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var results = runtime.RunWithBoundResults(options, binding);
            return results[0].GetTensorTypeAndShape().Shape;
        }
        catch (OnnxRuntimeException)
        {
            // Made-up rows may be nothing that the model knows; the background decides later whether it runs at all.
            return null;
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }
}
