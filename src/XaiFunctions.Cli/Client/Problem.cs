using System.Text.Json;
using System.Text.Json.Nodes;

namespace XaiFunctions.Cli.Client;

/// <summary>Reads problem details (RFC 9457) as one line.</summary>
internal static class Problem
{
    /// <summary>The title and the detail, or null if the body is no problem details.</summary>
    public static string? Describe(string? mediaType, string body)
    {
        if (mediaType is null || !mediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase))
            return null;

        try
        {
            if (JsonNode.Parse(body) is not JsonObject problem)
                return null;

            // Where there are several problems, the detail is all of them in one text.
            string?[] parts = [Text(problem["title"]), Text(problem["detail"])];
            string line = string.Join(" ", parts.Where(part => !string.IsNullOrWhiteSpace(part)).Select(part => part!.TrimEnd('.') + "."));
            return line.Length > 0 ? line : null;
        }
        catch (JsonException)
        {
            return null; // Not what it says it is: the caller reports the status code.
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
