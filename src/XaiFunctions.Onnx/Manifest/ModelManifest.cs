using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using XaiFunctions.Core.Cards;
using XaiFunctions.Core.Summaries;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Onnx.Manifest;

/// <summary>
/// What people say about a model (manifest.json). Every part may be left out; <see cref="ModelRegistration.Complete"/> fills in what the
/// graph tells.
/// </summary>
public sealed record ModelManifest
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>The output that is explained. Default: the scores, not the label.</summary>
    public string? Output { get; init; }

    /// <summary>The space in which it is explained. Default: <see cref="OutputSpace.Raw"/>.</summary>
    public OutputSpace? Space { get; init; }

    /// <summary>The names of the output's columns. Default: the class labels in the graph, else the output's name or the columns' numbers.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Which of <see cref="Classes"/> are explained. Default: all.</summary>
    public IReadOnlyList<string>? Explain { get; init; }

    /// <summary>The features in order. Default: the graph's inputs, or the background's columns for a model of one input.</summary>
    public IReadOnlyList<ManifestFeature>? Features { get; init; }

    /// <summary>Columns that act as one player, by the player's name. A feature that no player names is a player of its own.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Players { get; init; }

    /// <summary>The name of the background file beside the manifest. Default: background.csv.</summary>
    [JsonIgnore]
    public string? Background { get; init; }

    /// <summary>How the background is summarised by fewer rows. Default: not at all.</summary>
    [JsonIgnore]
    public SummaryOptions? BackgroundSummary { get; init; }

    /// <summary>The column of the background file that has the rows' weights. Default: all rows weigh the same.</summary>
    [JsonIgnore]
    public string? BackgroundWeights { get; init; }

    /// <summary>The background as the manifest has it: the file's name alone, or an object if there is more to say.</summary>
    [JsonInclude]
    [JsonPropertyName("background")]
    private object? BackgroundField => BackgroundSummary is null && BackgroundWeights is null
        ? Background
        : new ManifestBackground(
            Background,
            BackgroundWeights,
            BackgroundSummary is { } summary ? new(summary.Method == SummaryMethod.KMeans ? "k-means" : "k-medoids", summary.Size, summary.Seed) : null);

    /// <summary>
    /// The column of scoring files and requests that says whose row it is. The model never sees it and no document has it; rows are found by it again as a keyed hash.
    /// Default: none.
    /// </summary>
    public string? KeyColumn { get; init; }

    /// <summary>Features or players that describe protected groups. Default: none.</summary>
    public IReadOnlyList<string>? Sensitive { get; init; }

    /// <summary>Texts for reason codes, by player. Default: none.</summary>
    public IReadOnlyDictionary<string, ReasonText>? Reasons { get; init; }

    /// <summary>Bounds on what a job may ask. Default: <see cref="ModelLimits"/> as it stands.</summary>
    public ModelLimits? Limits { get; init; }

    /// <summary>What people say of the model, for its card and the data sheet. Default: nothing, which they then say.</summary>
    public CardText? Card { get; init; }

    /// <summary>Reads a manifest; comments and trailing commas are allowed.</summary>
    /// <exception cref="InvalidModelException">It is not JSON, or fields are unknown, given twice or of the wrong type; every one is named.</exception>
    public static ModelManifest Parse(ReadOnlySpan<byte> utf8) => ManifestParser.Parse(utf8.ToArray());

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static ModelManifest Parse(Stream utf8)
    {
        using var copy = new MemoryStream();
        utf8.CopyTo(copy);
        return ManifestParser.Parse(copy.ToArray());
    }

    /// <summary>The manifest as JSON that <see cref="Parse(ReadOnlySpan{byte})"/> reads back to the same.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>A background about which there is more to say than its file's name, as it is written.</summary>
internal sealed record ManifestBackground(string? File, string? Weights, ManifestSummary? Summary);

/// <summary>A summary of the background, as it is written.</summary>
internal sealed record ManifestSummary(string Method, int Size, ulong Seed);

/// <summary>What people say about a feature.</summary>
/// <param name="Name">Its column's name in background and scoring files.</param>
public sealed record ManifestFeature(string Name)
{
    /// <summary>What kind of values it has. Default: what the model's input takes.</summary>
    [JsonConverter(typeof(FeatureTypeConverter))]
    public FeatureType? Type { get; init; }

    /// <summary>What it means.</summary>
    public string? Description { get; init; }

    /// <summary>The unit in which it is measured.</summary>
    public string? Unit { get; init; }

    /// <summary>The allowed values of a category. Default: those that the graph's encoders know; an empty list allows any.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Whether a missing value is a value that the model knows. Default: false.</summary>
    public bool? AllowsMissing { get; init; }

    private sealed class FeatureTypeConverter() : JsonStringEnumConverter<FeatureType>(JsonNamingPolicy.CamelCase);
}

/// <summary>Texts for reason codes about one player.</summary>
/// <param name="Lowers">What to say where the player lowers the output.</param>
/// <param name="Raises">What to say where it raises the output.</param>
public sealed record ReasonText(string? Lowers, string? Raises);

/// <summary>Bounds on what a job may ask of a model.</summary>
public sealed record ModelLimits
{
    /// <summary>The most rows of a scoring file.</summary>
    /// <value>The default is 1,000,000; at least 1.</value>
    public long MaxRows { get; init; } = 1_000_000;
}
