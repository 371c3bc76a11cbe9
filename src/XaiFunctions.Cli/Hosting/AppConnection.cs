using System.Globalization;
using Microsoft.Extensions.Configuration;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Storage;
using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Display;

namespace XaiFunctions.Cli.Hosting;

/// <summary>The running app and its storage account: one that runs already, or a Local host that is started for this command and ends with it.</summary>
internal sealed class AppConnection : IAsyncDisposable
{
    private const int DefaultPort = 7071;
    private const string DevelopmentStorage = "UseDevelopmentStorage=true";

    private readonly LocalHostProcess? host;

    private AppConnection(AppClient app, AppStorage storage, LocalHostProcess? host)
    {
        App = app;
        Storage = storage;
        this.host = host;
    }

    /// <summary>The app's HTTP API.</summary>
    public AppClient App { get; }

    /// <summary>The app's storage account.</summary>
    public AppStorage Storage { get; }

    /// <summary>
    /// Reads the audit log from storage: from the account that the settings <c>XaiStorage</c> name, as the app's own do, else from that of the Local host.
    /// </summary>
    public AuditLogVerifier AuditLog
    {
        get
        {
            IConfiguration settings = new ConfigurationBuilder()
                .AddInMemoryCollection([new("AzureWebJobsStorage", StorageConnection())])
                .AddEnvironmentVariables()
                .Build();
            StorageAccount account = XaiFunctions.App.Storage.StorageConnection.Open(settings);
            return new(new AuditLogBlobs(account), new AuditLogIndex(account));
        }
    }

    /// <summary>Where the Local host keeps its state: <c>LOCALHOST_STATE</c>, else <c>.xaifunctions</c> in the current folder.</summary>
    public static string StateDirectory => Path.GetFullPath(Setting("LOCALHOST_STATE") ?? ".xaifunctions");

    /// <summary>Uses the app that runs on the state directory or at the port <c>LOCALHOST_PORT</c> (default 7071), or starts one.</summary>
    /// <exception cref="CommandFailedException">The host cannot be started.</exception>
    public static async Task<AppConnection> OpenAsync(Terminal terminal, CancellationToken cancellation)
    {
        if (await FindRunningAsync(cancellation) is { } running)
        {
            terminal.Line($"Using the app at {running}.");
            return Connect(running, null);
        }

        LocalHostProcess host = await StartAsync(terminal, null, cancellation);
        return Connect(host.Url, host);
    }

    /// <summary>The address of the app that runs already, or null.</summary>
    public static async Task<Uri?> FindRunningAsync(CancellationToken cancellation)
    {
        int port = Port();
        Uri?[] candidates = [HostAddress.Read(StateDirectory), port == 0 ? null : new Uri($"http://localhost:{port}")];
        foreach (Uri candidate in candidates.OfType<Uri>().Distinct())
        {
            if (await AppProbe.IsHealthyAsync(candidate, cancellation))
                return candidate;
        }

        return null;
    }

    /// <summary>Starts the app on the Local host.</summary>
    /// <param name="terminal">Where to tell of it.</param>
    /// <param name="echo">Receives what the host prints, or null.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public static async Task<LocalHostProcess> StartAsync(Terminal terminal, Action<string>? echo, CancellationToken cancellation)
    {
        terminal.Line("Starting the app on the Local host ...");
        long started = TimeProvider.System.GetTimestamp();
        var settings = new LocalHostSettings { StateDirectory = StateDirectory, Port = Ports.FreeOr(Port()), Storage = StorageConnection() };
        LocalHostProcess host = await LocalHostProcess.StartAsync(settings, echo, cancellation);
        double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"The app answers at {host.Url} (after {seconds:0.0} s); its log is {Path.Combine(StateDirectory, "host.log")}."));
        return host;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        App.Dispose();
        if (host is not null)
            await host.DisposeAsync();
    }

    /// <summary>Waits until the host ends or the user interrupts, if the host is this command's own.</summary>
    public Task WaitForExitAsync(CancellationToken cancellation) => host?.WaitForExitAsync(cancellation) ?? Task.CompletedTask;

    private static AppConnection Connect(Uri url, LocalHostProcess? host) =>
        new(new AppClient(url, HostKey.Find(StateDirectory)), new AppStorage(StorageConnection()), host);

    private static string StorageConnection() => Setting("AzureWebJobsStorage") ?? DevelopmentStorage;

    private static int Port()
    {
        string? text = Setting("LOCALHOST_PORT");
        if (text is null)
            return DefaultPort;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= ushort.MaxValue
            ? port
            : throw new CommandFailedException($"The setting LOCALHOST_PORT is '{text}'; it must be a port, 0 to 65535.");
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
