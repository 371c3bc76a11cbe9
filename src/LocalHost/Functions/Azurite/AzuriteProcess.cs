using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using XaiFunctions.LocalHost.Functions.Storage;

namespace XaiFunctions.LocalHost;

/// <summary>
/// The storage emulator as a child process: blob, queue and table service. It ends with this process however that ends, because it
/// watches its standard input, which the operating system closes when the last holder of the other end is gone.
/// </summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    // Its own orderly end lets Azurite write its metadata; what it prints then may have nobody left to read it. It would wait for its
    // clients to close their connections, which they keep for minutes, so its servers close them.
    private const string Wrapper =
        "const { Server } = require('http'); const close = Server.prototype.close;" +
        "Server.prototype.close = function (done) { const closed = close.call(this, done); this.closeAllConnections(); return closed; };" +
        "for (const s of [process.stdout, process.stderr]) s.on('error', () => {});" +
        "process.stdin.resume(); process.stdin.on('end', () => process.emit('SIGTERM')); process.stdin.on('error', () => process.emit('SIGTERM'));" +
        "require(process.argv[1]);";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly Process process;
    private readonly Dictionary<string, int> ports = [];
    private readonly List<string> output = [];
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool started;

    private AzuriteProcess(Process process) => this.process = process;

    /// <summary>The port of the blob service.</summary>
    public int BlobPort => ports["Blob"];

    /// <summary>The port of the queue service.</summary>
    public int QueuePort => ports["Queue"];

    /// <summary>The port of the table service.</summary>
    public int TablePort => ports["Table"];

    /// <summary>Opens all three services.</summary>
    public string ConnectionString => StorageAccount.Development(BlobPort, QueuePort, TablePort);

    /// <summary>The process, for tests that end it.</summary>
    internal int ProcessId => process.Id;

    /// <summary>Starts the emulator and waits until all services listen.</summary>
    /// <param name="directory">Where it keeps its data; made if missing. What an earlier one left there is served again.</param>
    /// <param name="blobPort">0 takes a free port, here and below.</param>
    /// <param name="queuePort">See <paramref name="blobPort"/>.</param>
    /// <param name="tablePort">See <paramref name="blobPort"/>.</param>
    /// <param name="script">Azurite's script or package folder; default: environment <c>LOCALHOST_AZURITE</c>, then the next
    /// <c>node_modules/azurite</c> above the app.</param>
    /// <param name="cancellation">Gives up and ends what was started.</param>
    /// <exception cref="InvalidOperationException">Node or Azurite is missing, or Azurite did not come up; the message holds what it printed.</exception>
    public static async Task<AzuriteProcess> StartAsync(
        string directory,
        int blobPort = 0,
        int queuePort = 0,
        int tablePort = 0,
        string? script = null,
        CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(directory);
        var azurite = new AzuriteProcess(new Process { StartInfo = StartInfo(directory, blobPort, queuePort, tablePort, AzuriteScript.Find(script)) });
        try
        {
            azurite.Launch();
            await azurite.ready.Task.WaitAsync(StartLimit, cancellation);
            return azurite;
        }
        catch (TimeoutException)
        {
            await azurite.DisposeAsync();
            throw new InvalidOperationException($"Azurite did not come up within {StartLimit.TotalSeconds:0} s. {azurite.Printed()}");
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether something listens on a port of this machine.</summary>
    public static async Task<bool> IsListeningAsync(int port, CancellationToken cancellation = default)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Ends the emulator; its data are on disk then.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!started)
            return;
        started = false;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static ProcessStartInfo StartInfo(string directory, int blobPort, int queuePort, int tablePort, string script) => new("node")
    {
        ArgumentList =
        {
            "--eval", Wrapper, "--", script, "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--location", Path.GetFullPath(directory),
            "--blobHost", "127.0.0.1", "--blobPort", $"{blobPort}",
            "--queueHost", "127.0.0.1", "--queuePort", $"{queuePort}",
            "--tableHost", "127.0.0.1", "--tablePort", $"{tablePort}",
        },
        WorkingDirectory = Path.GetFullPath(directory),
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private void Launch()
    {
        process.EnableRaisingEvents = true;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"Azurite ended before it came up. {Printed()}"));
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new InvalidOperationException("Node.js is needed for the storage emulator: 'node' was not found.", error);
        }

        started = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (output)
        {
            output.Add(line);
            if (output.Count > 40)
                output.RemoveAt(0);
            if (Listening().Match(line) is { Success: true } match)
                ports[match.Groups[1].Value] = int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
            if (ports.Count == 3)
                ready.TrySetResult();
        }
    }

    private string Printed()
    {
        lock (output)
            return output.Count == 0 ? "It printed nothing." : $"It printed: {string.Join(Environment.NewLine, output)}";
    }

    [GeneratedRegex(@"^Azurite (Blob|Queue|Table) service is successfully listening at http://[^:]+:(\d+)")]
    private static partial Regex Listening();
}
