using System.Diagnostics;
using System.Text.Json;

namespace XaiFunctions.Infrastructure.Tests;

/// <summary>What the build for Azure is made of, as far as MSBuild tells without restoring it.</summary>
public sealed class AzureBuildTests
{
    [Fact]
    public async Task App_BuiltForAzure_ReferencesTheRealPackagesAndNothingOfTheLocalHost()
    {
        using JsonDocument build = await EvaluateAsync("-getItem:PackageReference", "-getItem:ProjectReference", "-getItem:Reference", "-p:FunctionsHost=Azure");
        JsonElement items = build.RootElement.GetProperty("Items");

        string[] packages = Identities(items, "PackageReference");
        Assert.Contains("Microsoft.Azure.Functions.Worker", packages);
        Assert.Contains("Microsoft.Azure.Functions.Worker.Extensions.DurableTask.AzureManaged", packages);
        Assert.Contains("Microsoft.Azure.Functions.Worker.OpenTelemetry", packages);
        Assert.Contains("Azure.Monitor.OpenTelemetry.Exporter", packages);
        Assert.Contains("Microsoft.DurableTask.Analyzers", packages);
        Assert.DoesNotContain(Identities(items, "ProjectReference"), project => project.Contains("LocalHost", StringComparison.Ordinal));
        Assert.DoesNotContain(Identities(items, "Reference"), reference => reference.Contains("node_modules", StringComparison.Ordinal));

        string versions = await File.ReadAllTextAsync(Path.Combine(TemplateSet.RepositoryRoot, "Directory.Packages.props"));
        Assert.All(packages, package => Assert.Contains($"<PackageVersion Include=\"{package}\" ", versions));
    }

    [Fact]
    public async Task App_PackagedForFlexConsumption_IsCompiledAheadForItsOnePlatform()
    {
        using JsonDocument build = await EvaluateAsync(
            "-getProperty:RuntimeIdentifier", "-getProperty:SelfContained", "-getProperty:PublishReadyToRun", "-p:FunctionsHost=Azure", "-p:PackageFor=FlexConsumption");
        JsonElement properties = build.RootElement.GetProperty("Properties");

        Assert.Equal("linux-x64", properties.GetProperty("RuntimeIdentifier").GetString());
        Assert.Equal("false", properties.GetProperty("SelfContained").GetString());
        Assert.Equal("true", properties.GetProperty("PublishReadyToRun").GetString());
    }

    private static string[] Identities(JsonElement items, string kind) =>
        [.. items.GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];

    private static async Task<JsonDocument> EvaluateAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["msbuild", Path.Combine(TemplateSet.RepositoryRoot, "src", "XaiFunctions.App"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await errors);
        return JsonDocument.Parse(await output);
    }
}
