using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Configuration;
using XaiFunctions.App.Storage;
using XaiFunctions.Cli.Client;

namespace XaiFunctions.Benchmarks;

/// <summary>
/// An audit over more and more days, as the app makes it: time and memory of its process. Each day has a job of as many rows, 61 columns and 61 players; its documents are those of
/// one job that the app has explained, copied within the storage.
/// </summary>
internal static class SweepGrowth
{
    /// <summary>The name of the measurement with <see cref="AllRows"/> a day.</summary>
    public const string Full = "sweep-full";

    /// <summary>Rows a day, enough to see how it grows.</summary>
    public const int FewRows = 10_000;

    /// <summary>Rows a day in the full measurement.</summary>
    public const int AllRows = 100_000;

    private const string Model = "logistic-regression";

    private static readonly int[] Days = [1, 3, 10, 30];

    /// <summary>Prints a line for each number of days.</summary>
    /// <param name="output">Where to print.</param>
    /// <param name="rowsADay">The rows of each day.</param>
    public static async Task RunAsync(TextWriter output, int rowsADay)
    {
        await using RunningApp app = await RunningApp.StartAsync();
        DateTimeOffset today = new(DateTime.UtcNow.Date, TimeSpan.Zero);
        await FillAsync(app, rowsADay, today);
        output.WriteLine("| days | rows | s | processor s | rows / processor s | peak resident, MB |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (int days in Days)
        {
            await app.RestartAsync();
            long start = Stopwatch.GetTimestamp();
            TimeSpan before = app.ProcessorTime();
            long rows = await AuditAsync(app, today.AddDays(-days), today);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, processor = (app.ProcessorTime() - before).TotalSeconds;
            if (rows != (long)days * rowsADay)
                throw new InvalidOperationException($"The audit of {days} days is over {rows} rows.");
            output.WriteLine(FormattableString.Invariant($"| {days} | {rows:N0} | {seconds:F1} | {processor:F1} | {rows / processor:N0} | {app.PeakResidentBytes() / 1e6:F0} |"));
        }
    }

    private static async Task FillAsync(RunningApp app, int rowsADay, DateTimeOffset today)
    {
        string rows = Path.GetTempFileName(), manifest = Path.GetTempFileName();
        try
        {
            SampleRows.Write(rows, rowsADay);
            JsonObject single = JsonNode.Parse(await File.ReadAllTextAsync(SampleModel.PathOf(Model, "manifest.json")))!.AsObject();
            single.Remove("players");
            single.Remove("reasons");
            await File.WriteAllTextAsync(manifest, single.ToJsonString());
            string job = await app.ExplainAsync(
                Model, new Dictionary<string, string> { ["space"] = "margin" }, rows, new ExplanationOptions { MaxEvaluations = 2 }, new FileInfo(manifest));
            await CopyAsync(app, job, today);
        }
        finally
        {
            File.Delete(rows);
            File.Delete(manifest);
        }
    }

    /// <summary>Gives each of the days before today a job like this one.</summary>
    private static async Task CopyAsync(RunningApp app, string job, DateTimeOffset today)
    {
        var jobs = new JobTable(StorageConnection.Open(new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", app.Storage)]).Build()));
        JobRecord record = await jobs.FindAsync(job, CancellationToken.None) ?? throw new InvalidOperationException("The job is unknown.");
        BlobContainerClient documents = new BlobServiceClient(app.Storage).GetBlobContainerClient(StorageAccount.Explanations);
        for (int day = 1; day <= Days[^1]; day++)
        {
            string id = day.ToString("D32", System.Globalization.CultureInfo.InvariantCulture);
            foreach (string file in (string[])[DocumentStore.Document, DocumentStore.Rows])
            {
                CopyFromUriOperation copy = await documents.GetBlobClient($"{Model}/{id}/{file}").StartCopyFromUriAsync(documents.GetBlobClient($"{Model}/{job}/{file}").Uri);
                await copy.WaitForCompletionAsync();
            }

            JobRecord other = record with { Id = id, CreatedAt = today.AddDays(-day).AddHours(11), FinishedAt = today.AddDays(-day).AddHours(12) };
            await jobs.CreateAsync(other, CancellationToken.None);
            await jobs.UpdateAsync(other, CancellationToken.None);
        }
    }

    private static async Task<long> AuditAsync(RunningApp app, DateTimeOffset from, DateTimeOffset to)
    {
        using HttpClient http = app.NewClient();
        using HttpResponseMessage asked = await http.PostAsJsonAsync($"api/models/{Model}/audits", new { from, to });
        asked.EnsureSuccessStatusCode();
        string address = asked.Headers.Location!.ToString().TrimStart('/');
        while (true)
        {
            JsonNode view = (await http.GetFromJsonAsync<JsonNode>(address))!;
            switch (view["status"]!.GetValue<string>())
            {
                case "completed":
                    return view["rows"]!.GetValue<long>();
                case "failed":
                    throw new InvalidOperationException(view.ToJsonString());
                default:
                    await Task.Delay(200);
                    break;
            }
        }
    }
}
