using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using LocalHost.Tests.Functions.Support;
using XaiFunctions.App.Tests.Callbacks;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.LocalHost;
using XaiFunctions.Tests;

namespace XaiFunctions.App.Tests.Audits;

/// <summary>Audits as they are made: a real app, real files, and what is injected is what is reported.</summary>
public sealed class SweepTests : IAsyncLifetime
{
    private const int Rows = 200;
    private const string TopicKey = "a topic's key for tests only";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TestFolder folder = new();
    private AzuriteProcess azurite = null!;
    private Receiver receiver = null!;
    private AppHost app = null!;

    public async Task InitializeAsync()
    {
        azurite = await AzuriteProcess.StartAsync(folder.Sub("azurite"));
        receiver = await Receiver.StartAsync();
        await File.WriteAllTextAsync(folder.Sub("receiver.pem"), receiver.Certificate);
        app = await AppHost.StartAsync(
            azurite.ConnectionString, folder.Sub("state"),
            ("Callbacks__Hosts", $"localhost:{receiver.Port}"), ("Callbacks__Secret", Receiver.Secret), ("Callbacks__AllowsPrivateAddresses", "true"),
            ("Events__TopicEndpoint", $"https://localhost:{receiver.Port}/second-time"), ("Events__TopicKey", TopicKey), ("SSL_CERT_FILE", folder.Sub("receiver.pem")));
        using HttpResponseMessage registered = await app.RegisterAsync("credit", "1");
        using HttpResponseMessage policy = await app.Http.PutAsJsonAsync("api/models/credit/audit-policy", new
        {
            labels = new { positive = (string[])["paid"], negative = (string[])["lost"] },
            deliver = new { webHook = $"https://localhost:{receiver.Port}/gone" },
            probes = Probes(-100),
        });
        Assert.Equal(HttpStatusCode.OK, policy.StatusCode);
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await receiver.DisposeAsync();
        await azurite.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Audit_DriftDecayAndUnfairnessInjected_AreReportedWithEvidenceAndNothingElse()
    {
        string clean = await ScoreAsync("clean.csv", Samples.GoodRows(Rows));
        await LabelAsync("clean.csv", clean, isRight: true, $"{clean},1x,paid", $"{clean},3,perhaps", $"{clean},999,paid");
        JsonNode first = await AuditAsync(null);
        Assert.Equal(first["audit"]!["id"]!.GetValue<string>(), first["audit"]!["reference"]!.GetValue<string>());
        Assert.Empty(first["alerts"]!.AsArray());
        Assert.Equal(Rows, first["scored"]!["rows"]!.GetValue<long>());
        Assert.Equal(0, first["data"]!["driftedCount"]!.GetValue<int>());
        Assert.Equal(1, first["performance"]!["binary"]!["accuracy"]!["value"]!.GetValue<double>());
        AssertProbed(first, "Decisions hold: ");
        Assert.Equal(1, first["privacy"]!["membership"]!["repeated"]!["value"]!.GetValue<double>()); // good rows are the background's
        Assert.Equal(3, first["labels"]!["bad"]!.AsObject().Sum(reason => reason.Value!.GetValue<long>()));

        string drifted = await ScoreAsync("drifted.csv", Shifted(Samples.GoodRows(Rows), "Duration", 40));
        await LabelAsync("drifted.csv", drifted, isRight: false);
        await WeakenAsync(drifted);
        JsonNode second = await AuditAsync(first["audit"]!["to"]!.GetValue<DateTimeOffset>());

        Assert.Equal(["Duration"], second["data"]!["columns"]!.AsArray().Where(column => column!["drifted"]!.GetValue<bool>()).Select(column => column!["column"]!.GetValue<string>()));
        Assert.Equal(
            ["performance.accuracyChange below 0", "prediction.drifted above 0.5"],
            second["alerts"]!.AsArray().Select(alert => alert!["rule"]!.GetValue<string>()).Where(rule => !rule.StartsWith("attribution", StringComparison.Ordinal)).Order());
        Assert.Contains(second["findings"]!.AsArray(), finding => finding!.GetValue<string>().StartsWith("Silent decay: Accuracy fell from 1.0000", StringComparison.Ordinal));
        AssertProbed(second, "Decisions are fragile: ");
        await AssertToldAsync(second);
        await AssertDeliveredAsync(second);
        await AssertGovernedAsync(second);

        // The same people, but the ages are dealt out by the scores: nobody's column drifts, and who is decided how depends on age.
        await ScoreAsync("unfair.csv", await DealtAsync(Samples.GoodRows(Rows), "Age", clean));
        JsonNode third = await AuditAsync(second["audit"]!["to"]!.GetValue<DateTimeOffset>());

        Assert.Equal(["fairness.disparateGroups above 0"], third["alerts"]!.AsArray().Select(alert => alert!["rule"]!.GetValue<string>()));
        Assert.Equal(0, third["data"]!["driftedCount"]!.GetValue<int>());
        Assert.Contains(third["findings"]!.AsArray(), finding => finding!.GetValue<string>().StartsWith("Of Age = below ", StringComparison.Ordinal));
        Assert.Equal(0, first["fairness"]!["disparateGroups"]!.GetValue<int>());
        Assert.Equal(0, first["fairness"]!["unequalGroups"]!.GetValue<int>());
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

    private static object Probes(double threshold) => new { rows = 16, budget = 2_000_000, threshold, epsilons = (double[])[0.5] };

    private static void AssertProbed(JsonNode audit, string finding)
    {
        Assert.Equal("measured", audit["probes"]!["robustness"]!["status"]!.GetValue<string>());
        Assert.InRange(audit["probes"]!["cost"]!["spent"]!.GetValue<long>(), 1, audit["probes"]!["cost"]!["estimated"]!.GetValue<long>());
        Assert.True(audit["findings"]!.AsArray().Any(sentence => sentence!.GetValue<string>().StartsWith(finding, StringComparison.Ordinal)), audit["findings"]!.ToJsonString());
        Assert.True(audit["metrics"]!.AsObject().ContainsKey("robustness.accuracyAt.0.5") && audit["metrics"]!.AsObject().ContainsKey("quality.deletionGain"));
    }

    /// <summary>A decision right at the data: half of the rows are on either side.</summary>
    private async Task WeakenAsync(string job)
    {
        double[] predictions = [.. Encoding.UTF8.GetString(await app.FileAsync(job, "rows.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!["outputs"]![0]!["prediction"]!.GetValue<double>()).Order()];
        JsonNode policy = (await app.Http.GetFromJsonAsync<JsonNode>("api/models/credit/audit-policy"))!;
        policy["probes"]!["threshold"] = predictions[predictions.Length / 2];
        using HttpResponseMessage answer = await app.Http.PutAsJsonAsync("api/models/credit/audit-policy", policy);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>The pages, the log and the queue say the same as the document.</summary>
    private async Task AssertToldAsync(JsonNode audit)
    {
        string id = audit["audit"]!["id"]!.GetValue<string>();
        int alerts = audit["alerts"]!.AsArray().Count;
        string[] kinds = [.. (await app.Http.GetStringAsync($"api/audit-log/records?subject=audit:{id}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["kind"]!.GetValue<string>())];
        Assert.Equal(["audit-written", .. Enumerable.Repeat("alert-raised", alerts)], kinds[..(alerts + 1)]);
        Assert.Contains("Silent decay", await app.Http.GetStringAsync($"api/models/credit/audits/{id}/files/report.html"));
        Assert.Contains("Silent decay", await app.Http.GetStringAsync($"api/models/credit/audits/{id}/files/summary.md"));
        JsonNode list = (await app.Http.GetFromJsonAsync<JsonNode>("api/models/credit/audits"))!;
        Assert.Equal(alerts, list["audits"]![0]!["alerts"]!.GetValue<int>());
    }

    /// <summary>
    /// Queue and topic have every alert in the published form, the topic though its first answer was 503; the web hook, which does not want them, is noted, and the audit is complete all the same.
    /// </summary>
    private async Task AssertDeliveredAsync(JsonNode audit)
    {
        string id = audit["audit"]!["id"]!.GetValue<string>();
        string[] alerts = [.. audit["alerts"]!.AsArray().Select(alert => alert!["id"]!.GetValue<string>()).Order()];
        JsonNode view = await UntilAsync($"api/models/credit/audits/{id}", view => view["undelivered"] is not null);
        Assert.Equal(alerts.Length, view["undelivered"]!.GetValue<int>());
        Assert.Equal("completed", view["status"]!.GetValue<string>());
        Assert.Contains("\"channel\":\"WebHook\"", await app.Http.GetStringAsync($"api/audit-log/records?subject=audit:{id}"), StringComparison.Ordinal);

        string[] queued = [.. (await QueueReader.PeekAsync(azurite.ConnectionString, "audit-alerts")).Select(Plain).Order(StringComparer.Ordinal)];
        Receiver.Call[] calls = [.. receiver.Calls], told = [.. calls.Where(call => call.Path == "/second-time")], refused = [.. calls.Where(call => call.Path == "/gone")];
        JsonNode[] distinct = [.. told.Select(call => JsonNode.Parse(call.Body)!).DistinctBy(happened => happened["id"]!.GetValue<string>())];
        JsonNode[] events = [.. distinct.Where(happened => happened["type"]!.GetValue<string>() == "XaiFunctions.AlertRaised")]; // the others tell of jobs
        Assert.Equal(distinct.Length + 1, told.Length);
        Assert.All(told, call => Assert.Equal(("application/cloudevents+json; charset=utf-8", TopicKey), (call.ContentType, call.TopicKey)));
        Assert.Equal(alerts, events.Select(happened => happened["id"]!.GetValue<string>()).Order());
        Assert.All(events, happened => Assert.Equal(
            ("1.0", "XaiFunctions.AlertRaised", "/api/models/credit", $"audits/{id}/alerts/{happened["id"]}"),
            (happened["specversion"]!.GetValue<string>(), happened["type"]!.GetValue<string>(), happened["source"]!.GetValue<string>(), happened["subject"]!.GetValue<string>())));
        Assert.Equal(queued, events.Select(happened => happened["data"]!.ToJsonString()).Order(StringComparer.Ordinal));
        Assert.Equal(queued, refused.Select(call => Plain(Encoding.UTF8.GetString(call.Body))).Order(StringComparer.Ordinal));
        Assert.All(refused, call => Receiver.AssertSigned(call.Signature, call.Body));
        Assert.Equal("", await JsonSchemas.ValidateAsync(await app.Http.GetByteArrayAsync("api/schemas/audit-alert.v1.schema.json"), queued));
        Assert.DoesNotContain(app.Output, line => line.Contains(TopicKey, StringComparison.Ordinal));
    }

    /// <summary>Card, data sheet and evidence say what the newest audit says, lead to it, and lie beside it as they were.</summary>
    private async Task AssertGovernedAsync(JsonNode audit)
    {
        string files = $"api/models/credit/audits/{audit["audit"]!["id"]}/files/";
        foreach ((string what, string file) in ((string, string)[])[("card", "model-card"), ("datasheet", "datasheet"), ("evidence", "evidence")])
        {
            foreach ((string form, string extension) in ((string, string)[])[("application/json", "json"), ("text/html", "html"), ("text/markdown", "md")])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"api/models/credit/{what}") { Headers = { Accept = { new(form) } } };
                using HttpResponseMessage answer = await app.Http.SendAsync(request);
                Assert.Equal(form, answer.Content.Headers.ContentType!.MediaType);
                Assert.Equal(form == "text/html", answer.Headers.TryGetValues("Content-Security-Policy", out _));
                Assert.Equal(await app.Http.GetByteArrayAsync($"{files}{file}.{extension}"), await answer.Content.ReadAsByteArrayAsync());
            }
        }

        JsonNode card = (await app.Http.GetFromJsonAsync<JsonNode>("api/models/credit/card"))!;
        JsonNode accuracy = card["quantitative_analysis"]!["performance_metrics"]!.AsArray().Single(metric => metric!["type"]!.GetValue<string>() == "performance.accuracy")!;
        Assert.Equal(audit["metrics"]!["performance.accuracy"]!["value"]!.ToJsonString(), accuracy["value"]!.GetValue<string>());
        JsonNode evidence = (await app.Http.GetFromJsonAsync<JsonNode>("api/models/credit/evidence"))!;
        foreach (string address in evidence["evidence"]!.AsArray().SelectMany(entry => entry!["items"]!.AsArray()).Select(item => item!["url"]!.GetValue<string>().Split('#')[0]).Distinct())
        {
            using HttpResponseMessage there = await app.Http.GetAsync(address.TrimStart('/'));
            Assert.True(there.IsSuccessStatusCode, $"{address}: {there.StatusCode}");
        }
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
        JsonNode view = await UntilAsync(address, view => view["status"]!.GetValue<string>() != "running");
        Assert.True(view["status"]!.GetValue<string>() == "completed", $"{view.ToJsonString()}\n{string.Join('\n', app.Output.TakeLast(40))}");
        return (await app.Http.GetFromJsonAsync<JsonNode>($"{address}/files/audit.json"))!;
    }

    private async Task<JsonNode> UntilAsync(string address, Func<JsonNode, bool> isSo)
    {
        JsonNode view = (await app.Http.GetFromJsonAsync<JsonNode>(address))!;
        for (long started = Stopwatch.GetTimestamp(); !isSo(view) && Stopwatch.GetElapsedTime(started) < Limit; await Task.Delay(100))
            view = (await app.Http.GetFromJsonAsync<JsonNode>(address))!;
        return view;
    }

    private static string Plain(string json) => JsonNode.Parse(json)!.ToJsonString();

    /// <summary>Deals the values of a column out anew: the least to the rows that a job scored lowest, and so on.</summary>
    private async Task<byte[]> DealtAsync(byte[] csv, string column, string job)
    {
        string[][] lines = [.. Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(','))];
        int index = Array.IndexOf(lines[0], column);
        string[][] byScore = [.. Encoding.UTF8.GetString(await app.FileAsync(job, "rows.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
            .OrderBy(row => row["outputs"]![0]!["prediction"]!.GetValue<double>()).Select(row => lines[row["row"]!.GetValue<int>()])];
        string[] values = [.. byScore.Select(cells => cells[index]).OrderBy(value => int.Parse(value, CultureInfo.InvariantCulture))];
        for (int row = 0; row < byScore.Length; row++)
            byScore[row][index] = values[row];
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(cells => string.Join(',', cells) + "\n")));
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
