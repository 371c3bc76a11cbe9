using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Documents;
using XaiFunctions.Tests;

namespace XaiFunctions.App.Tests.Jobs;

[Collection(AppFixture.Collection)]
public sealed class DropTests(AppFixture fixture)
{
    private static readonly (string, string)[] Small = [("method", "kernel"), ("maxEvaluations", "40"), ("seed", "7")];

    private readonly AppHost app = fixture.App;

    [Fact]
    public async Task Drop_FileWithSomeBadRows_ExplainsTheGoodOnesAndNamesTheOthers()
    {
        string job = await app.DropAsync("credit/some bad.csv", Samples.Scoring, Small);
        JsonObject status = await app.WaitUntilEndedAsync(job);

        Assert.Equal("completed", status["status"]!.GetValue<string>());
        Assert.Equal((112, 8), (status["rows"]!.GetValue<int>(), status["rejected"]!.GetValue<int>()));
        Assert.Equal(9, (await LinesAsync(job, "rejected.csv")).Length);
        string[] attributions = await LinesAsync(job, "attributions.csv");
        Assert.Equal(113, attributions.Length);
        foreach (string line in attributions.Skip(1))
        {
            double[] numbers = [.. line.Split(',').Skip(2).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            Assert.Equal(numbers[0], numbers[1..].Sum(), 1e-9);
        }

        Assert.Equal(attributions.Skip(1).Select(line => line.Split(',')[0].PadLeft(10, '0')), await RowKeysAsync(job));
        JsonObject document = JsonNode.Parse(await app.FileAsync(job, "document.json"))!.AsObject();
        Assert.Equal("some bad.csv", document["data"]!["scoringFile"]!.GetValue<string>());
        Assert.Equal(40, document["method"]!["reached"]!["mostEvaluations"]!.GetValue<int>());
        Assert.Equal(8, document["rejected"]!["rows"]!.AsArray().Count);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Samples.Scoring)), document["provenance"]!["scoringSha256"]!.GetValue<string>());
        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Document, [document.ToJsonString()]));
        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Row, await LinesAsync(job, "rows.jsonl")));
        Assert.Contains("<html", Encoding.UTF8.GetString(await app.FileAsync(job, "report.html")));
        // Rows and values are kept for a top-up; everything else goes.
        foreach (string folder in (string[])["plan", "intake", "statistics", "parts", "known"])
            await app.AssertNoBlobsAsync("work", $"{job}/{folder}");
    }

    [Fact]
    public async Task Drop_ExactMethodOnTextAndNumbers_GivesTheExactShapleyValues()
    {
        using HttpResponseMessage registered = await app.RegisterAsync("tiny", "1", "{}"u8.ToArray(), TinyModel.Model, TinyModel.Background);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        string job = await app.DropAsync("tiny/rows.csv", TinyModel.Rows, ("method", "exact"), ("reasons", "raises"));
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(job))["status"]!.GetValue<string>());

        string[] cells = (await LinesAsync(job, "attributions.csv"))[1].Split(',');
        for (int player = 0; player < TinyModel.Attributions.Length; player++)
            Assert.Equal(TinyModel.Attributions[player], double.Parse(cells[4 + player], CultureInfo.InvariantCulture), 1e-6);
        JsonNode reasons = JsonNode.Parse((await LinesAsync(job, "rows.jsonl"))[0])!["outputs"]![0]!["reasons"]!;
        Assert.Equal("raises", reasons["direction"]!.GetValue<string>());
        Assert.All(reasons["codes"]!.AsArray(), code => Assert.True(code!["attribution"]!.GetValue<double>() > 0));
    }

    [Fact]
    public async Task Drop_InteractionsAskedFor_GivesThemWhereTheyAreExactAndSaysWhyNotElsewhere()
    {
        using HttpResponseMessage registered = await app.RegisterAsync("pairs", "1", "{}"u8.ToArray(), TinyModel.Model, TinyModel.Background);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        string job = await app.DropAsync("pairs/rows.csv", TinyModel.Rows, ("interactions", "true"));
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(job))["status"]!.GetValue<string>());
        foreach (string line in await LinesAsync(job, "rows.jsonl"))
        {
            JsonNode output = JsonNode.Parse(line)!["outputs"]![0]!;
            double[] attributions = [.. output["attributions"]!.AsObject().Select(player => player.Value!.GetValue<double>())];
            double[] sums = [.. output["interactions"]!.AsArray().Select(line => line!.AsArray().Sum(cell => cell!.GetValue<double>()))];
            Assert.Equal(attributions.Length, sums.Length);
            Assert.All(attributions.Zip(sums), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        }

        JsonObject document = JsonNode.Parse(await app.FileAsync(job, "document.json"))!.AsObject();
        Assert.NotEmpty(document["summary"]!["outputs"]![0]!["interactions"]!.AsArray());
        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Document, [document.ToJsonString()]));

        string sampled = await app.DropAsync("credit/no pairs.csv", Samples.Scoring, [.. Small, ("interactions", "true")]);
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(sampled))["status"]!.GetValue<string>());
        JsonObject without = JsonNode.Parse(await app.FileAsync(sampled, "document.json"))!.AsObject();
        Assert.Null(without["summary"]!["outputs"]![0]!["interactions"]);
        Assert.Contains(without["warnings"]!.AsArray(), warning => warning!["code"]!.GetValue<string>() == "no-interactions");
    }

    [Fact]
    public async Task Drop_GzipJsonLinesOfTheSameRows_GivesTheSameAttributions()
    {
        byte[] csv = Samples.GoodRows(30);
        string[] lines = Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] names = [.. lines[0].Split(',').Select(name => name.Trim('"').TrimEnd('\r'))];
        string json = string.Concat(lines.Skip(1).Select(line => "{" + string.Join(",", names.Zip(line.Split(','), (name, value) => $"\"{name}\":{value}").Reverse()) + "}\n"));

        string first = await app.DropAsync("credit/rows.csv", csv, Small);
        string second = await app.DropAsync("credit/rows.jsonl.gz", ScoringTexts.Gzip(Encoding.UTF8.GetBytes(json)), Small);
        await app.WaitUntilEndedAsync(first);
        await app.WaitUntilEndedAsync(second);

        Assert.Equal(await app.FileAsync(first, "attributions.csv"), await app.FileAsync(second, "attributions.csv"));
    }

    [Fact]
    public async Task Drop_EventDeliveredAgain_StartsNothingTwice()
    {
        string job = await app.DropAsync("credit/again.csv", Samples.GoodRows(3), Small);
        await app.WaitUntilEndedAsync(job);
        DateTimeOffset written = await ModifiedAsync(job);

        using HttpResponseMessage event1 = await app.DeliverEventAsync("credit/again.csv");
        using HttpResponseMessage event2 = await app.DeliverEventAsync("credit/again.csv");
        Assert.True(event1.IsSuccessStatusCode && event2.IsSuccessStatusCode, $"{event1.StatusCode} {event2.StatusCode}");
        string later = await app.DropAsync("credit/later.csv", Samples.GoodRows(3), Small);
        await app.WaitUntilEndedAsync(later);

        Assert.Equal(1, app.Output.Count(line => line.Contains($"Job {job} is scheduled", StringComparison.Ordinal)));
        Assert.Equal(written, await ModifiedAsync(job));
    }

    [Fact]
    public async Task Drop_SameNameWithNewBytes_IsAnotherJob()
    {
        string first = await app.DropAsync("credit/twice.csv", Samples.GoodRows(3), Small);
        await app.WaitUntilEndedAsync(first);
        string second = await app.DropAsync("credit/twice.csv", Samples.GoodRows(4), Small);
        Assert.Equal(4, (await app.WaitUntilEndedAsync(second))["rows"]!.GetValue<int>());
        Assert.NotEqual(first, second);
    }

    public static TheoryData<string, string, string> Unusable() => new()
    {
        { "credit/empty.csv", "", "not even a header" },
        { "credit/header.csv", "HEADER", "There is a header and no row" },
        { "credit/columns.csv", "a,b\n1,2\n", "The header lacks columns 'Duration', 'Amount'" },
        { "credit/allbad.csv", "HEADER\n1,2\n3\n", "None of the 2 rows can be explained" },
        { "nobody/rows.csv", "a,b\n1,2\n", "No model 'nobody' is registered." },
        { "odd name!/rows.csv", "a,b\n1,2\n", "The model's name is not a valid name" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Drop_WhatCannotBeExplained_LeavesAFailedJobWhoseDocumentSaysWhy(string blob, string text, string reason)
    {
        string header = Encoding.UTF8.GetString(Samples.GoodRows(0)).TrimEnd();
        string job = await app.DropAsync(blob, Encoding.UTF8.GetBytes(text.Replace("HEADER", header)));
        JsonObject status = await app.WaitUntilEndedAsync(job);

        Assert.Equal("failed", status["status"]!.GetValue<string>());
        Assert.Contains(reason, status["problem"]!.GetValue<string>());
        JsonObject document = JsonNode.Parse(await app.FileAsync(job, "document.json"))!.AsObject();
        Assert.Equal("failed", document["job"]!["state"]!.GetValue<string>());
        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Document, [document.ToJsonString()]));
        Assert.Contains(reason, document["failure"]!["reason"]!.GetValue<string>());
        Assert.Contains(reason.Replace("'", "&#39;"), Encoding.UTF8.GetString(await app.FileAsync(job, "report.html")).Replace("&#x27;", "&#39;").Replace("'", "&#39;"));
        if (blob == "credit/allbad.csv")
            Assert.Equal(2, document["rejected"]!["rows"]!.AsArray().Count);
        await app.AssertNoBlobsAsync("work", job);
    }

    [Fact]
    public async Task Drop_WrongOptions_LeaveAFailedJobThatNamesThem()
    {
        string job = await app.DropAsync("credit/options.csv", Samples.GoodRows(2), ("maxEvaluations", "many"), ("space", "outer"), ("unrelated", "x"));
        string problem = (await app.WaitUntilEndedAsync(job))["problem"]!.GetValue<string>();
        Assert.Equal("The option maxEvaluations must be a whole number. The option space must be raw, log-odds or margin.", problem);
    }

    [Fact]
    public async Task Drop_SpaceAndDeadline_AreKept()
    {
        string job = await app.DropAsync("credit/deadline.csv", Samples.GoodRows(100), ("deadline", "50ms"), ("space", "margin"), ("method", "kernel"));
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(job))["status"]!.GetValue<string>());

        JsonObject method = JsonNode.Parse(await app.FileAsync(job, "document.json"))!["method"]!.AsObject();
        Assert.Equal("margin", method["space"]!.GetValue<string>());
        Assert.Equal("deadline", method["reached"]!["stopReason"]!.GetValue<string>());
        Assert.InRange(method["reached"]!["mostEvaluations"]!.GetValue<int>(), 2, 1278);
    }

    [Fact]
    public async Task Drop_RelativeErrorAskedFor_StopsRowsThatHaveIt()
    {
        string job = await app.DropAsync(
            "credit/relative.csv", Samples.GoodRows(100), ("method", "kernel"), ("maxError", "0.1"), ("maxErrorIsRelative", "true"), ("maxEvaluations", "20000"));
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(job))["status"]!.GetValue<string>());

        JsonObject method = JsonNode.Parse(await app.FileAsync(job, "document.json"))!["method"]!.AsObject();
        JsonObject reached = method["reached"]!.AsObject();
        Assert.True(method["contract"]!["maxErrorIsRelative"]!.GetValue<bool>());
        Assert.Equal(("converged", true), (reached["stopReason"]!.GetValue<string>(), reached["met"]!.GetValue<bool>()));
        Assert.InRange(reached["largestRelativeHalfWidth"]!.GetValue<double>(), 1e-9, 0.1);
        Assert.InRange(reached["rounds"]!.GetValue<int>(), 1, 7);
        long spent = reached["evaluations"]!.GetValue<long>();
        Assert.InRange(spent, 1, 100 * 20_000 / 2);
        JsonNode instance = await app.InstanceAsync(job);
        Assert.Equal(spent, instance["output"]!["Evaluations"]!.GetValue<long>());
        Assert.Equal(spent, instance["customStatus"]!["Evaluations"]!.GetValue<long>());
    }

    [Fact]
    public async Task Cancel_RunningJob_StopsItAndLeavesNothing()
    {
        string job = await app.DropAsync("credit/long.csv", Samples.GoodRows(20_000), ("maxEvaluations", "20000"), ("method", "kernel"));
        await app.WaitUntilAsync(job, status => status["progress"]?["stage"]?.GetValue<string>() == "explaining");

        using HttpResponseMessage cancelled = await app.Http.DeleteAsync($"api/explanations/{job}");
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal("cancelled", (await app.WaitUntilEndedAsync(job))["status"]!.GetValue<string>());

        await app.AssertNoBlobsAsync("work", job);
        await app.AssertNoBlobsAsync("explanations", $"credit/{job}");
        using HttpResponseMessage deleted = await app.Http.DeleteAsync($"api/explanations/{job}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Null(await app.StatusAsync(job));
    }

    private async Task<string[]> LinesAsync(string job, string file) =>
        Encoding.UTF8.GetString(await app.FileAsync(job, file)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<List<string>> RowKeysAsync(string job)
    {
        var keys = new List<string>();
        await foreach (TableEntity entity in app.Tables.GetTableClient("Explanations").QueryAsync<TableEntity>(entity => entity.PartitionKey == job && entity.RowKey != "job"))
            keys.Add(entity.RowKey);
        return keys;
    }

    private async Task<DateTimeOffset> ModifiedAsync(string job)
    {
        BlobClient blob = app.Blobs.GetBlobContainerClient("explanations").GetBlobClient($"credit/{job}/document.json");
        return (await blob.GetPropertiesAsync()).Value.LastModified;
    }
}
