using Microsoft.ML.OnnxRuntime;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>Room for mixtures in the single-precision tensor that ONNX Runtime reads in place, and for what it answers. For one thread at a time.</summary>
internal sealed class MixtureTensor : IDisposable
{
    private readonly OutputRun run;
    private readonly InputSlot slot;
    private readonly int capacity;
    private readonly Memory<float> mixtures;
    private readonly OutputTensor answers;
    private readonly Call whole;
    private Call? part;

    /// <param name="run">What is worked out.</param>
    /// <param name="slot">The tensor that is mixed: the model's only input.</param>
    /// <param name="capacity">The most mixtures at once.</param>
    /// <param name="slack">How far beyond the last mixture may be written.</param>
    public MixtureTensor(OutputRun run, InputSlot slot, int capacity, int slack)
    {
        this.run = run;
        this.slot = slot;
        this.capacity = capacity;
        mixtures = AlignedMemory.Allocate<float>(checked((capacity * slot.Width) + slack));
        answers = OutputTensor.Create(run.Output.Element, run.Shape, capacity);
        whole = new(this, capacity);
    }

    /// <summary>The mixtures, one after another, and the room behind the last.</summary>
    public Span<float> Cells => mixtures.Span;

    /// <summary>Evaluates the first mixtures.</summary>
    /// <param name="count">How many.</param>
    /// <param name="outputs">Row-major: mixtures x outputs; overwritten.</param>
    /// <exception cref="ModelEvaluationException">ONNX Runtime failed.</exception>
    public void Predict(int count, Span<double> outputs)
    {
        try
        {
            run.Runtime.RunWithBinding(run.Options, (count == capacity ? whole : Part(count)).Binding);
        }
        catch (OnnxRuntimeException failed)
        {
            throw OutputRun.Failed(failed);
        }

        answers.Read(run.Columns.Columns, outputs);
        run.Columns.ApplySigns(outputs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        part?.Dispose();
        whole.Dispose();
        answers.Dispose();
    }

    /// <summary>Fewer mixtures than there is room for. The last such call is kept: where no two masked rows are equal, every row ends with one of the same size.</summary>
    private Call Part(int count)
    {
        if (part?.Count == count)
            return part;

        part?.Dispose();
        return part = new(this, count);
    }

    /// <summary>Tensors over the first mixtures and answers, bound once.</summary>
    private sealed class Call : IDisposable
    {
        private readonly OrtValue input;
        private readonly OrtValue output;

        public Call(MixtureTensor tensor, int count)
        {
            Count = count;
            input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, tensor.mixtures[..(count * tensor.slot.Width)], tensor.slot.ShapeFor(count));
            output = tensor.answers.Prefix(count);
            Binding = tensor.run.Runtime.CreateIoBinding();
            Binding.BindInput(tensor.slot.Input.Name, input);
            Binding.BindOutput(tensor.run.Output.Name, output);
        }

        public int Count { get; }

        public OrtIoBinding Binding { get; }

        public void Dispose()
        {
            Binding.Dispose();
            output.Dispose();
            input.Dispose();
        }
    }
}
