using System.Diagnostics;
using System.Text.Json;
using Azure.Storage.Blobs;
using LocalHost.Tests.Functions.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost;

namespace LocalHost.Tests.Functions;

[Collection(StorageTests.Name)]
public sealed class BlobTriggerTests(AzuriteFixture azurite) : IDisposable
{
    private readonly TestFolder folder = new("""{ "version": "2.0", "extensions": { "blobs": { "maxDegreeOfParallelism": 2 } } }""");
    private readonly Recorder recorder = new();
    private readonly BlobContainerClient container = new(azurite.ConnectionString, $"c{Guid.NewGuid():n}");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Upload_OfMatchingBlob_StartsTheFunctionWithin2SecondsWithStreamAndPath()
    {
        await using var host = await StartAsync(typeof(StreamBlobFunction));
        await CreatedAsync();
        var clock = Stopwatch.StartNew();
        await UploadAsync("german/2026/may/a b.csv", "rows");
        await recorder.UntilAsync("german|2026/may/a b.csv|rows");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed}.");
        await recorder.UntilAsync($"path {container.Name}/german/2026/may/a b.csv");
    }

    [Fact]
    public async Task Upload_WhileTheHostWasDown_StartsTheFunctionAtTheNextStart()
    {
        await container.CreateAsync();
        await UploadAsync("early", "12345");
        await using var host = await StartAsync(typeof(ClientBlobFunction));
        await recorder.UntilAsync("early:5");
    }

    [Fact]
    public async Task Upload_OfBlobThatDoesNotMatch_StartsNothing()
    {
        await using var host = await StartAsync(typeof(StreamBlobFunction));
        await CreatedAsync();
        await UploadAsync("nofolder.csv", "x");
        await UploadAsync("m/later.csv", "y");
        await recorder.UntilAsync("m|later.csv|y");
        Assert.Equal(2, recorder.Entries.Count);
    }

    [Fact]
    public async Task Overwrite_OfBlob_StartsTheFunctionOncePerVersion()
    {
        await using (await StartAsync(typeof(ClientBlobFunction)))
        {
            await CreatedAsync();
            await UploadAsync("a", "1");
            await recorder.UntilAsync("a:1");
            await UploadAsync("a", "22");
            await recorder.UntilAsync("a:2");
        }

        await using (await StartAsync(typeof(ClientBlobFunction)))
        {
            await UploadAsync("b", "333");
            await recorder.UntilAsync("b:3");
        }

        Assert.Equal(["a:1", "a:2", "b:3"], recorder.Entries);
    }

    [Fact]
    public async Task Run_ThatFailsFourTimes_IsTriedAFifthTimeAndNotPoisoned()
    {
        await using var host = await StartAsync(typeof(FailingBlobFunction));
        await CreatedAsync();
        await UploadAsync("four", "5");
        await recorder.UntilAsync("retry 4 of 4");
        await UploadAsync("next", "1");
        await recorder.UntilAsync("try next");
        Assert.Equal(5, recorder.Count("try four"));
        Assert.DoesNotContain(await PoisonAsync(), message => message.Contains("\"four\""));
    }

    [Fact]
    public async Task Run_ThatAlwaysFails_IsTriedFiveTimesAndThenPutIntoThePoisonQueue()
    {
        await using var host = await StartAsync(typeof(FailingBlobFunction));
        await CreatedAsync();
        await UploadAsync("bad \"one\"", "99");
        string? message = null;
        await Eventually.TrueAsync(
            async () => (message = (await PoisonAsync()).FirstOrDefault(text => text.Contains(container.Name))) is not null, () => "the poison message");

        var properties = await container.GetBlobClient("bad \"one\"").GetPropertiesAsync();
        using var json = JsonDocument.Parse(message!);
        Assert.Equal(
            ["Type=BlobTrigger", "FunctionId=Host.Functions.OnFailing", "BlobType=BlockBlob", $"ContainerName={container.Name}",
                "BlobName=bad \"one\"", $"ETag={properties.Value.ETag:H}"],
            json.RootElement.EnumerateObject().Select(property => $"{property.Name}={property.Value.GetString()}"));
        Assert.Equal(5, recorder.Count("try bad \"one\""));

        await using var again = await RestartAsync(host, typeof(FailingBlobFunction));
        await UploadAsync("next", "1");
        await recorder.UntilAsync("try next");
        Assert.Equal(5, recorder.Count("try bad \"one\""));
    }

    [Fact]
    public async Task Remove_OfBlobThatFails_EndsItsTriesWithoutPoison()
    {
        await using var host = await StartAsync(typeof(FailingBlobFunction), builder => builder.Adjust = settings =>
            settings with { BlobRetryDelay = TimeSpan.FromMilliseconds(500), BlobScanInterval = TimeSpan.FromMilliseconds(50) });
        await CreatedAsync();
        await UploadAsync("gone", "99");
        await recorder.UntilAsync("try gone");
        await container.DeleteBlobAsync("gone");
        await Eventually.TrueAsync(() => host.Logs.All.Contains("removed or changed"), () => "the note of the removal");
        Assert.InRange(recorder.Count("try gone"), 1, 2);
    }

    [Fact]
    public async Task Upload_OfManyBlobs_RunsAsManyAtOnceAsHostJsonAllows()
    {
        await container.CreateAsync();
        for (int i = 0; i < 12; i++)
            await UploadAsync($"b{i}", "x");
        await using var host = await StartAsync(typeof(SlowBlobFunction));
        for (int i = 0; i < 12; i++)
            await recorder.UntilAsync($"done b{i}");
        Assert.Equal(0, recorder.Count("at once 3"));
        Assert.NotEqual(0, recorder.Count("at once 2"));
    }

    [Fact]
    public async Task Stop_InTheMiddleOfARun_CancelsItAndRunsItAgainAtTheNextStartWithoutCountingATry()
    {
        for (int i = 1; i <= 7; i++)
        {
            await using var host = await StartAsync(typeof(EndlessBlobFunction));
            if (i == 1)
            {
                await CreatedAsync();
                await UploadAsync("long", "x");
            }

            await recorder.UntilAsync("began long", i);
        }

        Assert.DoesNotContain(await PoisonAsync(), message => message.Contains(container.Name));
    }

    [Fact]
    public async Task Outage_OfStorage_IsLoggedOnceAndSurvived()
    {
        using var data = new TestFolder();
        var own = await AzuriteProcess.StartAsync(data.Path);
        await using var host = await StartAsync(typeof(ClientBlobFunction), null, own.ConnectionString);
        var (blobPort, queuePort, tablePort) = (own.BlobPort, own.QueuePort, own.TablePort);
        var far = new BlobContainerClient(own.ConnectionString, container.Name);
        await Eventually.TrueAsync(async () => await far.ExistsAsync(), () => "the container");
        await own.DisposeAsync();
        await Eventually.TrueAsync(() => host.Logs.All.Contains("cannot be listed"), () => "the note of the outage");
        await Task.Delay(TimeSpan.FromSeconds(1));

        await using var back = await AzuriteProcess.StartAsync(data.Path, blobPort, queuePort, tablePort);
        await far.UploadBlobAsync("after", BinaryData.FromString("123"));
        await recorder.UntilAsync("after:3");
        Assert.Single(host.Logs.Entries, entry => entry.Text.Contains("cannot be listed") && entry.Level == LogLevel.Warning);
        Assert.Single(host.Logs.Entries, entry => entry.Text.Contains("can be listed again"));
    }

    [Fact]
    public async Task Build_WithoutTheConnectionSetting_SaysWhichIsMissing()
    {
        var builder = TestHost.Builder([typeof(ClientBlobFunction)], folder, "--CONTAINER", "c");
        var error = Assert.Throws<InvalidOperationException>(builder.Build);
        Assert.Contains("'AzureWebJobsStorage'", error.Message);
        await Task.CompletedTask;
    }

    private Task<TestHost> StartAsync(
        Type function, Action<Microsoft.Azure.Functions.Worker.Builder.FunctionsApplicationBuilder>? configure = null, string? connection = null) =>
        TestHost.StartAsync(
            [function],
            folder,
            builder =>
            {
                builder.Services.AddSingleton(recorder);
                configure?.Invoke(builder);
            },
            "--CONTAINER",
            container.Name,
            "--AzureWebJobsStorage",
            connection ?? azurite.ConnectionString);

    private async Task<TestHost> RestartAsync(TestHost host, Type function)
    {
        await host.DisposeAsync();
        return await StartAsync(function);
    }

    private Task CreatedAsync() => Eventually.TrueAsync(async () => await container.ExistsAsync(), () => "the container");

    private Task UploadAsync(string name, string text) => container.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), overwrite: true);

    private Task<IReadOnlyList<string>> PoisonAsync() => QueueReader.PeekAsync(azurite.ConnectionString, "webjobs-blobtrigger-poison");
}
