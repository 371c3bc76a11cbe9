using System.Text.Json;

namespace XaiFunctions.LocalHost.Functions.Hosting;

/// <summary>local.settings.json: the settings that Azure would hold for a deployed app.</summary>
/// <param name="Values">The settings by name, with <c>:</c> for <c>__</c> as the environment's names are read.</param>
/// <param name="Port"><c>Host.LocalHttpPort</c>, if given.</param>
internal sealed record LocalSettings(IReadOnlyDictionary<string, string?> Values, string? Port)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the file beside host.json; empty if there is none.</summary>
    /// <exception cref="InvalidOperationException">The file is no JSON object, is encrypted, or holds a value that is no text, number or truth value.</exception>
    public static LocalSettings Read(string contentRoot)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        string path = Path.Combine(contentRoot, "local.settings.json");
        if (!File.Exists(path))
            return new LocalSettings(values, null);

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            var root = document.RootElement;
            if (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind == JsonValueKind.True)
                throw new InvalidOperationException($"{path} is encrypted; decrypt it with 'func settings decrypt'.");
            if (root.TryGetProperty("Values", out var settings))
            {
                foreach (var setting in settings.EnumerateObject())
                    values[setting.Name.Replace("__", ":")] = Text(setting.Value, setting.Name);
            }

            string? port = root.TryGetProperty("Host", out var host) && host.TryGetProperty("LocalHttpPort", out var number)
                ? Text(number, "LocalHttpPort")
                : null;
            return new LocalSettings(values, port);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{path} cannot be read: {error.Message}", error);
        }
    }

    private static string? Text(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => null,
        _ => throw new InvalidOperationException($"setting '{name}' must be a text; nested values are written with '__' in the name."),
    };
}
