using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.Documents.Governance;

/// <summary>Writes cards, data sheets and evidence as JSON; what is not known is left out.</summary>
public static class GovernanceJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JsonForms.Encoder,
        WriteIndented = true,
        NewLine = "\n",
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Writes a card, a data sheet or an evidence map.</summary>
    public static byte[] Write<T>(T document) => [.. JsonSerializer.SerializeToUtf8Bytes(document, Options), (byte)'\n'];

    /// <summary>The JSON Schema (draft 2020-12) of what <see cref="Write"/> writes of a type: no member but those, and none that must be there is missing.</summary>
    /// <param name="title">The schema's title.</param>
    public static JsonObject Schema<T>(string title) =>
        JsonForms.Schema(Options, typeof(T), title, (context, node) => node is JsonObject schema ? Tightened(context.TypeInfo, schema) : node);

    // Null is never written: a member that may be null may be missing instead.
    private static JsonObject Tightened(JsonTypeInfo type, JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
            schema["type"] = types.Single(name => name!.GetValue<string>() != "null")!.DeepClone();
        if (type.Kind != JsonTypeInfoKind.Object)
            return schema;
        schema["required"] = new JsonArray([.. type.Properties.Where(property => !property.IsGetNullable && Nullable.GetUnderlyingType(property.PropertyType) is null).Select(property => (JsonNode)property.Name)]);
        schema["additionalProperties"] = false;
        return schema;
    }
}
