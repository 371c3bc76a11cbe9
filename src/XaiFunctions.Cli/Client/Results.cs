using System.Text.Json.Nodes;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;

namespace XaiFunctions.Cli.Client;

/// <summary>A job's documents on this machine.</summary>
internal static class Results
{
    private const int ShownRejected = 10;

    /// <summary>Fetches a job's documents and tells what they are.</summary>
    public static async Task FetchAsync(
        AppConnection connection, Terminal terminal, string model, string job, DirectoryInfo folder, CancellationToken cancellation)
    {
        IReadOnlyList<string> names = await connection.Storage.FetchAsync(model, job, folder, cancellation);
        if (names.Count == 0)
            throw new CommandFailedException($"Job {job} has left no documents in {AppStorage.Folder(model, job)}.");

        terminal.Line();
        terminal.Line($"Documents in {AppStorage.Folder(model, job)}, fetched to {folder.FullName}:");
        foreach (string name in names)
            terminal.Line($"  {name}");
        JsonObject document = await ReadDocumentAsync(folder, cancellation);
        ShowSummary(terminal, document);
    }

    /// <summary>Reads document.json.</summary>
    /// <exception cref="CommandFailedException">It is missing or not a JSON object.</exception>
    public static async Task<JsonObject> ReadDocumentAsync(DirectoryInfo folder, CancellationToken cancellation)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "document.json"));
        byte[] content = await LocalFiles.ReadAsync(file, cancellation);
        try
        {
            return JsonNode.Parse(content) as JsonObject ?? throw new CommandFailedException($"{file.FullName} is not a JSON object.");
        }
        catch (System.Text.Json.JsonException problem)
        {
            throw new CommandFailedException($"{file.FullName} is not valid JSON: {problem.Message}", problem);
        }
    }

    /// <summary>Shows how the first rows came about, in the documents' own sentences.</summary>
    public static async Task ShowRowsAsync(Terminal terminal, DirectoryInfo folder, int count, CancellationToken cancellation)
    {
        terminal.Line();
        await foreach (JsonObject row in RowRecords.ReadAsync(folder, cancellation).Take(count).WithCancellation(cancellation))
        {
            foreach (JsonNode? output in row["outputs"]!.AsArray())
                terminal.Line($"  row {row["row"]}: {output!["sentence"]}");
        }
    }

    private static void ShowSummary(Terminal terminal, JsonObject document)
    {
        if (document["data"] is JsonObject data)
            terminal.Line($"{data["rowsExplained"]} rows explained, {data["rowsRejected"]} rejected.");
        foreach (JsonNode? row in (document["rejected"]?["rows"]?.AsArray() ?? []).Take(ShownRejected))
            terminal.Line($"  line {row!["line"]}{(row["column"] is { } column ? $", column '{column}'" : "")}: {row["problem"]}");
    }
}
