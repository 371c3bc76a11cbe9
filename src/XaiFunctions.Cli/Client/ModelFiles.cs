using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace XaiFunctions.Cli.Client;

/// <summary>What is registered: a model with its background and, if there is one, its manifest.</summary>
/// <param name="Name">The model's name in the registry.</param>
/// <param name="Model">model.onnx.</param>
/// <param name="Background">background.csv.</param>
/// <param name="Manifest">manifest.json, or null to infer all of it.</param>
internal sealed record ModelFiles(string Name, byte[] Model, byte[] Background, byte[]? Manifest)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The version: it follows from the files, so that the same files are the same version.</summary>
    public string Version { get; init; } = Digest(Model, Background, Manifest ?? []);

    /// <summary>Reads the files.</summary>
    /// <param name="name">The model's name, or null for one made from the model file's.</param>
    /// <param name="model">The ONNX file.</param>
    /// <param name="background">The background file.</param>
    /// <param name="manifest">The manifest, or null.</param>
    /// <param name="overrides">Fields that replace the manifest's: <c>space</c>, <c>output</c>.</param>
    /// <param name="summary">How the background is to be summarised, as the manifest has it, or null.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="CommandFailedException">A file cannot be read, or the manifest is no JSON object.</exception>
    public static async Task<ModelFiles> ReadAsync(
        string? name,
        FileInfo model,
        FileInfo background,
        FileInfo? manifest,
        IReadOnlyDictionary<string, string> overrides,
        JsonObject? summary,
        CancellationToken cancellation)
    {
        byte[]? given = manifest is null ? null : await LocalFiles.ReadAsync(manifest, cancellation);
        return new(
            name ?? NameFrom(model),
            await LocalFiles.ReadAsync(model, cancellation),
            await LocalFiles.ReadAsync(background, cancellation),
            overrides.Count == 0 && summary is null ? given : Override(given, overrides, summary, manifest?.FullName));
    }

    private static byte[] Override(byte[]? manifest, IReadOnlyDictionary<string, string> overrides, JsonObject? summary, string? path)
    {
        try
        {
            JsonNode? root = manifest is null ? new JsonObject() : JsonNode.Parse(manifest, documentOptions: Lenient);
            if (root is not JsonObject fields)
                throw new CommandFailedException($"{path} is not a JSON object.");

            foreach ((string field, string value) in overrides)
                fields[field] = value;
            if (summary is not null)
            {
                // The manifest names its background by a text or by an object that may say more of it.
                JsonNode? said = fields["background"]?.DeepClone();
                JsonObject background = said as JsonObject ?? (said is null ? new JsonObject() : new JsonObject { ["file"] = said });
                background["summary"] = summary;
                fields["background"] = background;
            }

            return Encoding.UTF8.GetBytes(fields.ToJsonString());
        }
        catch (JsonException problem)
        {
            throw new CommandFailedException($"{path} is not valid JSON: {problem.Message}", problem);
        }
    }

    /// <summary>A name out of lower-case letters, digits and hyphens; a file called model.onnx is named after its folder.</summary>
    private static string NameFrom(FileInfo model)
    {
        string stem = Path.GetFileNameWithoutExtension(model.Name);
        if (stem.Equals("model", StringComparison.OrdinalIgnoreCase) && model.Directory is { Name.Length: > 1 } folder)
            stem = folder.Name;
        string name = string.Concat(stem.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).Trim('-');
        return name.Length > 0 ? name[..Math.Min(name.Length, 40)].TrimEnd('-') : "model";
    }

    private static string Digest(params byte[][] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] file in files)
        {
            hash.AppendData(BitConverter.GetBytes(file.LongLength));
            hash.AppendData(file);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
