using System.Text.Json;
using System.Text.Json.Nodes;

namespace XaiFunctions.Cli.Hosting;

/// <summary>The function key that the Local host asks for.</summary>
internal static class HostKey
{
    /// <summary>The key: the setting <c>LOCALHOST_FUNCTION_KEY</c>, else the default key in the state directory's keys.json, else null.</summary>
    /// <exception cref="CommandFailedException">The key file is there but cannot be read.</exception>
    public static string? Find(string stateDirectory)
    {
        if (Environment.GetEnvironmentVariable("LOCALHOST_FUNCTION_KEY") is { Length: > 0 } given)
            return given;

        string path = Path.Combine(stateDirectory, "keys.json");
        if (!File.Exists(path))
            return null;

        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path))?["host"]?["default"]?.GetValue<string>();
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new CommandFailedException($"Cannot read the host's keys in {path}: {problem.Message}", problem);
        }
    }
}
