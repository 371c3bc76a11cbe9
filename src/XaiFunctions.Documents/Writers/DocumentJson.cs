using System.Text.Json;
using System.Text.Json.Serialization;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Writers;

/// <summary>
/// Writes and reads <c>document.json</c>: camelCase names, sections in a fixed order, numbers in the shortest form that round-trips, null for
/// what is not known, indented by two spaces with line feeds. It follows <see cref="DocumentSchemas.Document"/>.
/// </summary>
public static class DocumentJson
{
    private static readonly DocumentJsonContext Context = new(new JsonSerializerOptions(DocumentJsonContext.Default.Options)
    {
        Encoder = JsonForms.Encoder,
        Converters = { new NumberConverter(), new OrderedDictionaryConverter<string>(), new OrderedDictionaryConverter<long>() },
    });

    /// <summary>Writes a document; the stream stays open.</summary>
    public static void Write(Stream stream, ExplanationDocument document)
    {
        JsonSerializer.Serialize(stream, document, Context.ExplanationDocument);
        stream.Write("\n"u8);
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="JsonException">It is not a document.</exception>
    public static ExplanationDocument Read(Stream stream) =>
        JsonSerializer.Deserialize(stream, Context.ExplanationDocument) ?? throw new JsonException("The document is null.");
}

/// <summary>The generated serialisation of documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(ExplanationDocument))]
internal sealed partial class DocumentJsonContext : JsonSerializerContext;

/// <summary>Writes numbers that are not finite as null and negative zero as 0.</summary>
internal sealed class NumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => JsonForms.WriteNumber(writer, value);

    public override bool HandleNull => true;
}

/// <summary>Writes entries in the ordinal order of their names, so that equal dictionaries give equal bytes.</summary>
internal sealed class OrderedDictionaryConverter<TValue> : JsonConverter<IReadOnlyDictionary<string, TValue>>
{
    public override IReadOnlyDictionary<string, TValue> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var entries = new Dictionary<string, TValue>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            entries[name] = (TValue)(object)(typeof(TValue) == typeof(long) ? reader.GetInt64() : reader.GetString()!);
        }

        return entries;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, TValue> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string name, TValue entry) in value.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (entry is long number)
                writer.WriteNumber(name, number);
            else
                writer.WriteString(name, entry as string);
        }

        writer.WriteEndObject();
    }
}
