using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Unicode;

namespace XaiFunctions.Documents.Writers;

/// <summary>How JSON is written: letters of all scripts as they are, but nothing that could end an HTML element it is put into.</summary>
internal static class JsonForms
{
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.Create(UnicodeRanges.All);

    /// <summary>One line, for records of JSON Lines.</summary>
    public static JsonWriterOptions Compact { get; } = new() { Encoder = Encoder, SkipValidation = true };

    /// <summary>The JSON Schema (draft 2020-12) of what is written of a type, out of the type itself.</summary>
    /// <param name="options">How it is written.</param>
    /// <param name="type">The type.</param>
    /// <param name="title">The schema's title.</param>
    /// <param name="change">What the schema of a part becomes, by what the exporter made of it.</param>
    public static JsonObject Schema(JsonSerializerOptions options, Type type, string title, Func<JsonSchemaExporterContext, JsonNode, JsonNode> change)
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = change };
        JsonObject schema = options.GetJsonSchemaAsNode(type, exporter).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", title);
        return schema;
    }

    /// <summary>Writes a number in the shortest form that round-trips; null for what is not finite; 0 for negative zero.</summary>
    public static void WriteNumber(this Utf8JsonWriter json, double value)
    {
        if (!double.IsFinite(value))
            json.WriteNullValue();
        else
            json.WriteNumberValue(value == 0 ? 0.0 : value);
    }
}
