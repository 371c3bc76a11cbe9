using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.OnnxRuntime;
using XaiFunctions.Core.Games;
using XaiFunctions.Onnx.Sessions;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>Mixes rows in the single-precision tensor that ONNX Runtime reads in place, sixteen numbers to an instruction.</summary>
/// <remarks>
/// Rows, background and masks are padded to a whole number of vectors. A mixture is written past its end into the place of the next, which is filled after it; only
/// the last needs room behind it.
/// </remarks>
internal sealed class TensorMixer : IMixer
{
    private const int Lanes = 16;

    private readonly InferenceSession runtime;
    private readonly RunOptions runOptions;
    private readonly OutputColumns columns;
    private readonly ModelOutput output;
    private readonly InputSlot slot;
    private readonly int width;
    private readonly int stride;
    private readonly int capacity;
    private readonly int[] masks;
    private readonly float[] background;
    private readonly float[] row;
    private readonly float[] mixtures;
    private readonly OrtValue input;
    private readonly OutputTensor answers;
    private readonly OrtIoBinding whole;

    public TensorMixer(
        InferenceSession runtime,
        RunOptions runOptions,
        InputSlot slot,
        ModelOutput output,
        OutputShape shape,
        OutputColumns columns,
        Background background,
        ReadOnlySpan<bool> masks,
        int capacity)
    {
        this.runtime = runtime;
        this.runOptions = runOptions;
        this.slot = slot;
        this.output = output;
        this.columns = columns;
        this.capacity = capacity;
        width = slot.Width;
        stride = (width + Lanes - 1) / Lanes * Lanes;
        this.masks = new int[masks.Length / width * stride];
        for (int i = 0; i < masks.Length; i++)
            this.masks[(i / width * stride) + (i % width)] = masks[i] ? -1 : 0;
        this.background = new float[background.RowCount * stride];
        for (int i = 0; i < background.RowCount; i++)
            FloatCells.Convert(background.Row(i), this.background.AsSpan(i * stride, width));
        row = new float[stride];
        mixtures = GC.AllocateUninitializedArray<float>((capacity * width) + Lanes, pinned: true);
        input = Input(capacity);
        answers = OutputTensor.Create(output.Element, shape, capacity);
        whole = runtime.CreateIoBinding();
        whole.BindInput(slot.Input.Name, input);
        whole.BindOutput(output.Name, answers.Value);
    }

    /// <inheritdoc/>
    public void Begin(ReadOnlySpan<double> row) => FloatCells.Convert(row, this.row.AsSpan(0, width));

    /// <inheritdoc/>
    public void Mix(int place, ReadOnlySpan<int> masks, int backgroundRow)
    {
        // Seen to fit once for all mixtures.
        ref float target = ref MemoryMarshal.GetReference(mixtures.AsSpan(place * width, (masks.Length * width) + Lanes));
        ref float unknown = ref MemoryMarshal.GetReference(background.AsSpan(backgroundRow * stride, stride));
        ref float known = ref MemoryMarshal.GetArrayDataReference(row);
        foreach (int mask in masks)
        {
            ref int select = ref MemoryMarshal.GetReference(this.masks.AsSpan(mask * stride, stride));
            for (nuint at = 0; at < (nuint)stride; at += Lanes)
            {
                Vector512<float> chosen = Vector512.LoadUnsafe(ref select, at).AsSingle();
                Vector512.ConditionalSelect(chosen, Vector512.LoadUnsafe(ref known, at), Vector512.LoadUnsafe(ref unknown, at)).StoreUnsafe(ref target, at);
            }

            target = ref Unsafe.Add(ref target, width);
        }
    }

    /// <inheritdoc/>
    public void Predict(int count, Span<double> outputs)
    {
        try
        {
            if (count == capacity)
                runtime.RunWithBinding(runOptions, whole);
            else
                RunPart(count);
        }
        catch (OnnxRuntimeException failed)
        {
            throw new ModelEvaluationException($"ONNX Runtime could not evaluate the model: {RuntimeWords.Sentence(failed.Message)}", failed);
        }

        answers.Read(columns.Columns, outputs);
        columns.ApplySigns(outputs);
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
        runtime.Run(runOptions, [slot.Input.Name], [few], [output.Name], [answered]);
    }

    private OrtValue Input(int count) => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, mixtures.AsMemory(0, count * width), slot.ShapeFor(count));
}
