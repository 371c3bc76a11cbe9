using XaiFunctions.Core.Games;

namespace XaiFunctions.Onnx;

/// <summary>ONNX Runtime could not evaluate the model on rows that fit its signature, for example on a category that an encoder refuses.</summary>
public sealed class ModelEvaluationException(string message, Exception innerException) : ModelRefusalException(message, innerException);
