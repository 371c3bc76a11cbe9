using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using XaiFunctions.Documents;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Governance;
using XaiFunctions.Documents.Governance.Evidence;

namespace XaiFunctions.App.Http.OpenApi;

/// <summary>
/// The schemas of bodies, each record once. Records are described as they are serialised; documents and their rows by their published schemas,
/// which say more.
/// </summary>
/// <param name="comments">What members mean.</param>
public sealed class SchemaComponents(DocComments comments)
{
    private const string Place = "#/components/schemas/";

    private static readonly JsonSerializerOptions Options = new(Answer.JsonOptions)
    {
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private readonly SortedDictionary<string, JsonNode> schemas = new(StringComparer.Ordinal);

    /// <summary>All schemas that were referred to.</summary>
    public JsonObject ToJson() => new(schemas.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value.DeepClone())));

    /// <summary>A reference to the schema of a body.</summary>
    public JsonObject Refer(Type type)
    {
        string name = Name(type);
        if (type == typeof(ExplanationDocument))
            AddPublished(name, DocumentSchemas.Document, null);
        else if (type == typeof(ExplanationAnswer))
            AddPublished(name, DocumentSchemas.Document, new JsonObject { ["rows"] = new JsonObject { ["type"] = "array", ["items"] = Refer(typeof(RowExplanation)) } });
        else if (type == typeof(RowListView))
            schemas[name] = Rows();
        else if (type == typeof(RowExplanation))
            AddPublished(name, DocumentSchemas.Row, null);
        else if (type == typeof(ModelCard))
            AddPublished(name, DocumentSchemas.ModelCard, null);
        else if (type == typeof(Datasheet))
            AddPublished(name, DocumentSchemas.Datasheet, null);
        else if (type == typeof(EvidenceMap))
            AddPublished(name, DocumentSchemas.Evidence, null);
        else if (!schemas.ContainsKey(name))
            Describe(type);
        return Reference(name);
    }

    // Rows go out as they are stored, by the published schema.
    private JsonObject Rows() => new()
    {
        ["type"] = "object",
        ["description"] = comments.Of(typeof(RowListView)),
        ["properties"] = new JsonObject
        {
            ["rows"] = new JsonObject { ["type"] = "array", ["items"] = Refer(typeof(RowExplanation)), ["description"] = comments.Of(typeof(RowListView).GetProperty(nameof(RowListView.Rows))!) },
            ["next"] = new JsonObject { ["type"] = "integer", ["description"] = comments.Of(typeof(RowListView).GetProperty(nameof(RowListView.Next))!) },
        },
        ["required"] = new JsonArray("rows"),
        ["additionalProperties"] = false,
    };

    /// <summary>The schema of what a text is read as.</summary>
    public JsonNode Describe(Type type) =>
        JsonSchemaExporter.GetJsonSchemaAsNode(Options, type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform });

    private static JsonObject Reference(string name) => new() { ["$ref"] = Place + name };

    private static string Name(Type type) => type.Name;

    /// <summary>Called for the innermost types first: records become components of their own, members say what they mean.</summary>
    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
            return node;
        bool isRecord = context.TypeInfo.Kind == JsonTypeInfoKind.Object && context.TypeInfo.Type.Assembly == typeof(SchemaComponents).Assembly;
        if (isRecord)
        {
            schemas[Name(context.TypeInfo.Type)] = Record(context.TypeInfo, schema);
            schema = Reference(Name(context.TypeInfo.Type));
        }
        else if (context.PropertyInfo is not null)
        {
            WithoutNull(schema);
        }

        if (context.PropertyInfo?.AttributeProvider is PropertyInfo property && comments.Of(property) is { } description)
            schema["description"] = description;
        return schema;
    }

    /// <summary>Members that can be null are left out of answers, and may be left out of requests.</summary>
    private JsonObject Record(JsonTypeInfo type, JsonObject exported)
    {
        var record = new JsonObject { ["type"] = "object" };
        if (comments.Of(type.Type) is { } description)
            record["description"] = description;
        JsonObject properties = exported["properties"]?.DeepClone().AsObject() ?? [];
        if (type.Type == typeof(Problem))
            properties["type"]!["enum"] = new JsonArray([.. ProblemKinds.All.Keys.Select(kind => (JsonNode)(ProblemKinds.Prefix + kind))]);
        record["properties"] = properties;
        record["required"] = new JsonArray([.. type.Properties.Where(property => !property.IsGetNullable && !IsNullable(property.PropertyType)).Select(property => (JsonNode)property.Name)]);
        record["additionalProperties"] = false;
        return record;
    }

    private static bool IsNullable(Type type) => Nullable.GetUnderlyingType(type) is not null;

    private static void WithoutNull(JsonObject schema)
    {
        schema.Remove("default");
        if (schema["type"] is JsonArray types)
        {
            string[] others = [.. types.Select(type => type!.GetValue<string>()).Where(type => type != "null")];
            schema["type"] = others.Length == 1 ? others[0] : new JsonArray([.. others.Select(type => (JsonNode)type)]);
        }

        if (schema["enum"] is JsonArray values)
            schema["enum"] = new JsonArray([.. values.Where(value => value is not null).Select(value => value!.DeepClone())]);
    }

    /// <summary>Adds a published schema; its definitions become components beside it.</summary>
    private void AddPublished(string name, ReadOnlyMemory<byte> published, JsonObject? more)
    {
        if (schemas.ContainsKey(name))
            return;
        JsonObject schema = JsonNode.Parse(published.Span)!.AsObject();
        JsonObject definitions = schema["$defs"]?.AsObject() ?? [];
        foreach (string member in (string[])["$schema", "$id", "$defs"])
            schema.Remove(member);
        foreach ((string member, JsonNode? value) in more ?? [])
        {
            schema["properties"]![member] = value!.DeepClone();
            schema["required"]!.AsArray().Add(member);
        }

        schemas[name] = Rebase(schema, name)!;
        foreach ((string definition, JsonNode? value) in definitions)
            schemas[$"{name}.{definition}"] = Rebase(value!, name)!;
    }

    private static JsonNode? Rebase(JsonNode? node, string name) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(
            member.Key,
            member.Key == "$ref" && member.Value!.GetValue<string>() is ['#', '/', '$', 'd', 'e', 'f', 's', '/', .. var definition]
                ? JsonValue.Create($"{Place}{name}.{definition}")
                : Rebase(member.Value, name)))),
        JsonArray items => new JsonArray([.. items.Select(item => Rebase(item, name))]),
        _ => node?.DeepClone(),
    };
}
