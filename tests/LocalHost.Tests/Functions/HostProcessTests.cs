using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Storage.Blobs;
using LocalHost.Tests.Functions.Support;

namespace LocalHost.Tests.Functions;

/// <summary>What only a process of its own can show: its start, its end, and its end by force.</summary>
[Collection(StorageTests.Name)]
public sealed class HostProcessTests(AzuriteFixture azurite) : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly BlobContainerClient container = new(azurite.ConnectionString, $"c{Guid.NewGuid():n}");

    private string OutFile => Path.Combine(folder.Path, "out.txt");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Start_OfAnApp_TakesLessThan3SecondsOfProcessorTimeAndListsFunctionsAndRoutes()
    {
        await using var host = await Start().ReadyAsync();
        var printed = host.Output.Split(Environment.NewLine).Select(line => line.Trim()).ToList();
        Assert.Contains("Functions:", printed);
        Assert.Contains($"Ping: [GET,POST] {host.Address.ToString().TrimEnd('/')}/api/ping/{{name?}}", printed);
        Assert.Contains("OnDrop: blobTrigger", printed);
        Assert.Contains("OnTimer: timerTrigger", printed);
        Assert.Contains("ChainAsync: orchestrationTrigger", printed);
        Assert.Contains("StepAsync: activityTrigger", printed);
        Assert.InRange(host.ProcessorTime, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await UntilAsync("timer False");
    }

    [Fact]
    public async Task Terminate_OfARunningHost_EndsItCleanly()
    {
        await using var host = await Start().ReadyAsync();
        await container.CreateIfNotExistsAsync();
        await container.UploadBlobAsync("long one", BinaryData.FromString("x"));
        await UntilAsync("begin long one");
        var clock = Stopwatch.StartNew();
        await host.TerminateAsync();
        Assert.Equal(0, host.ExitCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
        Assert.DoesNotContain("fail:", host.Output);
    }

    [Fact]
    public async Task Kill_InTheMiddleOfABlob_RunsItAgainAndTheFinishedOneNever()
    {
        await using (var host = await Start().ReadyAsync())
        {
            await container.CreateIfNotExistsAsync();
            await container.UploadBlobAsync("quick", BinaryData.FromString("x"));
            await UntilAsync("end quick");
            await container.UploadBlobAsync("long", BinaryData.FromString("x"));
            await UntilAsync("begin long");
            // The receipt of the quick one is written right after its end; the scans that found the other came later.
            await host.KillAsync();
        }

        await using var again = await Start(("HURRY", "yes")).ReadyAsync();
        await UntilAsync("end long");
        Assert.Equal((1, 1, 2, 1), (Count("begin quick"), Count("end quick"), Count("begin long"), Count("end long")));
    }

    [Fact]
    public async Task Kill_InTheMiddleOfAnOrchestration_GoesOnWithTheActivityThatWasCutOff()
    {
        await using (var host = await Start().ReadyAsync())
        {
            using var http = new HttpClient { BaseAddress = host.Address };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/chain");
            using var keys = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.State, "keys.json")));
            request.Headers.Add("x-functions-key", keys.RootElement.GetProperty("host").GetProperty("default").GetString());
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await http.SendAsync(request);
            response.EnsureSuccessStatusCode();
            await UntilAsync("begin long second");
            await host.KillAsync();
        }

        await using var again = await Start(("HURRY", "yes")).ReadyAsync();
        await UntilAsync("end long second");
        Assert.Equal((1, 1, 2, 1), (Count("begin first"), Count("end first"), Count("begin long second"), Count("end long second")));
    }

    [Fact]
    public async Task Kill_OfTheProcessThatStartedAzurite_EndsAzuriteAndKeepsItsData()
    {
        string data = Path.Combine(folder.Path, "azurite");
        string connection;
        await using (var owner = ChildProcess.Start(folder.Path, ["azurite", data]))
        {
            await owner.UntilPrintedAsync("TableEndpoint");
            connection = owner.Output.Trim();
            var mine = new BlobContainerClient(connection, "kept");
            await mine.CreateAsync();
            await mine.UploadBlobAsync("note", BinaryData.FromString("still here"));
            await owner.KillAsync();
        }

        int port = new BlobServiceClient(connection).Uri.Port;
        await Eventually.TrueAsync(async () => !await XaiFunctions.LocalHost.AzuriteProcess.IsListeningAsync(port), () => "the end of Azurite");
        await using var again = await XaiFunctions.LocalHost.AzuriteProcess.StartAsync(data);
        var note = await new BlobContainerClient(again.ConnectionString, "kept").GetBlobClient("note").DownloadContentAsync();
        Assert.Equal("still here", note.Value.Content.ToString());
    }

    private ChildProcess Start(params (string Name, string Value)[] environment) => ChildProcess.Start(
        folder.Path,
        ["--port", "0"],
        [("LOCALHOST_STATE", folder.State), ("AzureWebJobsStorage", azurite.ConnectionString), ("CONTAINER", container.Name), ("OUT", OutFile), .. environment]);

    private int Count(string line) => File.Exists(OutFile) ? File.ReadLines(OutFile).Count(item => item == line) : 0;

    private Task UntilAsync(string line) => Eventually.TrueAsync(() => Count(line) > 0, () => $"'{line}' in {OutFile}");
}
