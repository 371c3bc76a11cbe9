using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;
using XaiFunctions.LocalHost;

namespace XaiFunctions.Benchmarks;

/// <summary>The function app as a process of its own, with a storage emulator of its own, and a client of both.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private const string Key = "benchmark";

    private readonly string folder;
    private readonly AzuriteProcess azurite;
    private readonly AppStorage storage;
    private LocalHostProcess host;
    private AppClient client;
    private ExplainRun run;

    private RunningApp(string folder, AzuriteProcess azurite, LocalHostProcess host)
    {
        this.folder = folder;
        this.azurite = azurite;
        this.host = host;
        client = new AppClient(host.Url, Key);
        storage = new AppStorage(azurite.ConnectionString);
        run = new ExplainRun(client, storage, new Terminal(TextWriter.Null, TextWriter.Null, interactive: false));
    }

    public static async Task<RunningApp> StartAsync()
    {
        string folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
        AzuriteProcess azurite = await AzuriteProcess.StartAsync(Path.Combine(folder, "azurite"));
        LocalHostProcess host = await StartHostAsync(folder, azurite);
        return new(folder, azurite, host);
    }

    /// <summary>The storage of the app.</summary>
    public string Storage => azurite.ConnectionString;

    /// <summary>Ends the app's process and begins another on the same storage, so that its memory is that of what follows.</summary>
    public async Task RestartAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
        host = await StartHostAsync(folder, azurite);
        client = new AppClient(host.Url, Key);
        run = new ExplainRun(client, storage, new Terminal(TextWriter.Null, TextWriter.Null, interactive: false));
    }

    /// <summary>A client of the app's HTTP API with the key.</summary>
    public HttpClient NewClient() => new() { BaseAddress = host.Url, Timeout = TimeSpan.FromMinutes(5), DefaultRequestHeaders = { { "x-functions-key", Key } } };

    /// <summary>Registers a model of the sample and drops a file; done when the documents are written.</summary>
    /// <returns>The job.</returns>
    public async Task<string> ExplainAsync(string name, IReadOnlyDictionary<string, string> manifest, string file, ExplanationOptions options, FileInfo? manifestFile = null)
    {
        string version = await RegisterAsync(name, manifest, manifestFile);
        await using FileStream rows = File.OpenRead(file);
        return await run.ExplainAsync(name, version, "rows.csv", rows, options, CancellationToken.None);
    }

    /// <summary>Registers a model of the sample and gives its version.</summary>
    public async Task<string> RegisterAsync(string name, IReadOnlyDictionary<string, string> manifest, FileInfo? manifestFile = null)
    {
        ModelFiles model = await ModelFiles.ReadAsync(
            name,
            new FileInfo(SampleModel.PathOf(name, "model.onnx")),
            new FileInfo(SampleModel.PathOf("background.csv")),
            manifestFile ?? new FileInfo(SampleModel.PathOf(name, "manifest.json")),
            manifest, null,
            CancellationToken.None);
        await run.RegisterAsync(model, CancellationToken.None);
        return model.Version;
    }

    /// <summary>The largest resident size that the app's process has had, in bytes, as Linux tells; 0 elsewhere.</summary>
    public long PeakResidentBytes() => Memory("VmHWM:");

    /// <summary>The resident size of the app's process now, in bytes, as Linux tells; 0 elsewhere.</summary>
    public long ResidentBytes() => Memory("VmRSS:");

    private static Task<LocalHostProcess> StartHostAsync(string folder, AzuriteProcess azurite) => LocalHostProcess.StartAsync(
        new LocalHostSettings
        {
            StateDirectory = Path.Combine(folder, "host"),
            Storage = azurite.ConnectionString,
            Environment = new Dictionary<string, string> { ["LOCALHOST_FUNCTION_KEY"] = Key },
        },
        echo: null,
        CancellationToken.None);

    private long Memory(string name)
    {
        string status = $"/proc/{host.Id}/status";
        if (!File.Exists(status))
            return 0;

        string line = File.ReadLines(status).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>The processor time that the app's process has had.</summary>
    public TimeSpan ProcessorTime()
    {
        using var process = System.Diagnostics.Process.GetProcessById(host.Id);
        return process.TotalProcessorTime;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
        await azurite.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
