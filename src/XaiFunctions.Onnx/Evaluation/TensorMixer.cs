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
    private readonly OutputShape shape;
    private readonly InputSlot slot;
    private readonly int width;
    private readonly int stride;
    private readonly int capacity;
    private readonly int[] masks;
    private readonly float[] background;
    private readonly float[] row;
    private readonly float[] mixtures;
    private readonly Lazy<Call> whole;

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
        this.shape = shape;
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
        whole = new(() => new(this, capacity));
    }

    /// <inheritdoc/>
    public void Begin(ReadOnlySpan<double> row) => FloatCells.Convert(row, this.row.AsSpan(0, width));

    /// <inheritdoc/>
    public void Mix(int place, int mask, int backgroundRow)
    {
        ReadOnlySpan<int> chosen = masks.AsSpan(mask * stride, stride);
        ReadOnlySpan<float> other = background.AsSpan(backgroundRow * stride, stride);
        ref float target = ref MemoryMarshal.GetReference(mixtures.AsSpan(place * width, Math.Min(stride, (capacity - place) * width + Lanes)));
        ref int select = ref MemoryMarshal.GetReference(chosen);
        ref float known = ref MemoryMarshal.GetArrayDataReference(row), unknown = ref MemoryMarshal.GetReference(other);
        for (nuint at = 0; at < (nuint)stride; at += Lanes)
        {
            Vector512<float> mixed = Vector512.ConditionalSelect(Vector512.LoadUnsafe(ref select, at).AsSingle(), Vector512.LoadUnsafe(ref known, at), Vector512.LoadUnsafe(ref unknown, at));
            mixed.StoreUnsafe(ref target, at);
        }
    }

    /// <inheritdoc/>
    public void Predict(int count, Span<double> outputs)
    {
        try
        {
            if (count == capacity)
            {
                whole.Value.Run(outputs);
                return;
            }

            using var part = new Call(this, count);
            part.Run(outputs);
        }
        catch (OnnxRuntimeException failed)
        {
            throw new ModelEvaluationException($"ONNX Runtime could not evaluate the model: {RuntimeWords.Sentence(failed.Message)}", failed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (whole.IsValueCreated)
            whole.Value.Dispose();
    }

    /// <summary>The tensors of a number of mixtures, bound.</summary>
    private sealed class Call : IDisposable
    {
        private readonly TensorMixer mixer;
        private readonly OrtValue input;
        private readonly OutputTensor output;
        private readonly OrtIoBinding binding;

        public Call(TensorMixer mixer, int count)
        {
            this.mixer = mixer;
            input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, mixer.mixtures.AsMemory(0, count * mixer.width), mixer.slot.ShapeFor(count));
            output = OutputTensor.Create(mixer.output.Element, mixer.shape, count);
            binding = mixer.runtime.CreateIoBinding();
            binding.BindInput(mixer.slot.Input.Name, input);
            binding.BindOutput(mixer.output.Name, output.Value);
        }

        public void Run(Span<double> outputs)
        {
            mixer.runtime.RunWithBinding(mixer.runOptions, binding);
            output.Read(mixer.columns.Columns, outputs);
            mixer.columns.ApplySigns(outputs);
        }

        public void Dispose()
        {
            binding.Dispose();
            output.Dispose();
            input.Dispose();
        }
    }
}
