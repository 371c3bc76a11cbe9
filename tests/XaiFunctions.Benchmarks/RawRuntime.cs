using Microsoft.ML.OnnxRuntime;

namespace XaiFunctions.Benchmarks;

/// <summary>ONNX Runtime on ready-made buffers: no masking, no conversion, no copying.</summary>
internal sealed class RawRuntime : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly OrtValue[] inputs;
    private readonly string output;

    /// <param name="model">The ONNX file.</param>
    /// <param name="output">The output that is asked for.</param>
    /// <param name="columns">The columns of its only input.</param>
    /// <param name="chunks">The rows of each call.</param>
    public RawRuntime(byte[] model, string output, int columns, List<float[]> chunks)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        session = new InferenceSession(model, options);
        this.output = output;
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
