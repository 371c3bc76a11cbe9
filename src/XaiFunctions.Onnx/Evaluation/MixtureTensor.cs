using Microsoft.ML.OnnxRuntime;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>Room for mixtures in the single-precision tensor that ONNX Runtime reads in place, and for what it answers. For one thread at a time.</summary>
internal sealed class MixtureTensor : IDisposable
{
    private readonly OutputRun run;
    private readonly InputSlot slot;
    private readonly int capacity;
    private readonly Memory<float> mixtures;
    private readonly OrtValue input;
    private readonly OutputTensor answers;
    private readonly OrtIoBinding whole;

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
        input = Input(capacity);
        answers = OutputTensor.Create(run.Output.Element, run.Shape, capacity);
        whole = run.Runtime.CreateIoBinding();
        whole.BindInput(slot.Input.Name, input);
        whole.BindOutput(run.Output.Name, answers.Value);
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
            if (count == capacity)
                run.Runtime.RunWithBinding(run.Options, whole);
            else
                RunPart(count);
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
        whole.Dispose();
        answers.Dispose();
        input.Dispose();
    }

    /// <summary>Fewer mixtures than there is room for: tensors over the first of them, in the same memory.</summary>
    private void RunPart(int count)
    {
        using OrtValue few = Input(count), answered = answers.Prefix(count);
        run.Runtime.Run(run.Options, [slot.Input.Name], [few], [run.Output.Name], [answered]);
    }

    private OrtValue Input(int count) => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, mixtures[..(count * slot.Width)], slot.ShapeFor(count));
}
