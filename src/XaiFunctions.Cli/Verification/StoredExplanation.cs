using System.Text.Json.Nodes;
using XaiFunctions.Cli.Client;

namespace XaiFunctions.Cli.Verification;

/// <summary>A job's documents on this machine, and what they say it takes to compute them again.</summary>
internal sealed record StoredExplanation
{
    /// <summary>The folder.</summary>
    public required DirectoryInfo Folder { get; init; }

    /// <summary>The job's id.</summary>
    public required string Job { get; init; }

    /// <summary>The model's name in the registry.</summary>
    public required string Model { get; init; }

    /// <summary>The model's version in the registry.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of the registry's files, by file name.</summary>
    public required IReadOnlyDictionary<string, string> Digests { get; init; }

    /// <summary>How the rows were explained.</summary>
    public required ExplanationOptions Options { get; init; }

    /// <summary>Reads a folder.</summary>
    /// <exception cref="CommandFailedException">
    /// The document is incomplete, its job failed, or it was stopped by a deadline, which no second run can meet at the same point.
    /// </exception>
    public static async Task<StoredExplanation> ReadAsync(DirectoryInfo folder, CancellationToken cancellation)
    {
        JsonObject document = await Results.ReadDocumentAsync(folder, cancellation);
        if (document["failure"] is JsonObject failure)
            throw new CommandFailedException($"The job of {folder.FullName} failed; there is nothing to compute again: {failure["reason"]}");
        if (document["warnings"]?.AsArray().Any(warning => warning?["code"]?.GetValue<string>() == "deadline") == true)
            throw new CommandFailedException($"The job of {folder.FullName} was stopped by its deadline; where depended on the clock, so it cannot be computed again.");

        return new StoredExplanation
        {
            Folder = folder,
            Job = Text(document, "job", "id"),
            Model = Text(document, "model", "name"),
            Version = Text(document, "model", "version"),
            Digests = new Dictionary<string, string>
            {
                ["model.onnx"] = Text(document, "provenance", "modelSha256"),
                ["manifest.json"] = Text(document, "provenance", "manifestSha256"),
                ["background.csv"] = Text(document, "provenance", "backgroundSha256"),
            },
            Options = new ExplanationOptions
            {
                Method = MethodOf(Text(document, "method", "name")),
                Space = Text(document, "method", "space"),
                Output = document["model"]?["explainedOutputs"] is JsonArray { Count: 1 } outputs ? outputs[0]!.GetValue<string>() : null,
                MaxEvaluations = document["method"]?["contract"]?["maxEvaluations"]?.GetValue<int>(),
                MaxError = document["method"]?["contract"]?["maxError"]?.GetValue<double>(),
                MaxErrorIsRelative = document["method"]?["contract"]?["maxErrorIsRelative"]?.GetValue<bool>() ?? false,
                Seed = document["provenance"]?["seed"]?.GetValue<ulong>(),
            },
        };
    }

    /// <summary>The method to ask for, so that the choice that was made then is not made anew; only auto uses the model's structure.</summary>
    private static string? MethodOf(string name) => name switch
    {
        "exact enumeration" => "exact",
        "leverage-sampled KernelSHAP" => "kernel",
        _ => null,
    };

    private static string Text(JsonObject document, string section, string field) =>
        document[section]?[field]?.GetValue<string>() ?? throw new CommandFailedException($"document.json does not say {section}.{field}; without it nothing can be computed again.");
}
