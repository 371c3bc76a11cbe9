using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LocalHost.Tests.Functions.Support;

/// <summary>The test's function app as a process of its own.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private ChildProcess(Process process) => this.process = process;

    public string Output => string.Join(Environment.NewLine, lines);

    public TimeSpan ProcessorTime => process.TotalProcessorTime;

    public int ExitCode => process.ExitCode;

    public Uri Address => new(Listening().Match(Output).Groups[1].Value);

    public static ChildProcess Start(string directory, string[] args, params (string Name, string Value)[] environment)
    {
        string app = Path.Combine(AppContext.BaseDirectory, "LocalHost.TestApp.dll");
        var start = new ProcessStartInfo("dotnet", [app, .. args])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var child = new ChildProcess(new Process { StartInfo = start });
        child.process.OutputDataReceived += (_, line) => child.Add(line.Data);
        child.process.ErrorDataReceived += (_, line) => child.Add(line.Data);
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    public async Task<ChildProcess> ReadyAsync()
    {
        await Eventually.TrueAsync(() => Listening().IsMatch(Output) || process.HasExited, () => $"the host to listen: {Output}");
        Assert.False(process.HasExited, Output);
        return this;
    }

    public Task UntilPrintedAsync(string text) => Eventually.TrueAsync(() => Output.Contains(text), () => $"'{text}' in: {Output}");

    /// <summary>What <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>What a service manager or Ctrl-C's kin does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await process.WaitForExitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
