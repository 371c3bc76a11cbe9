using System.Net;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.LocalHost;

namespace XaiFunctions.App.Tests.Jobs;

/// <summary>Jobs whose host is killed, restarted, or given other numbers of workers.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    // Enough work that a job takes a few seconds and has several pieces.
    private static readonly (string, string)[] Options = [("method", "kernel"), ("maxEvaluations", "800"), ("seed", "11"), ("space", "raw")];
    private static readonly string[] Files = ["attributions.csv", "rows.jsonl"];

    private readonly TestFolder folder = new();
    private AzuriteProcess? azurite;

    public async Task InitializeAsync() => azurite = await AzuriteProcess.StartAsync(folder.Sub("azurite"));

    public async Task DisposeAsync()
    {
        await azurite!.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Job_KilledInTheMiddleOrRunByOneWorker_GivesTheSameBytes()
    {
        byte[] rows = Samples.GoodRows(200);
        Dictionary<string, byte[]> undisturbed;
        await using (AppHost app = await StartAsync("two", workers: 2))
            undisturbed = await ResultAsync(app, await RegisterAndDropAsync(app, "two", rows));

        string killed;
        await using (AppHost app = await StartAsync("killed", workers: 1))
        {
            killed = await RegisterAndDropAsync(app, "killed", rows);
            await app.WaitUntilAsync(killed, status => status["progress"]?["stage"]?.GetValue<string>() == "explaining");
            await Task.Delay(500);
            await app.KillAsync();
        }

        await using (AppHost app = await StartAsync("killed", workers: 1))
        {
            Dictionary<string, byte[]> resumed = await ResultAsync(app, killed);
            foreach (string file in Files)
                Assert.Equal(undisturbed[file], resumed[file]);
            Assert.Equal(WithoutJob(undisturbed["document.json"]), WithoutJob(resumed["document.json"]));
            await app.AssertNoBlobsAsync("work", killed);
        }
    }

    [Fact]
    public async Task Drop_ReceiptsLost_StartsNothingTwice()
    {
        string job;
        await using (AppHost app = await StartAsync("lost", workers: 2))
        {
            job = await RegisterAndDropAsync(app, "lost", Samples.GoodRows(3));
            await ResultAsync(app, job);
        }

        foreach (string file in Directory.GetFiles(folder.Sub("lost"), "host.db*"))
            File.Delete(file);
        await using (AppHost app = await StartAsync("lost", workers: 2))
        {
            string later = await app.DropAsync("lost/later.csv", Samples.GoodRows(2), Options);
            await app.WaitUntilEndedAsync(later);
            await WaitForLineAsync(app, $"Job {job} is known already");
            Assert.DoesNotContain(app.Output, line => line.Contains($"Job {job} is scheduled", StringComparison.Ordinal));
        }
    }

    private Task<AppHost> StartAsync(string state, int workers) => AppHost.StartAsync(
        azurite!.ConnectionString,
        folder.Sub(state),
        ("Explain__KeepHours", "0"),
        ("AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions", workers.ToString()));

    private static async Task<string> RegisterAndDropAsync(AppHost app, string model, byte[] rows)
    {
        using HttpResponseMessage response = await app.RegisterAsync(model, "1");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await app.DropAsync($"{model}/rows.csv", rows, Options);
    }

    private static async Task<Dictionary<string, byte[]>> ResultAsync(AppHost app, string job)
    {
        JsonObject status = await app.WaitUntilEndedAsync(job);
        Assert.Equal("completed", status["status"]!.GetValue<string>());
        var files = new Dictionary<string, byte[]>();
        foreach (string file in Files.Append("document.json"))
            files[file] = await app.FileAsync(job, file);
        return files;
    }

    private static string WithoutJob(byte[] document)
    {
        JsonObject json = JsonNode.Parse(document)!.AsObject();
        json.Remove("job");
        json["model"]!.AsObject().Remove("name");
        return json.ToJsonString();
    }

    private static async Task WaitForLineAsync(AppHost app, string text)
    {
        for (int i = 0; i < 300 && !app.Output.Any(line => line.Contains(text, StringComparison.Ordinal)); i++)
            await Task.Delay(100);
        Assert.Contains(app.Output, line => line.Contains(text, StringComparison.Ordinal));
    }
}
