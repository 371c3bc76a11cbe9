using Microsoft.ML.OnnxRuntime;
using XaiFunctions.Onnx.Sessions;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>What it takes to have a model's output worked out.</summary>
/// <param name="Runtime">The opened model.</param>
/// <param name="Options">The options of every call.</param>
/// <param name="Output">The output.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Columns">The columns that are wanted.</param>
internal sealed record OutputRun(InferenceSession Runtime, RunOptions Options, ModelOutput Output, OutputShape Shape, OutputColumns Columns)
{
    /// <summary>Makes what ONNX Runtime says of a failed call fit for people.</summary>
    public static ModelEvaluationException Failed(OnnxRuntimeException failed) =>
        new($"ONNX Runtime could not evaluate the model: {RuntimeWords.Sentence(failed.Message)}", failed);
}
