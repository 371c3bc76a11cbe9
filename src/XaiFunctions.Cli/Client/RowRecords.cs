using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace XaiFunctions.Cli.Client;

/// <summary>The records of rows.jsonl, one at a time.</summary>
internal static class RowRecords
{
    /// <summary>Reads the records of a job's folder in file order.</summary>
    /// <exception cref="CommandFailedException">The file is missing, or a line is no JSON object.</exception>
    public static async IAsyncEnumerable<JsonObject> ReadAsync(DirectoryInfo folder, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "rows.jsonl"));
        using var reader = new StreamReader(LocalFiles.OpenRead(file));
        for (int line = 1; await reader.ReadLineAsync(cancellation) is { } text; line++)
            yield return Parse(text, file, line);
    }

    private static JsonObject Parse(string text, FileInfo file, int line)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new CommandFailedException($"{file.FullName}, line {line}: not a JSON object.");
        }
        catch (JsonException problem)
        {
            throw new CommandFailedException($"{file.FullName}, line {line}: not valid JSON.", problem);
        }
    }
}
