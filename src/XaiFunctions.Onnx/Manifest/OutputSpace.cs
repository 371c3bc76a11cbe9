using System.Text.Json.Serialization;

namespace XaiFunctions.Onnx.Manifest;

/// <summary>The space in which a model's output is explained.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutputSpace>))]
public enum OutputSpace
{
    /// <summary>The output as the model gives it, for example a probability.</summary>
    [JsonStringEnumMemberName("raw")]
    Raw,

    /// <summary>The log-odds of the probability averaged over the background.</summary>
    [JsonStringEnumMemberName("log-odds")]
    LogOdds,

    /// <summary>The model's own score before its post-transform (sigmoid, softmax, logistic), averaged over the background.</summary>
    [JsonStringEnumMemberName("margin")]
    Margin,
}
