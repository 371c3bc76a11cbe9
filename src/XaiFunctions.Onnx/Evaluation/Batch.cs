using Microsoft.ML.OnnxRuntime;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>All tensors of one call with a fixed number of rows, bound once and used again and again by one thread at a time.</summary>
internal sealed class Batch : IDisposable
{
    private readonly InputTensor[] inputs;
    private readonly OutputTensor output;
    private readonly OrtIoBinding binding;
    private readonly int columnCount;

    public Batch(InferenceSession runtime, InputLayout layout, ModelOutput modelOutput, OutputShape shape, int rows)
    {
        Rows = rows;
        columnCount = layout.ColumnCount;
        inputs = [.. layout.Slots.Select(slot => InputTensor.Create(slot, rows))];
        output = OutputTensor.Create(modelOutput.Element, shape, rows);
        binding = runtime.CreateIoBinding();
        for (int slot = 0; slot < inputs.Length; slot++)
            binding.BindInput(layout.Slots[slot].Input.Name, inputs[slot].Value);
        binding.BindOutput(modelOutput.Name, output.Value);
    }

    /// <summary>The number of rows of a call.</summary>
    public int Rows { get; }

    /// <summary>Evaluates some rows; where they are fewer than <see cref="Rows"/> the last one fills up and its repetitions are dropped.</summary>
    public void Run(InferenceSession runtime, RunOptions options, ReadOnlySpan<double> cells, CategoryCodes codes, ReadOnlySpan<int> columns, Span<double> outputs)
    {
        int rows = cells.Length / columnCount;
        foreach (var input in inputs)
        {
            input.Fill(cells, columnCount, 0, codes);
            for (int row = rows; row < Rows; row++)
                input.Fill(cells[^columnCount..], columnCount, row, codes);
        }

        runtime.RunWithBinding(options, binding);
        output.Read(columns, outputs);
    }

    public void Dispose()
    {
        binding.Dispose();
        output.Dispose();
        foreach (var input in inputs)
            input.Dispose();
    }
}
