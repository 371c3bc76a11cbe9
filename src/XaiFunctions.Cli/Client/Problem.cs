using System.Text.Json;
using System.Text.Json.Nodes;

namespace XaiFunctions.Cli.Client;

/// <summary>Reads problem details (RFC 9457) as one line.</summary>
internal static class Problem
{
    /// <summary>The title, the detail and the single problems, or null if the body is no problem details.</summary>
    public static string? Describe(string? mediaType, string body)
    {
        if (mediaType is null || !mediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase))
            return null;

        try
        {
            if (JsonNode.Parse(body) is not JsonObject problem)
                return null;

            var parts = new List<string?> { Text(problem["title"]), Text(problem["detail"]) };
            if (problem["problems"] is JsonArray problems)
                parts.AddRange(problems.Select(Text));
            string line = string.Join(" ", parts.Where(part => !string.IsNullOrWhiteSpace(part)).Distinct().Select(part => part!.TrimEnd('.') + "."));
            return line.Length > 0 ? line : null;
        }
        catch (JsonException)
        {
            return null; // Not what it says it is: the caller reports the status code.
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
