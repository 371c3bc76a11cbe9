using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Privacy;

/// <summary>A person in files, jobs, labels, feedback and audits of a real app, and afterwards nowhere.</summary>
[Collection(AppFixture.Collection)]
public sealed class ErasureTests(AppFixture fixture)
{
    private const string Model = "keyed";
    private const string Key = "subject zq81 ä";
    private const string Comment = "comment-zq81";
    private const double Amount = 7391.5173;
    private const int Rows = 40;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly int[] Marked = [5, 17];

    private readonly AppHost app = fixture.App;

    [Fact]
    public async Task Erase_PersonInEveryPlace_IsFoundNowhereAfterwardsAndTheOthersStay()
    {
        string dropped = await PrepareAsync();
        string asked = await ExplainAsync(Body());
        JsonNode before = await JsonAsync($"api/explanations/{dropped}/files/document.json");
        string audit = await AuditAsync();
        JsonNode audited = await JsonAsync($"{audit}/files/audit.json");
        Assert.Equal((Rows + 1, 3), (audited["scored"]!["rows"]!.GetValue<int>(), audited["labels"]!["used"]!.GetValue<int>()));
        Assert.Equal(1, audited["labels"]!["bad"]!.AsObject().Sum(reason => reason.Value!.GetValue<long>()));
        byte[][] marks = Marks(await PredictionAsync(dropped));
        string[] places = await FindAsync(marks);
        Assert.All((string[])["scoring/", "labels/", "explanations/", "audits/", "work/", "Feedback"], place => Assert.Contains(places, found => found.StartsWith(place, StringComparison.Ordinal)));

        JsonNode erasure = await EraseAsync();

        Assert.Equal((2, 3L, 3, 0, 1), (Number(erasure, "jobs"), Number(erasure, "rows"), Number(erasure, "files"), Number(erasure, "unreadableFiles"), Number(erasure, "audits")));
        Assert.Empty(await FindAsync(marks));
        await AssertOthersStayAsync(dropped, asked, before);
        JsonNode again = await JsonAsync($"{audit}/files/audit.json");
        Assert.True(again["probes"]!["cost"]!["spent"]!.GetValue<long>() > 0);
        Assert.Equal((Rows - 2, Rows + 1), (again["scored"]!["rows"]!.GetValue<int>(), again["rederived"]!["rowsBefore"]!.GetValue<int>()));
        Assert.Equal(1, again["labels"]!["used"]!.GetValue<int>()); // They still count as having arrived when they did.
        Assert.Contains("Derived again", await app.Http.GetStringAsync($"{audit}/files/report.html"));

        JsonNode second = await EraseAsync();
        Assert.Equal((0, 0L, 0), (Number(second, "jobs"), Number(second, "rows"), Number(second, "files")));
        string told = await app.Http.GetStringAsync($"api/audit-log/records?subject=erasure:{erasure["erasure"]}");
        Assert.Equal(2, told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(await app.InstancesAsync(), instance => Assert.DoesNotContain("zq81", instance.ToJsonString()));
        Assert.DoesNotContain(app.Output, line => line.Contains("zq81", StringComparison.Ordinal));
    }

    /// <summary>Registers the model, drops a file in which the person has two rows, says something of one, and labels them.</summary>
    private async Task<string> PrepareAsync()
    {
        JsonObject manifest = JsonNode.Parse(Samples.Manifest)!.AsObject();
        manifest["keyColumn"] = "customer";
        using HttpResponseMessage registered = await app.RegisterAsync(Model, "1", Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        using HttpResponseMessage policy = await app.Http.PutAsJsonAsync($"api/models/{Model}/audit-policy", new { labels = new { positive = (string[])["paid"] }, probes = new { rows = 11, budget = 500_000 } });
        Assert.Equal(HttpStatusCode.OK, policy.StatusCode);

        string job = await app.DropAsync($"{Model}/rows.csv", Scoring(), ("method", "kernel"), ("maxEvaluations", "30"));
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(job))["status"]!.GetValue<string>());
        using HttpResponseMessage said = await app.Http.PostAsJsonAsync($"api/explanations/{job}/rows/{Marked[0]}/feedback", new { useful = true, comment = Comment });
        Assert.Equal(HttpStatusCode.NoContent, said.StatusCode);
        await LabelAsync("keys.csv", $"key,label\n{Key},paid\nc-3,lost\nnobody,paid\n");
        await LabelAsync("rows.jsonl", $$"""{"job":"{{job}}","row":{{Marked[0]}},"label":"paid","note":"{{Comment}}"}""" + "\n");
        return job;
    }

    private static byte[] Scoring()
    {
        string[] lines = [.. Encoding.UTF8.GetString(Samples.GoodRows(Rows)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r'))];
        int amount = Array.IndexOf(lines[0].Split(','), "Amount");
        var text = new StringBuilder("customer,").Append(lines[0]).Append('\n');
        for (int row = 1; row <= Rows; row++)
        {
            string[] cells = lines[row].Split(',');
            bool marked = Marked.Contains(row);
            cells[amount] = marked ? Amount.ToString(CultureInfo.InvariantCulture) : cells[amount];
            text.Append(CultureInfo.InvariantCulture, $"{(marked ? Key : $"c-{row}")},{string.Join(',', cells)}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Body() => Samples.Body(1, change: instances =>
    {
        instances[0]!["customer"] = Key;
        instances[0]!["Amount"] = Amount;
    });

    private async Task<string> ExplainAsync(string body)
    {
        using HttpResponseMessage response = await app.ExplainAsync(Model, body);
        return (await AppHost.JsonAsync(response))["job"]!["id"]!.GetValue<string>();
    }

    private async Task LabelAsync(string file, string text)
    {
        BlobContainerClient container = app.Blobs.GetBlobContainerClient("labels");
        await container.CreateIfNotExistsAsync();
        await container.GetBlobClient($"{Model}/{file}").UploadAsync(BinaryData.FromString(text));
    }

    private async Task<string> AuditAsync()
    {
        using HttpResponseMessage asked = await app.Http.PostAsJsonAsync($"api/models/{Model}/audits", new { });
        string address = asked.EnsureSuccessStatusCode().Headers.Location!.ToString().TrimStart('/');
        Assert.Equal("completed", (await WaitAsync(address))["status"]!.GetValue<string>());
        return address;
    }

    private async Task<JsonNode> EraseAsync()
    {
        using HttpResponseMessage asked = await app.Http.DeleteAsync($"api/subjects/{Uri.EscapeDataString(Key)}");
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        JsonNode erasure = await WaitAsync(asked.Headers.Location!.ToString().TrimStart('/'));
        Assert.True(erasure["status"]!.GetValue<string>() == "completed", $"{erasure.ToJsonString()}\n{string.Join('\n', app.Output.TakeLast(40))}");
        return erasure;
    }

    private async Task<JsonNode> WaitAsync(string address)
    {
        JsonNode view = await JsonAsync(address);
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Limit && view["status"]!.GetValue<string>() == "running"; view = await JsonAsync(address))
            await Task.Delay(100);
        return view;
    }

    private async Task<JsonNode> JsonAsync(string address) => (await app.Http.GetFromJsonAsync<JsonNode>(address))!;

    private static long Number(JsonNode node, string name) => node[name]!.GetValue<long>();

    /// <summary>The prediction of a marked row: it is in no other.</summary>
    private async Task<double> PredictionAsync(string job) =>
        Encoding.UTF8.GetString(await app.FileAsync(job, "rows.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
            .Single(row => row["row"]!.GetValue<int>() == Marked[0])["outputs"]![0]!["prediction"]!.GetValue<double>();

    /// <summary>What the person is known by: as texts, and as the bytes of numbers.</summary>
    private static byte[][] Marks(double prediction) =>
    [
        Encoding.UTF8.GetBytes("zq81"),
        .. ((double[])[Amount, prediction]).SelectMany(number => (byte[][])[Encoding.UTF8.GetBytes(number.ToString("R", CultureInfo.InvariantCulture)), BitConverter.GetBytes(number)]),
    ];

    /// <summary>Every blob and table of the account that holds a mark.</summary>
    private async Task<string[]> FindAsync(byte[][] marks)
    {
        var found = new List<string>();
        await foreach (BlobContainerItem container in app.Blobs.GetBlobContainersAsync())
        {
            BlobContainerClient client = app.Blobs.GetBlobContainerClient(container.Name);
            await foreach (BlobItem blob in client.GetBlobsAsync())
            {
                byte[] content = (await client.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray();
                if (marks.Any(mark => content.AsSpan().IndexOf(mark) >= 0))
                    found.Add($"{container.Name}/{blob.Name}");
            }
        }

        await foreach (TableItem table in app.Tables.QueryAsync())
        {
            await foreach (TableEntity entity in app.Tables.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                byte[] text = Encoding.UTF8.GetBytes(string.Join('\n', entity.Select(property => Convert.ToString(property.Value, CultureInfo.InvariantCulture))));
                if (marks.Any(mark => text.AsSpan().IndexOf(mark) >= 0))
                    found.Add(table.Name);
            }
        }

        return [.. found];
    }

    private async Task AssertOthersStayAsync(string dropped, string asked, JsonNode before)
    {
        using HttpResponseMessage gone = await app.Http.GetAsync($"api/explanations/{asked}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        JsonNode after = await JsonAsync($"api/explanations/{dropped}/files/document.json");
        Assert.Equal((Rows - 2, Rows - 2), (after["data"]!["rowsRead"]!.GetValue<int>(), after["data"]!["rowsExplained"]!.GetValue<int>()));
        Assert.Equal("rows-erased", after["warnings"]![0]!["code"]!.GetValue<string>());
        Assert.Equal(before["provenance"]!.ToJsonString(), after["provenance"]!.ToJsonString());
        string rows = Encoding.UTF8.GetString(await app.FileAsync(dropped, "rows.jsonl"));
        int[] left = [.. rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["row"]!.GetValue<int>())];
        Assert.Equal(Enumerable.Range(1, Rows).Except(Marked), left);
        Assert.Equal(Rows - 2 + 1, Encoding.UTF8.GetString(await app.FileAsync(dropped, "attributions.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        BinaryData scoring = (await app.Blobs.GetBlobContainerClient("scoring").GetBlobClient($"{Model}/rows.csv").DownloadContentAsync()).Value.Content;
        Assert.Equal(Rows - 2 + 1, scoring.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        JsonNode jobs = await JsonAsync($"api/explanations?model={Model}");
        Assert.Equal(dropped, Assert.Single(jobs["jobs"]!.AsArray())!["job"]!.GetValue<string>());
    }
}
