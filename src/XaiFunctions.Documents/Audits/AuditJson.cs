using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.Documents.Audits;

/// <summary>Writes <c>audit.json</c>: camelCase names, numbers in the shortest form that round-trips, null for what is not known or not finite.</summary>
public static class AuditJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JsonForms.Encoder,
        WriteIndented = true,
        NewLine = "\n",
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new NumberConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Writes an audit; the stream stays open.</summary>
    public static void Write(Stream stream, AuditDocument document)
    {
        JsonSerializer.Serialize(stream, document, Options);
        stream.Write("\n"u8);
    }

    /// <summary>The alerts of an audit, in its order.</summary>
    /// <param name="json">What <see cref="Write(Stream, AuditDocument)"/> wrote.</param>
    public static IReadOnlyList<ToldAlert> ReadAlerts(ReadOnlySpan<byte> json)
    {
        JsonNode audit = JsonNode.Parse(json)!;
        return [.. audit["alerts"]!.AsArray().Select(alert => new ToldAlert(
            alert!["id"]!.GetValue<string>(),
            alert["severity"].Deserialize<AuditSeverity>(Options),
            audit["audit"]!["finishedAt"]!.GetValue<DateTimeOffset>(),
            JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["audit"] = audit["audit"]!.DeepClone(), ["alert"] = alert.DeepClone(), ["schemaVersion"] = AlertMessage.Version }, Options)))];
    }

    /// <summary>For each rule the streak that an audit tells of it; 0 if the audit had no such rule.</summary>
    /// <param name="json">What <see cref="Write(Stream, AuditDocument)"/> wrote.</param>
    /// <param name="rules">The rules.</param>
    public static IReadOnlyList<int> ReadStreaks(ReadOnlySpan<byte> json, IReadOnlyList<AuditRule> rules)
    {
        JsonNode?[] outcomes = [.. JsonNode.Parse(json)!["rules"]!.AsArray()];
        return [.. rules.Select(rule => outcomes.FirstOrDefault(outcome => outcome!["rule"].Deserialize<AuditRule>(Options) == rule)?["streak"]!.GetValue<int>() ?? 0)];
    }

    /// <summary>The JSON Schema (draft 2020-12) of <see cref="Write(Stream, AuditDocument)"/>, out of the records themselves.</summary>
    public static JsonObject Schema() => Schema(typeof(AuditDocument), "Audit, version 1");

    /// <summary>The JSON Schema (draft 2020-12) of <see cref="ToldAlert.Message"/>: <see cref="AlertMessage"/>.</summary>
    public static JsonObject AlertSchema() => Schema(typeof(AlertMessage), "Alert of an audit, version 1");

    // Numbers that are not finite are written as null.
    private static JsonObject Schema(Type type, string title) => JsonForms.Schema(Options, type, title, (context, node) =>
        context.TypeInfo.Type == typeof(double) || context.TypeInfo.Type == typeof(double?) ? new JsonObject { ["type"] = new JsonArray("number", "null") } : node);
}
