using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace XaiFunctions.Cli.Hosting;

/// <summary>The function app on the Local host, run as a child process. Disposing of it stops the process.</summary>
internal sealed partial class LocalHostProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    private readonly Process process;
    private readonly string stateDirectory;
    private readonly HostLog log;
    private readonly TaskCompletionSource<Uri> bound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LocalHostProcess(Process process, string stateDirectory, HostLog log)
    {
        this.process = process;
        this.stateDirectory = stateDirectory;
        this.log = log;
    }

    /// <summary>Where the app answers.</summary>
    public Uri Url { get; private set; } = new("http://localhost");

    /// <summary>The process's id.</summary>
    public int Id => process.Id;

    /// <summary>Starts the host and waits until the app answers.</summary>
    /// <param name="settings">How to start it.</param>
    /// <param name="echo">Receives each line that the host prints, or null.</param>
    /// <param name="cancellation">Stops waiting, and the process with it.</param>
    /// <exception cref="CommandFailedException">The app is not built, the process ends, or it does not answer in time.</exception>
    public static async Task<LocalHostProcess> StartAsync(LocalHostSettings settings, Action<string>? echo, CancellationToken cancellation)
    {
        if (!File.Exists(settings.AppAssembly))
            throw new CommandFailedException($"The function app is not where the command line expects it: {settings.AppAssembly}. Build the solution first.");

        Directory.CreateDirectory(settings.StateDirectory);
        var host = new LocalHostProcess(new Process { StartInfo = StartInfo(settings) }, settings.StateDirectory, new HostLog(settings.StateDirectory, echo));
        host.process.OutputDataReceived += (_, received) => host.OnLine(received.Data);
        host.process.ErrorDataReceived += (_, received) => host.OnLine(received.Data);
        host.process.Start();
        host.process.BeginOutputReadLine();
        host.process.BeginErrorReadLine();
        try
        {
            await host.WaitUntilReadyAsync(settings.StartTimeout, cancellation);
            return host;
        }
        catch (Exception)
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the host has ended.</summary>
    public Task WaitForExitAsync(CancellationToken cancellation) => process.WaitForExitAsync(cancellation);

    /// <summary>Ends the process at once, as a crash would: nothing is flushed or told.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Ask(process);
            using var patience = new CancellationTokenSource(StopTimeout);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
        }

        process.Dispose();
        log.Dispose();
    }

    private static ProcessStartInfo StartInfo(LocalHostSettings settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && IsDotnet(path) ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(settings.AppAssembly)!,
        };
        start.ArgumentList.Add(settings.AppAssembly);
        start.ArgumentList.Add("--port");
        start.ArgumentList.Add(settings.Port.ToString());
        start.Environment["LOCALHOST_STATE"] = Path.GetFullPath(settings.StateDirectory);
        start.Environment["AzureWebJobsStorage"] = settings.Storage;
        start.Environment.TryAdd("AuditLog__SigningKeyFile", Path.Combine(Path.GetFullPath(settings.StateDirectory), "audit-log-key.pem"));
        foreach ((string name, string value) in settings.Environment)
            start.Environment[name] = value;
        return start;
    }

    private static bool IsDotnet(string path) => Path.GetFileNameWithoutExtension(path).Equals("dotnet", StringComparison.OrdinalIgnoreCase);

    /// <summary>Asks the process to end in good order; where there is no such signal, ends it.</summary>
    private static void Ask(Process process)
    {
        if (OperatingSystem.IsWindows() || Kill(process.Id, Terminate) != 0)
            process.Kill(entireProcessTree: true);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    [GeneratedRegex(@"^Now listening on: (?<url>https?://\S+)")]
    private static partial Regex BoundUrl();

    private void OnLine(string? line)
    {
        if (line is null)
            return;

        log.Write(line);
        if (!bound.Task.IsCompleted && BoundUrl().Match(line) is { Success: true } match)
            bound.TrySetResult(new Uri(match.Groups["url"].Value));
    }

    private async Task WaitUntilReadyAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(timeout);
        Task ended = process.WaitForExitAsync(patience.Token);
        try
        {
            if (await Task.WhenAny(bound.Task, ended) == bound.Task)
            {
                Url = await bound.Task;
                Task ready = AppProbe.WaitUntilHealthyAsync(Url, patience.Token);
                if (await Task.WhenAny(ready, ended) == ready)
                {
                    await ready;
                    HostAddress.Write(stateDirectory, Url);
                    return;
                }
            }

            await ended;
            throw new CommandFailedException($"The host ended with exit code {process.ExitCode} before it answered. {log.Tail()}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException($"The host did not answer within {timeout.TotalSeconds:0} s. {log.Tail()}");
        }
    }
}
