using Microsoft.ML.OnnxRuntime;

namespace XaiFunctions.Benchmarks;

/// <summary>ONNX Runtime on ready-made buffers: no masking, no conversion, no copying.</summary>
internal sealed class RawRuntime : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly OrtValue[] inputs;
    private readonly string output;

    public RawRuntime(SampleModel sample, List<float[]> chunks)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        session = new InferenceSession(sample.ModelBytes, options);
        output = sample.Model.Manifest.Output!;
        int columns = sample.Bound.ColumnCount;
        inputs = [.. chunks.Select(chunk => OrtValue.CreateTensorValueFromMemory(chunk, [chunk.Length / columns, columns]))];
    }

    public void Score()
    {
        foreach (OrtValue input in inputs)
        {
            using IDisposableReadOnlyCollection<OrtValue> answers = session.Run(run, session.InputNames, [input], [output]);
        }
    }

    public void Dispose()
    {
        foreach (OrtValue input in inputs)
            input.Dispose();
        run.Dispose();
        session.Dispose();
    }
}
