using System.Diagnostics;

namespace XaiFunctions.EndToEnd.Tests.Infrastructure;

/// <summary>The command line, run as a user runs it: a process of its own.</summary>
internal static class CommandLine
{
    /// <summary>Runs a verb and returns its exit code and what it printed.</summary>
    /// <param name="folder">The current folder of the process.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="arguments">The verb and its options.</param>
    public static async Task<CommandResult> RunAsync(string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "xaifunctions.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in settings)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await error);
    }
}

/// <summary>What a command left.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
