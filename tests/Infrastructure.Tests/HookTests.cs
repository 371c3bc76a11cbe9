using System.Diagnostics;

namespace XaiFunctions.Infrastructure.Tests;

/// <summary>Runs the step after deployment against an Azure CLI of our own that writes down what it is asked.</summary>
public sealed class HookTests : IDisposable
{
    private const string Key = "the-key-of-the-app";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hook");

    private static readonly Dictionary<string, string> Outputs = new()
    {
        ["AZURE_RESOURCE_GROUP"] = "rg",
        ["XAI_FUNCTION_APP"] = "app",
        ["XAI_SYSTEM_TOPIC"] = "topic",
        ["XAI_HOST_STORAGE"] = "storage",
        ["XAI_DEAD_LETTER_CONTAINER"] = "letters",
    };

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Subscribe_AppHasItsKey_DeploysTheSubscriptionAndShowsNoKey()
    {
        if (OperatingSystem.IsWindows())
            return; // There azd runs subscribe.ps1.

        (int exitCode, string output) = await RunAsync(Outputs);

        string asked = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "asked"));
        Assert.Equal(0, exitCode);
        Assert.Contains("deployment group create --resource-group rg", asked);
        Assert.Contains("scoring-subscription.bicep", asked);
        Assert.Contains("functionAppName=app systemTopicName=topic storageName=storage deadLetterContainerName=letters --output none", asked);
        Assert.DoesNotContain(Key, output + asked);
    }

    [Fact]
    public async Task Subscribe_OutputOfTheTemplateMissing_FailsAndNamesIt()
    {
        if (OperatingSystem.IsWindows())
            return; // There azd runs subscribe.ps1.

        (int exitCode, string output) = await RunAsync(Outputs.Where(pair => pair.Key != "XAI_SYSTEM_TOPIC").ToDictionary());

        Assert.NotEqual(0, exitCode);
        Assert.Contains("XAI_SYSTEM_TOPIC", output);
        Assert.False(File.Exists(Path.Combine(folder.FullName, "asked")));
    }

    private async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string> settings)
    {
        // Answers a question for the length of the key with its length, and any other question about keys with the key.
        string cli = Path.Combine(folder.FullName, "az");
        await File.WriteAllTextAsync(cli, $"""
            #!/bin/sh
            echo "$*" >> "{folder.FullName}/asked"
            case "$*" in
              *"length(systemKeys.blobs_extension"*) echo {Key.Length} ;;
              *keys*) echo {Key} ;;
            esac
            """.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(cli, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        ProcessStartInfo start = new("sh", [Path.Combine(TemplateSet.RepositoryRoot, "infra-bicep", "hooks", "subscribe.sh")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = $"{folder.FullName}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        foreach ((string name, string value) in settings)
            start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
