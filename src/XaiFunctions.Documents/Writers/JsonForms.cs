using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace XaiFunctions.Documents.Writers;

/// <summary>How JSON is written: letters of all scripts as they are, but nothing that could end an HTML element it is put into.</summary>
internal static class JsonForms
{
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.Create(UnicodeRanges.All);

    /// <summary>One line, for records of JSON Lines.</summary>
    public static JsonWriterOptions Compact { get; } = new() { Encoder = Encoder, SkipValidation = true };

    /// <summary>Writes a number in the shortest form that round-trips; null for what is not finite; 0 for negative zero.</summary>
    public static void WriteNumber(this Utf8JsonWriter json, double value)
    {
        if (!double.IsFinite(value))
            json.WriteNullValue();
        else
            json.WriteNumberValue(value == 0 ? 0.0 : value);
    }
}
