using Azure.Storage.Blobs;
using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;
using XaiFunctions.LocalHost;

namespace XaiFunctions.EndToEnd.Tests.Infrastructure;

/// <summary>The app on the Local host as a child process, with storage and a state directory of its own.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan JobTimeout = TimeSpan.FromMinutes(2);

    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly AzuriteProcess azurite;
    private LocalHostProcess host = null!;
    private AppClient client = null!;

    private RunningApp(string directory, AzuriteProcess azurite, IReadOnlyDictionary<string, string> settings)
    {
        Directory = directory;
        this.azurite = azurite;
        this.settings = settings;
        Blobs = new BlobServiceClient(azurite.ConnectionString);
        Storage = new AppStorage(azurite.ConnectionString);
    }

    /// <summary>The folder for everything that the app and the test write.</summary>
    public string Directory { get; }

    /// <summary>The state directory of the host.</summary>
    public string StateDirectory => Path.Combine(Directory, "state");

    /// <summary>The storage account.</summary>
    public BlobServiceClient Blobs { get; }

    /// <summary>The storage account's connection string.</summary>
    public string ConnectionString => azurite.ConnectionString;

    /// <summary>Where the app answers.</summary>
    public Uri Url => host.Url;

    /// <summary>The app's HTTP API.</summary>
    internal AppClient Client => client;

    /// <summary>The storage account as the command line uses it.</summary>
    internal AppStorage Storage { get; }

    /// <summary>Starts storage and the app.</summary>
    /// <param name="settings">Settings of the host, as environment variables.</param>
    public static async Task<RunningApp> StartAsync(params (string Name, string Value)[] settings)
    {
        string directory = System.IO.Directory.CreateTempSubdirectory("xaifunctions-e2e-").FullName;
        var app = new RunningApp(directory, await AzuriteProcess.StartAsync(Path.Combine(directory, "azurite")), settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        await app.StartHostAsync();
        return app;
    }

    /// <summary>Starts the host; after <see cref="KillAsync"/> with the state that the killed one has left.</summary>
    public async Task StartHostAsync()
    {
        host = await LocalHostProcess.StartAsync(
            new LocalHostSettings { StateDirectory = StateDirectory, Storage = azurite.ConnectionString, Environment = settings }, null, CancellationToken.None);
        client = new AppClient(host.Url, HostKey.Find(StateDirectory));
    }

    /// <summary>Ends the host as kill -9 does.</summary>
    public async Task KillAsync()
    {
        await host.KillAsync();
        await host.DisposeAsync();
        client.Dispose();
    }

    /// <summary>Registers a model.</summary>
    internal async Task<ModelFiles> RegisterAsync(ModelFiles model)
    {
        await client.RegisterAsync(model, CancellationToken.None);
        return model;
    }

    /// <summary>The path of a client, with its output thrown away.</summary>
    internal ExplainRun Run() => new(client, Storage, new Terminal(TextWriter.Null, TextWriter.Null, interactive: false));

    /// <summary>Drops a file, waits for its job and fetches the documents.</summary>
    internal async Task<JobDocuments> ExplainAsync(ModelFiles model, string file, byte[] rows, ExplanationOptions options)
    {
        string job = await Run().ExplainAsync(model.Name, model.Version, file, new MemoryStream(rows), options, CancellationToken.None);
        return await FetchAsync(model.Name, job);
    }

    /// <summary>Waits until a job has ended.</summary>
    internal async Task<JobStatus> WaitAsync(string job)
    {
        using var patience = new CancellationTokenSource(JobTimeout);
        while (true)
        {
            if (await client.StatusAsync(job, patience.Token) is { HasEnded: true } status)
                return status;
            await Task.Delay(PollInterval, patience.Token);
        }
    }

    /// <summary>Fetches a job's documents.</summary>
    internal async Task<JobDocuments> FetchAsync(string model, string job)
    {
        var folder = new DirectoryInfo(Path.Combine(Directory, "documents", job));
        await Storage.FetchAsync(model, job, folder, CancellationToken.None);
        return new JobDocuments(job, folder);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
        await azurite.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
