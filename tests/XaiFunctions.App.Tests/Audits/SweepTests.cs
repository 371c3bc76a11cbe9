using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using LocalHost.Tests.Functions.Support;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.LocalHost;

namespace XaiFunctions.App.Tests.Audits;

/// <summary>Audits as they are made: a real app, real files, and what is injected is what is reported.</summary>
public sealed class SweepTests : IAsyncLifetime
{
    private const int Rows = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TestFolder folder = new();
    private AzuriteProcess azurite = null!;
    private AppHost app = null!;

    public async Task InitializeAsync()
    {
        azurite = await AzuriteProcess.StartAsync(folder.Sub("azurite"));
        app = await AppHost.StartAsync(azurite.ConnectionString, folder.Sub("state"));
        using HttpResponseMessage registered = await app.RegisterAsync("credit", "1");
        using HttpResponseMessage policy = await app.Http.PutAsJsonAsync("api/models/credit/audit-policy", new { labels = new { positive = (string[])["paid"], negative = (string[])["lost"] } });
        Assert.Equal(HttpStatusCode.OK, policy.StatusCode);
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await azurite.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Audit_DriftAndDecayInjected_AreReportedWithEvidenceAndNothingElse()
    {
        string clean = await ScoreAsync("clean.csv", Samples.GoodRows(Rows));
        await LabelAsync("clean.csv", clean, isRight: true, $"{clean},1x,paid", $"{clean},3,perhaps", $"{clean},999,paid");
        JsonNode first = await AuditAsync(null);
        Assert.Equal(first["audit"]!["id"]!.GetValue<string>(), first["audit"]!["reference"]!.GetValue<string>());
        Assert.Empty(first["alerts"]!.AsArray());
        Assert.Equal(Rows, first["scored"]!["rows"]!.GetValue<long>());
        Assert.Equal(0, first["data"]!["driftedCount"]!.GetValue<int>());
        Assert.Equal(1, first["performance"]!["binary"]!["accuracy"]!["value"]!.GetValue<double>());
        Assert.Equal(3, first["labels"]!["bad"]!.AsObject().Sum(reason => reason.Value!.GetValue<long>()));

        string drifted = await ScoreAsync("drifted.csv", Shifted(Samples.GoodRows(Rows), "Duration", 40));
        await LabelAsync("drifted.csv", drifted, isRight: false);
        JsonNode second = await AuditAsync(first["audit"]!["to"]!.GetValue<DateTimeOffset>());

        Assert.Equal(["Duration"], second["data"]!["columns"]!.AsArray().Where(column => column!["drifted"]!.GetValue<bool>()).Select(column => column!["column"]!.GetValue<string>()));
        Assert.Equal(
            ["performance.accuracyChange below 0", "prediction.drifted above 0.5"],
            second["alerts"]!.AsArray().Select(alert => alert!["rule"]!.GetValue<string>()).Where(rule => !rule.StartsWith("attribution", StringComparison.Ordinal)).Order());
        Assert.Contains(second["findings"]!.AsArray(), finding => finding!.GetValue<string>().StartsWith("Silent decay: Accuracy fell from 1.0000", StringComparison.Ordinal));
        await AssertToldAsync(second);
    }

    [Fact]
    public async Task Audit_HostKilledInTheMiddle_IsMadeByTheNext()
    {
        await ScoreAsync("rows.csv", Samples.GoodRows(Rows));
        string address = await AskAsync(null);
        await app.KillAsync();
        await app.DisposeAsync();
        app = await AppHost.StartAsync(azurite.ConnectionString, folder.Sub("state"));

        JsonNode audit = await WaitAsync(address);

        Assert.Equal(Rows, audit["scored"]!["rows"]!.GetValue<long>());
        Assert.Equal("complete", audit["status"]!.GetValue<string>());
        await app.AssertNoBlobsAsync("work", address.Split('/')[^1]);
    }

    /// <summary>The pages, the log and the queue say the same as the document.</summary>
    private async Task AssertToldAsync(JsonNode audit)
    {
        string id = audit["audit"]!["id"]!.GetValue<string>();
        int alerts = audit["alerts"]!.AsArray().Count;
        string[] kinds = [.. (await app.Http.GetStringAsync($"api/audit-log/records?subject=audit:{id}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["kind"]!.GetValue<string>())];
        Assert.Equal(["audit-written", .. Enumerable.Repeat("alert-raised", alerts)], kinds);
        IReadOnlyList<string> messages = await QueueReader.PeekAsync(azurite.ConnectionString, "audit-alerts");
        Assert.Equal(
            audit["alerts"]!.AsArray().Select(alert => alert!["id"]!.GetValue<string>()).Order(),
            messages.Select(message => JsonNode.Parse(message)!["alert"]!["id"]!.GetValue<string>()).Distinct().Order());
        Assert.Contains("Silent decay", await app.Http.GetStringAsync($"api/models/credit/audits/{id}/files/report.html"));
        Assert.Contains("Silent decay", await app.Http.GetStringAsync($"api/models/credit/audits/{id}/files/summary.md"));
        JsonNode list = (await app.Http.GetFromJsonAsync<JsonNode>("api/models/credit/audits"))!;
        Assert.Equal(alerts, list["audits"]![0]!["alerts"]!.GetValue<int>());
    }

    private async Task<string> ScoreAsync(string file, byte[] rows)
    {
        string job = await app.DropAsync($"credit/{file}", rows);
        JsonObject status = await app.WaitUntilEndedAsync(job);
        Assert.Equal("completed", status["status"]!.GetValue<string>());
        return job;
    }

    /// <summary>Drops labels that all agree with the model, or all do not.</summary>
    private async Task LabelAsync(string file, string job, bool isRight, params string[] more)
    {
        var text = new StringBuilder("label,row,job\n");
        foreach (string line in Encoding.UTF8.GetString(await app.FileAsync(job, "rows.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonNode row = JsonNode.Parse(line)!;
            bool yes = row["outputs"]![0]!["prediction"]!.GetValue<double>() >= 0;
            text.Append(CultureInfo.InvariantCulture, $"{(yes == isRight ? "paid" : "lost")},{row["row"]},{job}\n");
        }

        foreach (string[] cells in more.Select(line => line.Split(',')))
            text.Append(CultureInfo.InvariantCulture, $"{cells[2]},{cells[1]},{cells[0]}\n");
        BlobContainerClient container = app.Blobs.GetBlobContainerClient("labels");
        await container.CreateIfNotExistsAsync();
        await container.GetBlobClient($"credit/{file}").UploadAsync(BinaryData.FromString(text.ToString()));
    }

    private async Task<JsonNode> AuditAsync(DateTimeOffset? from) => await WaitAsync(await AskAsync(from));

    private async Task<string> AskAsync(DateTimeOffset? from)
    {
        using HttpResponseMessage asked = await app.Http.PostAsJsonAsync("api/models/credit/audits", new { from });
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        return asked.Headers.Location!.ToString().TrimStart('/');
    }

    private async Task<JsonNode> WaitAsync(string address)
    {
        JsonNode? view = null;
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Limit; await Task.Delay(100))
        {
            view = (await app.Http.GetFromJsonAsync<JsonNode>(address))!;
            if (view["status"]!.GetValue<string>() != "running")
                break;
        }

        Assert.True(view!["status"]!.GetValue<string>() == "completed", $"{view.ToJsonString()}\n{string.Join('\n', app.Output.TakeLast(40))}");
        return (await app.Http.GetFromJsonAsync<JsonNode>($"{address}/files/audit.json"))!;
    }

    private static byte[] Shifted(byte[] csv, string column, int by)
    {
        string[] lines = Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int index = Array.IndexOf(lines[0].TrimEnd('\r').Split(','), column);
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select((line, number) =>
        {
            string[] cells = line.Split(',');
            if (number > 0)
                cells[index] = (int.Parse(cells[index], CultureInfo.InvariantCulture) + by).ToString(CultureInfo.InvariantCulture);
            return string.Join(',', cells) + "\n";
        })));
    }
}
