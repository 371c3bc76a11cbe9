using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.Cli.Client;
using XaiFunctions.EndToEnd.Tests.Infrastructure;

namespace XaiFunctions.EndToEnd.Tests;

[Collection(SharedApp.Collection)]
public sealed class BadInputTests(SharedApp shared)
{
    private const int BombLine = 1 << 20;
    private const int BombLines = 80;

    [Fact]
    public Task Drop_WrongHeader_FailsWithADocumentThatNamesTheColumns() =>
        AssertFailsAsync("wrong-header.csv", "Duration,Amount\n12,1000\n"u8.ToArray(), "InstallmentRatePercentage");

    [Fact]
    public Task Drop_EmptyFile_FailsWithADocumentThatSaysSo() => AssertFailsAsync("empty.csv", [], "empty");

    [Fact]
    public async Task Drop_NoGoodRows_FailsWithADocumentThatListsThem()
    {
        string header = Encoding.UTF8.GetString(SampleModels.ScoringLines(0));
        byte[] rows = Encoding.UTF8.GetBytes(header + string.Join(',', Enumerable.Repeat("x", header.Split(',').Length)) + "\n");

        JsonObject document = await AssertFailsAsync("no-good-rows.csv", rows, "row");

        Assert.Equal(1, document["rejected"]!["count"]!.GetValue<int>());
    }

    [Fact]
    public Task Drop_GzipBomb_FailsWithADocumentThatSaysSo()
    {
        byte[] line = [.. Enumerable.Repeat((byte)'0', BombLine - 1), (byte)'\n'];
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(SampleModels.ScoringLines(1));
            for (int written = 0; written < BombLines; written++)
                gzip.Write(line);
        }

        return AssertFailsAsync("bomb.csv.gz", content.ToArray(), "inflates to more than");
    }

    [Fact]
    public Task Drop_PoisonBlob_FailsWithADocumentThatSaysSo() => AssertFailsAsync("poison.csv", [0x4D, 0x5A, 0, 0, 1, 2, 3, 0], "zero bytes");

    [Fact]
    public Task Drop_WrongOption_FailsWithADocumentThatNamesIt() =>
        AssertFailsAsync("options.csv", SampleModels.ScoringLines(3), "maxEvaluations", new Dictionary<string, string> { ["maxEvaluations"] = "many" });

    [Fact]
    public async Task Drop_ForAModelThatIsNotRegistered_FailsWithADocumentThatNamesIt()
    {
        string job = await shared.App.Storage.DropAsync(
            "no-such-model", "rows.csv", new MemoryStream(SampleModels.ScoringLines(3)), new Dictionary<string, string>(), CancellationToken.None);

        JobStatus status = await shared.App.WaitAsync(job);

        Assert.Equal("failed", status.Status);
        JsonObject document = (await shared.App.FetchAsync("no-such-model", job)).Document();
        Assert.Contains("no-such-model", document["failure"]!["reason"]!.GetValue<string>());
    }

    private async Task<JsonObject> AssertFailsAsync(string file, byte[] content, string reason, IDictionary<string, string>? metadata = null)
    {
        ModelFiles model = await shared.App.RegisterAsync(await SampleModels.ReadAsync("network"));
        string job = await shared.App.Storage.DropAsync(
            model.Name, file, new MemoryStream(content), metadata ?? new ExplanationOptions().ToMetadata(model.Version), CancellationToken.None);

        JobStatus status = await shared.App.WaitAsync(job);

        Assert.Equal("failed", status.Status);
        Assert.Contains(reason, status.Problem);
        JsonObject document = (await shared.App.FetchAsync(model.Name, job)).Document();
        Assert.Contains(reason, document["failure"]!.ToJsonString());
        return document;
    }
}
