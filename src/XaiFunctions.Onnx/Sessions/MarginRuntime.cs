using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using XaiFunctions.Onnx.Graphs;

namespace XaiFunctions.Onnx.Sessions;

/// <summary>A model cut before the post-transform of an output, opened in ONNX Runtime.</summary>
/// <param name="Runtime">The opened copy.</param>
/// <param name="Output">Its only output.</param>
/// <param name="SingleScore">See <see cref="MarginCut"/>.</param>
internal sealed record MarginRuntime(InferenceSession Runtime, ModelOutput Output, int? SingleScore) : IDisposable
{
    /// <exception cref="InvalidModelException">The output has no post-transform that is known here.</exception>
    public static MarginRuntime Open(ModelFile file, ModelOutput output, OnnxSessionOptions options)
    {
        var cut = MarginCut.Create(file.Model, output.Name);
        var runtime = RuntimeSessions.Open(cut.Model.ToByteArray(), options);
        var margin = SignatureReader.Output(cut.Output, runtime.OutputMetadata[cut.Output], output.ClassLabels, isInput: false);
        return new(runtime, margin, cut.SingleScore);
    }

    public void Dispose() => Runtime.Dispose();
}
