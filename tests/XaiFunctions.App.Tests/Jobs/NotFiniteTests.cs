using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Jobs;

/// <summary>Rows on which a model answers with no finite number, the root of a sum that is negative, or with nothing at all.</summary>
[Collection(AppFixture.Collection)]
public sealed class NotFiniteTests(AppFixture fixture)
{
    private const string Header = "row,line,column,problem,output";

    // Good; bad by itself; unreadable; good by itself, and bad when the first column meets the background's second.
    private const string Rows = "x0,x1,x2\n1,2,3\n-9,1,1\nnone,1,1\n-3,9,1\n2,2,2\n";

    private readonly AppHost app = fixture.App;

    [Theory]
    [InlineData("kernel")]
    [InlineData("exact")]
    public async Task Drop_RowsWithoutAFiniteAnswer_AreRejectedAndTheOthersExplained(string method)
    {
        await RegisterAsync();
        string job = await app.DropAsync($"root/{method}.csv", Encoding.UTF8.GetBytes(Rows), ("method", method));
        JsonObject status = await app.WaitUntilEndedAsync(job);

        Assert.Equal(("completed", 2, 3), (status["status"]!.GetValue<string>(), status["rows"]!.GetValue<int>(), status["rejected"]!.GetValue<int>()));
        string[] rejected = await LinesAsync(job, "rejected.csv");
        Assert.Equal(
            [
                Header,
                "2,3,,gets no finite number from the model as output 'y',y",
                "3,4,x0,is not a number,",
                "4,5,,gets no finite number from the model as output 'y' when it is mixed with row 1 of the background,y",
            ],
            rejected);
        JsonObject document = JsonNode.Parse(await app.FileAsync(job, "document.json"))!.AsObject();
        Assert.Equal([2, 3, 4], document["rejected"]!["rows"]!.AsArray().Select(row => row!["row"]!.GetValue<int>()));
        Assert.Equal("y", document["rejected"]!["rows"]![2]!["output"]!.GetValue<string>());
        Assert.Equal((5, 2, 3), (Count(document, "rowsRead"), Count(document, "rowsExplained"), Count(document, "rowsRejected")));
        Assert.Equal(["1", "5"], (await LinesAsync(job, "attributions.csv")).Skip(1).Select(line => line.Split(',')[0]));
        Assert.Equal(2, (await LinesAsync(job, "rows.jsonl")).Length);
        await app.AssertNoBlobsAsync("work", job);
    }

    [Fact]
    public async Task Create_InstancesWithoutAFiniteAnswer_AreRejectedAsInAFile()
    {
        await RegisterAsync();
        JsonArray instances = [.. Rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Instance)];
        using HttpResponseMessage response = await app.ExplainAsync("root", new JsonObject { ["instances"] = instances }.ToJsonString());

        JsonObject document = await AppHost.JsonAsync(response);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([1, 5], document["rows"]!.AsArray().Select(row => row!["row"]!.GetValue<int>()));
        Assert.Equal([2, 3, 4], document["rejected"]!["rows"]!.AsArray().Select(row => row!["row"]!.GetValue<int>()));
        Assert.Equal(4, (await LinesAsync(document["job"]!["id"]!.GetValue<string>(), "rejected.csv")).Length);
    }

    [Fact]
    public async Task Drop_NoRowWithAFiniteAnswer_FailsAndNamesThem()
    {
        await RegisterAsync();
        string job = await app.DropAsync("root/none.csv", Encoding.UTF8.GetBytes("x0,x1,x2\n-9,1,1\noops,1,1\n-8,1,1\n"));
        JsonObject status = await app.WaitUntilEndedAsync(job);

        Assert.Equal("failed", status["status"]!.GetValue<string>());
        Assert.StartsWith("None of the 3 rows can be explained", status["problem"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(["2", "3", "4"], (await LinesAsync(job, "rejected.csv")).Skip(1).Select(line => line.Split(',')[1]));
        JsonObject document = JsonNode.Parse(await app.FileAsync(job, "document.json"))!.AsObject();
        Assert.Equal((3, 3), (document["rejected"]!["count"]!.GetValue<int>(), document["data"]!["rowsRead"]!.GetValue<int>()));

        using HttpResponseMessage response = await app.ExplainAsync("root", """{"instances":[{"x0":-9,"x1":1,"x2":1}]}""");
        await Problems.AssertAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Drop_RowsForWhichOnnxRuntimeFails_AreRejectedWithTheReasonAndTheOthersExplained()
    {
        using HttpResponseMessage registered = await app.RegisterAsync("look-up", "1", "{}"u8.ToArray(), OnnxModels.LookUp(3), OnnxModels.Csv([1, 1, 1], [2, 2, 2]));
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync());
        string job = await app.DropAsync("look-up/some.csv", Encoding.UTF8.GetBytes("x0,x1,x2\n1,2,3\n7,1,1\n4,0,1\n"));
        JsonObject status = await app.WaitUntilEndedAsync(job);

        Assert.Equal(("completed", 2, 1), (status["status"]!.GetValue<string>(), status["rows"]!.GetValue<int>(), status["rejected"]!.GetValue<int>()));
        Assert.StartsWith("2,3,,gets no answer from the model: ONNX Runtime could not evaluate the model: ", (await LinesAsync(job, "rejected.csv"))[1].Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(["1", "3"], (await LinesAsync(job, "attributions.csv")).Skip(1).Select(line => line.Split(',')[0]));

        string none = await app.DropAsync("look-up/none.csv", Encoding.UTF8.GetBytes("x0,x1,x2\n7,1,1\n9,1,1\n"));
        JsonObject failed = await app.WaitUntilEndedAsync(none);
        Assert.Equal("failed", failed["status"]!.GetValue<string>());
        Assert.StartsWith("None of the 2 rows can be explained; rejected.csv names the problems. The first: row 1 (line 2) gets no answer from the model", failed["problem"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task RegisterAsync()
    {
        using HttpResponseMessage response = await app.RegisterAsync("root", "1", "{}"u8.ToArray(), OnnxModels.RootOfSum(3), OnnxModels.Csv([1, 1, 1], [2, 2, 2]));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static JsonObject Instance(string line)
    {
        string[] cells = line.Split(',');
        return new JsonObject(cells.Select((cell, column) => KeyValuePair.Create($"x{column}", (JsonNode?)(double.TryParse(cell, out double number) ? number : cell))));
    }

    private static int Count(JsonObject document, string name) => document["data"]![name]!.GetValue<int>();

    private async Task<string[]> LinesAsync(string job, string file) =>
        Encoding.UTF8.GetString(await app.FileAsync(job, file)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
