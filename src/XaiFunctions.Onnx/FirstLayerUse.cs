using System.Text.Json;
using System.Text.Json.Serialization;

namespace XaiFunctions.Onnx;

/// <summary>How the first layer of masked rows is worked out where the model is asked.</summary>
[JsonConverter(typeof(Converter))]
public enum FirstLayerUse
{
    /// <summary>ONNX Runtime works all of the graph out: it does not begin with a matrix product of all that its output depends on.</summary>
    Runtime,

    /// <summary>As sums of the players' parts; ONNX Runtime works out the rest of the graph.</summary>
    Parts,

    /// <summary>ONNX Runtime works all of the graph out, because sums of parts and the rest answer otherwise for the background than the whole.</summary>
    Disagreeing,
}

file sealed class Converter() : JsonStringEnumConverter<FirstLayerUse>(JsonNamingPolicy.CamelCase);
