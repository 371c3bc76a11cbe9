using Microsoft.ML.OnnxRuntime;

namespace XaiFunctions.Onnx.Sessions;

/// <summary>Opens models in ONNX Runtime.</summary>
internal static class RuntimeSessions
{
    /// <exception cref="InvalidModelException">ONNX Runtime does not accept the model.</exception>
    public static InferenceSession Open(byte[] model, OnnxSessionOptions options)
    {
        using var settings = new SessionOptions
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            // What ONNX Runtime says about a model can quote the model; problems come back as exceptions instead.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new InferenceSession(model, settings);
        }
        catch (OnnxRuntimeException refused)
        {
            throw new InvalidModelException($"ONNX Runtime does not accept the model: {RuntimeWords.Sentence(refused.Message)}", refused);
        }
    }
}
