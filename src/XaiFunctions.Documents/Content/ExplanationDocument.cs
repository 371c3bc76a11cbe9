using System.Text.Json.Serialization;

namespace XaiFunctions.Documents.Content;

/// <summary>
/// The whole story of a job without its rows: <c>document.json</c>. Everything but <see cref="Job"/> follows from the bytes of the
/// inputs, the request and the software, so two runs of the same job differ in that section only.
/// </summary>
public sealed record ExplanationDocument
{
    /// <summary>The version of the schema that the documents of this build follow.</summary>
    public const string CurrentSchemaVersion = "1.2";

    /// <summary>The version of the schema that this document follows.</summary>
    public string SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Who asked, when, and how it ended.</summary>
    public required JobSection Job { get; init; }

    /// <summary>The model and what its inputs mean.</summary>
    public required ModelSection Model { get; init; }

    /// <summary>The rows and the background.</summary>
    public required DataSection Data { get; init; }

    /// <summary>From which exact bytes, and with which software.</summary>
    public required ProvenanceSection Provenance { get; init; }

    /// <summary>How the attributions were computed; null if the job failed before that was known.</summary>
    public MethodSection? Method { get; init; }

    /// <summary>What holds over all rows; null if none was explained.</summary>
    public SummarySection? Summary { get; init; }

    /// <summary>How far the numbers can be trusted; null if no row was explained.</summary>
    public QualitySection? Quality { get; init; }

    /// <summary>What a reader should know before relying on the document, in words.</summary>
    public IReadOnlyList<DocumentWarning> Warnings { get; init; } = [];

    /// <summary>The rows that were not explained.</summary>
    public RejectedSection Rejected { get; init; } = RejectedSection.None;

    /// <summary>Why the job failed; null if it did not.</summary>
    public FailureSection? Failure { get; init; }
}

/// <summary>Who asked for the document, when, and how it ended.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="State">"completed" or "failed"; see <see cref="JobStates"/>.</param>
/// <param name="Trigger">What started the job: "blob", "http" or "timer".</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When its results were complete.</param>
public sealed record JobSection(string Id, string State, string Trigger, DateTimeOffset CreatedAt, DateTimeOffset FinishedAt)
{
    /// <summary>The job whose values this one went on from, with more precision; null if it began from nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TopsUp { get; init; }
}

/// <summary>The states in which a job leaves a document behind.</summary>
public static class JobStates
{
    /// <summary>Every row that could be explained was.</summary>
    public const string Completed = "completed";

    /// <summary>Nothing was explained; <see cref="ExplanationDocument.Failure"/> says why.</summary>
    public const string Failed = "failed";
}

/// <summary>The model, and the names and meanings of what goes in and comes out.</summary>
/// <param name="Name">Its name in the registry.</param>
/// <param name="Version">Its version in the registry.</param>
/// <param name="Output">The model's output that is explained.</param>
/// <param name="ExplainedOutputs">The names of the explained columns of that output.</param>
/// <param name="Features">The features in order.</param>
/// <param name="Players">The players in order.</param>
public sealed record ModelSection(
    string Name,
    string Version,
    string? Output,
    IReadOnlyList<string> ExplainedOutputs,
    IReadOnlyList<FeatureEntry> Features,
    IReadOnlyList<PlayerEntry> Players)
{
    /// <summary>Takes names and meanings from a frame.</summary>
    public static ModelSection From(string name, string version, string? output, ExplanationFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new(
            name,
            version,
            output,
            frame.Outputs,
            [.. frame.Features.Select(feature => new FeatureEntry(
                feature.Name, feature.Type.ToString().ToLowerInvariant(), feature.Description, feature.Unit, feature.Categories, feature.AllowsMissing))],
            [.. frame.Players.Names.Select((player, index) => new PlayerEntry(
                player, [.. frame.Players.Columns(index).ToArray().Select(column => frame.Features[column].Name)], frame.IsSensitive(index)))]);
    }
}

/// <summary>One feature, as the manifest describes it.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">"number", "integer", "boolean" or "category".</param>
/// <param name="Description">What it means, or null.</param>
/// <param name="Unit">Its unit, or null.</param>
/// <param name="Categories">The allowed values of a category, or null.</param>
/// <param name="AllowsMissing">Whether missing values are explained rather than rejected.</param>
public sealed record FeatureEntry(
    string Name, string Type, string? Description, string? Unit, IReadOnlyList<string>? Categories, bool AllowsMissing);

/// <summary>One player: features that are known or unknown together.</summary>
/// <param name="Name">The player's name.</param>
/// <param name="Features">The names of its features.</param>
/// <param name="Sensitive">Whether one of them is a sensitive column, so that the player is never given as a reason.</param>
public sealed record PlayerEntry(string Name, IReadOnlyList<string> Features, bool Sensitive);

/// <summary>The rows and the background.</summary>
/// <param name="ScoringFile">The name of the scoring file, or null if the rows came with a request.</param>
/// <param name="ScoringBytes">The file's size in bytes as stored, or null if it is not known.</param>
/// <param name="RowsRead">Data rows in the file: explained and rejected ones.</param>
/// <param name="RowsExplained">Rows that were explained.</param>
/// <param name="RowsRejected">Rows that were not.</param>
/// <param name="BackgroundRows">Rows of the background that explanations average over.</param>
public sealed record DataSection(
    string? ScoringFile, long? ScoringBytes, long RowsRead, long RowsExplained, long RowsRejected, int BackgroundRows)
{
    /// <summary>How the background rows were made of those of the background file; null if they are those.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BackgroundSummaryEntry? BackgroundSummary { get; init; }

    /// <summary>The column of the background file that has the rows' weights; null if all weigh the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BackgroundWeights { get; init; }
}

/// <summary>A summary of the background by fewer, weighted rows.</summary>
/// <param name="Method">"k-means" or "k-medoids".</param>
/// <param name="Size">The rows asked for.</param>
/// <param name="Seed">Where the choice of the first centres started from.</param>
/// <param name="FileRows">The rows of the background file.</param>
public sealed record BackgroundSummaryEntry(string Method, int Size, ulong Seed, int FileRows);

/// <summary>A warning: a short stable name for programs, and words for people.</summary>
/// <param name="Code">Lower-case words joined by hyphens, for example "small-background".</param>
/// <param name="Message">One or two sentences.</param>
public sealed record DocumentWarning(string Code, string Message);

/// <summary>Why a job failed.</summary>
/// <param name="Reason">One sentence for the person who dropped the file.</param>
/// <param name="Problems">The single problems, if there is more than one; may be empty.</param>
public sealed record FailureSection(string Reason, IReadOnlyList<string> Problems);
