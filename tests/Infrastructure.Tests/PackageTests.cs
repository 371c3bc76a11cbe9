using System.Diagnostics;
using System.IO.Compression;

namespace XaiFunctions.Infrastructure.Tests;

/// <summary>Runs the packaging script with a <c>dotnet</c> of our own that publishes a few empty files.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly string[] Whole =
        ["host.json", "XaiFunctions.App.dll", "libonnxruntime.so", "worker.config.json", "extensions.json", ".azurefunctions/Microsoft.Azure.WebJobs.dll"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("package");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Package_WholePublish_HoldsEveryFileAtItsRootHiddenOnesToo()
    {
        if (OperatingSystem.IsWindows())
            return; // There azd packages by itself.

        (int exitCode, string output) = await RunAsync(Whole);

        Assert.True(exitCode == 0, output);
        using ZipArchive zip = ZipFile.OpenRead(PackagePath);
        Assert.Equal(Whole.Order(), zip.Entries.Where(entry => entry.Name.Length > 0).Select(entry => entry.FullName).Order());
        string asked = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "asked"));
        Assert.Contains("-p:FunctionsHost=Azure -p:PackageFor=FlexConsumption", asked);
    }

    [Theory]
    [InlineData("libonnxruntime.so", null, "libonnxruntime.so is missing")]
    [InlineData(".azurefunctions/Microsoft.Azure.WebJobs.dll", null, ".azurefunctions is missing")]
    [InlineData(null, "local.settings.json", "local.settings.json must not be")]
    public async Task Package_PublishThatCannotRun_IsRefused(string? without, string? with, string message)
    {
        if (OperatingSystem.IsWindows())
            return; // There azd packages by itself.

        (int exitCode, string output) = await RunAsync([.. Whole.Where(file => file != without), .. with is null ? Array.Empty<string>() : [with]]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, output);
        Assert.False(File.Exists(PackagePath));
    }

    private string PackagePath => Path.Combine(folder.FullName, "out", "package.zip");

    private async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> published)
    {
        Directory.CreateDirectory(Path.Combine(folder.FullName, "out"));
        string cli = Path.Combine(folder.FullName, "dotnet");
        string files = string.Join('\n', published.Select(file => $"mkdir -p \"$target/$(dirname {file})\"; : > \"$target/{file}\""));
        await File.WriteAllTextAsync(cli, $$"""
            #!/bin/sh
            echo "$*" > "{{folder.FullName}}/asked"
            while [ "$1" != --output ]; do shift; done
            target=$2
            {{files}}
            """.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(cli, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        ProcessStartInfo start = new("sh", [Path.Combine(TemplateSet.RepositoryRoot, "infra-bicep", "package.sh"), PackagePath])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("FunctionsHost");
        start.Environment["PATH"] = $"{folder.FullName}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
