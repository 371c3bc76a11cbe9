using Microsoft.Extensions.Configuration;

namespace XaiFunctions.LocalHost.Functions.Hosting;

/// <summary>Where the host's and the app's settings come from.</summary>
/// <param name="ContentRoot">The folder that holds host.json.</param>
/// <param name="EnvironmentName">The environment's name; default: Development, as a local start of Functions has it.</param>
/// <param name="Local">local.settings.json.</param>
/// <param name="CommandLine">The arguments.</param>
internal sealed record HostConfiguration(string ContentRoot, string EnvironmentName, LocalSettings Local, IConfiguration CommandLine)
{
    /// <summary>Finds the app's folder and reads what lies there.</summary>
    public static HostConfiguration Read(string[] args)
    {
        var commandLine = new ConfigurationBuilder().AddCommandLine(args).Build();
        string root = FindContentRoot(commandLine["AzureWebJobsScriptRoot"]);
        string environment = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
            ?? "Development";
        return new HostConfiguration(root, environment, LocalSettings.Read(root), commandLine);
    }

    /// <summary>Adds the sources to the app's settings; the later wins.</summary>
    public void AddTo(IConfigurationBuilder builder)
    {
        var host = HostJson.Read(ContentRoot, new ConfigurationBuilder().AddEnvironmentVariables().Build());
        builder.AddInMemoryCollection(QuietLevels);
        builder.AddInMemoryCollection(HostJson.LogLevels(host));
        builder.AddInMemoryCollection(Local.Values);
        builder.AddEnvironmentVariables();
        builder.AddConfiguration(CommandLine);
    }

    // ASP.NET Core logs the address of every request with its query, where keys and customers' data may stand.
    private static readonly Dictionary<string, string?> QuietLevels = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting"] = "Warning",
        ["Logging:LogLevel:Microsoft.Extensions"] = "Warning",
    };

    private static string FindContentRoot(string? given)
    {
        given ??= Environment.GetEnvironmentVariable("AzureWebJobsScriptRoot");
        if (given is not null)
            return Path.GetFullPath(given);
        string current = Directory.GetCurrentDirectory();
        return File.Exists(Path.Combine(current, HostJson.FileName)) ? current : AppContext.BaseDirectory;
    }
}
