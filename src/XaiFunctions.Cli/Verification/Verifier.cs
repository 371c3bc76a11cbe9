using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;

namespace XaiFunctions.Cli.Verification;

/// <summary>Computes a stored explanation again: the registry's files must be the same bytes, and the same rows must give the same numbers.</summary>
internal sealed class Verifier(AppConnection connection, Terminal terminal)
{
    /// <summary>Verifies and tells what was found.</summary>
    /// <exception cref="CommandFailedException">Something differs; the message says what.</exception>
    public async Task VerifyAsync(StoredExplanation stored, CancellationToken cancellation)
    {
        foreach ((string registered, string digest) in stored.Digests)
        {
            string found = await connection.Storage.RegistryDigestAsync(stored.Model, stored.Version, registered, cancellation);
            if (!found.Equals(digest, StringComparison.OrdinalIgnoreCase))
                throw new CommandFailedException($"models/{stored.Model}/{stored.Version}/{registered} is not what the document was computed from: SHA-256 {found}, not {digest}.");
            terminal.Line($"  {registered}: same bytes ({digest[..12]}...)");
        }

        var run = new ExplainRun(connection.App, connection.Storage, terminal);
        IReadOnlyList<long> missing = await RejectedRows.OfModelAsync(stored.Folder, cancellation);
        (Stream rows, IReadOnlySet<string> placeholders) = await InputsAsync(stored.Folder, missing, cancellation);
        await using Stream disposed = rows;
        string file = $"verify-{stored.Job}.jsonl";
        string job = await run.ExplainAsync(stored.Model, stored.Version, file, rows, stored.Options, cancellation);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("xaifunctions-verify-");
        try
        {
            await connection.Storage.FetchAsync(stored.Model, job, folder, cancellation);
            long lines = await AttributionLines.CompareAsync(Attributions(stored.Folder), Attributions(folder), placeholders, cancellation);
            terminal.Line($"Verified: {lines:N0} lines of attributions.csv come out the same to the last digit.");
        }
        finally
        {
            folder.Delete(recursive: true);
            await connection.Storage.RemoveDropAsync(stored.Model, file, cancellation);
            await connection.App.DeleteAsync(job, cancellation);
        }
    }

    private static FileInfo Attributions(DirectoryInfo folder) => new(Path.Combine(folder.FullName, "attributions.csv"));

    /// <summary>
    /// The explained rows' inputs as JSON Lines, in a file that goes when it is closed. A row that the model had rejected took part in the numbering from which coalitions are chosen; a copy of another row
    /// stands in its place, whose numbers are then left out.
    /// </summary>
    private static async Task<(Stream Rows, IReadOnlySet<string> Placeholders)> InputsAsync(DirectoryInfo folder, IReadOnlyList<long> missing, CancellationToken cancellation)
    {
        string path = Path.GetTempFileName();
        var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        var placeholders = new HashSet<string>(StringComparer.Ordinal);
        await using (var writer = new StreamWriter(file, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" })
        {
            int next = 0;
            long written = 0;
            string inputs = "";
            await foreach (JsonObject row in RowRecords.ReadAsync(folder, cancellation))
            {
                inputs = row["inputs"]!.ToJsonString();
                for (; next < missing.Count && missing[next] < row["row"]!.GetValue<long>(); next++)
                    await WriteAsync(isPlaceholder: true);
                await WriteAsync(isPlaceholder: false);
            }

            async Task WriteAsync(bool isPlaceholder)
            {
                await writer.WriteLineAsync(inputs);
                written++;
                if (isPlaceholder)
                    placeholders.Add(written.ToString(CultureInfo.InvariantCulture));
            }
        }

        file.Position = 0;
        return (file, placeholders);
    }
}
