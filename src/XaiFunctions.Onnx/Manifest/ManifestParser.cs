using System.Text.Json;
using XaiFunctions.Core.Summaries;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Onnx.Manifest;

/// <summary>Reads manifest.json by hand, so that every problem is found in one go and named by the place where it stands.</summary>
internal sealed partial class ManifestParser
{
    private readonly List<string> problems = [];

    /// <exception cref="InvalidModelException">See <see cref="ModelManifest.Parse(ReadOnlySpan{byte})"/>.</exception>
    public static ModelManifest Parse(ReadOnlyMemory<byte> utf8)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 };
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        try
        {
            using var document = JsonDocument.Parse(utf8.Span.StartsWith(mark) ? utf8[mark.Length..] : utf8, options);
            var parser = new ManifestParser();
            var manifest = parser.Manifest(document.RootElement);
            return parser.problems.Count == 0 ? manifest : throw new InvalidModelException(parser.problems);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with half a surrogate pair.
            throw new InvalidModelException($"The manifest is not JSON: {malformed.Message}", malformed);
        }
    }

    private ModelManifest Manifest(JsonElement root)
    {
        var manifest = new ModelManifest();
        foreach (var (name, value) in Fields(root, "The manifest"))
        {
            manifest = name switch
            {
                "output" => manifest with { Output = Text(value, name) },
                "space" => manifest with { Space = Space(value) },
                "classes" => manifest with { Classes = Texts(value, name) },
                "explain" => manifest with { Explain = Texts(value, name) },
                "features" => manifest with { Features = Features(value) },
                "players" => manifest with { Players = Map(value, name, Texts) },
                "background" => Background(manifest, value),
                "keyColumn" => manifest with { KeyColumn = Text(value, name) },
                "sensitive" => manifest with { Sensitive = Texts(value, name) },
                "reasons" => manifest with { Reasons = Map(value, name, Reason) },
                "limits" => manifest with { Limits = Limits(value) },
                "card" => manifest with { Card = Card(value) },
                _ => Unknown(manifest, name, "The manifest"),
            };
        }

        return manifest;
    }

    /// <summary>The name of a file, or an object with its name, the column of its weights and how it is summarised.</summary>
    private ModelManifest Background(ModelManifest manifest, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Is(value, JsonValueKind.String, "background", "a text or an object") ? manifest with { Background = value.GetString() } : manifest;

        foreach (var (name, part) in Fields(value, "background"))
        {
            manifest = name switch
            {
                "file" => manifest with { Background = Text(part, "background.file") },
                "weights" => manifest with { BackgroundWeights = Text(part, "background.weights") },
                "summary" => manifest with { BackgroundSummary = Summary(part) },
                _ => Unknown(manifest, name, "background"),
            };
        }

        return manifest;
    }

    private SummaryOptions Summary(JsonElement item)
    {
        var summary = new SummaryOptions { Size = 0 };
        foreach (var (name, value) in Fields(item, "background.summary"))
        {
            summary = name switch
            {
                "method" => summary with { Method = SummaryMethodOf(value) },
                "size" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int size) => summary with { Size = size },
                "seed" when value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong seed) => summary with { Seed = seed },
                "size" => summary,
                "seed" => Refuse(summary, "background.summary.seed must be a whole number from 0."),
                _ => Unknown(summary, name, "background.summary"),
            };
        }

        return summary.Size >= 1 ? summary : Refuse(summary, "background.summary.size must be a whole number of at least 1.");
    }

    private SummaryMethod SummaryMethodOf(JsonElement value)
    {
        switch (Text(value, "background.summary.method"))
        {
            case "k-means": return SummaryMethod.KMeans;
            case "k-medoids": return SummaryMethod.KMedoids;
            case { } other:
                return Refuse(SummaryMethod.KMeans, $"background.summary.method is {Words.Quote(other)}; it must be k-means or k-medoids.");
            default:
                return SummaryMethod.KMeans;
        }
    }

    private T Refuse<T>(T unchanged, string problem)
    {
        problems.Add(problem);
        return unchanged;
    }

    private List<ManifestFeature>? Features(JsonElement list)
    {
        if (!Is(list, JsonValueKind.Array, "features", "a list"))
            return null;

        var features = new List<ManifestFeature>();
        foreach (var item in list.EnumerateArray())
            features.Add(item.ValueKind == JsonValueKind.String ? new(item.GetString()!) : Feature(item, $"features[{features.Count}]"));
        return features;
    }

    private ManifestFeature Feature(JsonElement item, string place)
    {
        var feature = new ManifestFeature("");
        foreach (var (name, value) in Fields(item, place))
        {
            string at = $"{place}.{name}";
            feature = name switch
            {
                "name" => feature with { Name = Text(value, at) ?? "" },
                "type" => feature with { Type = Type(value, at) },
                "description" => feature with { Description = Text(value, at) },
                "unit" => feature with { Unit = Text(value, at) },
                "categories" => feature with { Categories = Texts(value, at) },
                "allowsMissing" => feature with { AllowsMissing = Boolean(value, at) },
                _ => Unknown(feature, name, place),
            };
        }

        if (feature.Name.Length == 0)
            problems.Add($"{place} has no name.");
        return feature;
    }

    private ReasonText Reason(JsonElement item, string place)
    {
        var reason = new ReasonText(null, null);
        foreach (var (name, value) in Fields(item, place))
        {
            reason = name switch
            {
                "lowers" => reason with { Lowers = Text(value, $"{place}.{name}") },
                "raises" => reason with { Raises = Text(value, $"{place}.{name}") },
                _ => Unknown(reason, name, place),
            };
        }

        return reason;
    }

    private ModelLimits Limits(JsonElement item)
    {
        var limits = new ModelLimits();
        foreach (var (name, value) in Fields(item, "limits"))
        {
            if (name != "maxRows")
                Unknown(limits, name, "limits");
            else if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long rows) && rows >= 1)
                limits = limits with { MaxRows = rows };
            else
                problems.Add("limits.maxRows must be a whole number of at least 1.");
        }

        return limits;
    }

    private OutputSpace? Space(JsonElement value)
    {
        switch (Text(value, "space"))
        {
            case "raw": return OutputSpace.Raw;
            case "log-odds": return OutputSpace.LogOdds;
            case "margin": return OutputSpace.Margin;
            case { } other:
                problems.Add($"space is {Words.Quote(other)}; it must be raw, log-odds or margin.");
                return null;
            default:
                return null;
        }
    }

    private FeatureType? Type(JsonElement value, string place)
    {
        switch (Text(value, place))
        {
            case "number": return FeatureType.Number;
            case "integer": return FeatureType.Integer;
            case "boolean": return FeatureType.Boolean;
            case "category": return FeatureType.Category;
            case { } other:
                problems.Add($"{place} is {Words.Quote(other)}; it must be number, integer, boolean or category.");
                return null;
            default:
                return null;
        }
    }

    private OrderedDictionary<string, T> Map<T>(JsonElement item, string place, Func<JsonElement, string, T?> read)
        where T : class
    {
        var map = new OrderedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, value) in Fields(item, place))
        {
            if (read(value, $"{place}.{name}") is { } entry)
                map[name] = entry;
        }

        return map;
    }

    private string? Text(JsonElement value, string place) => Is(value, JsonValueKind.String, place, "a text") ? value.GetString() : null;

    private bool? Boolean(JsonElement value, string place)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();

        problems.Add($"{place} must be true or false.");
        return null;
    }

    private IReadOnlyList<string>? Texts(JsonElement value, string place)
    {
        if (!Is(value, JsonValueKind.Array, place, "a list of texts"))
            return null;

        var texts = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (Is(item, JsonValueKind.String, place, "a list of texts"))
                texts.Add(item.GetString()!);
        }

        return texts;
    }

    private List<(string Name, JsonElement Value)> Fields(JsonElement item, string place)
    {
        var fields = new List<(string, JsonElement)>();
        if (!Is(item, JsonValueKind.Object, place, "an object"))
            return fields;

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in item.EnumerateObject())
        {
            if (!seen.Add(field.Name))
                problems.Add($"{place} has the field {Words.Quote(field.Name)} twice.");
            else if (field.Value.ValueKind != JsonValueKind.Null)
                fields.Add((field.Name, field.Value));
        }

        return fields;
    }

    private bool Is(JsonElement value, JsonValueKind kind, string place, string article)
    {
        if (value.ValueKind == kind)
            return true;

        string problem = $"{place} must be {article}.";
        if (!problems.Contains(problem))
            problems.Add(problem);
        return false;
    }

    private T Unknown<T>(T unchanged, string field, string place)
    {
        problems.Add($"{place} has a field {Words.Quote(field)} that is not known.");
        return unchanged;
    }
}
