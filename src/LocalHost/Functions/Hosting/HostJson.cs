using Microsoft.Extensions.Configuration;

namespace XaiFunctions.LocalHost.Functions.Hosting;

/// <summary>host.json, with single values replaced by settings such as <c>AzureFunctionsJobHost__functionTimeout</c>, as on Functions.</summary>
internal static class HostJson
{
    /// <summary>The file's name.</summary>
    public const string FileName = "host.json";

    /// <summary>The file and what replaces parts of it; empty if there is no file.</summary>
    /// <exception cref="InvalidOperationException">The file is no JSON.</exception>
    public static IConfigurationRoot Read(string contentRoot, IConfiguration settings)
    {
        var builder = new ConfigurationBuilder();
        string path = Path.Combine(contentRoot, FileName);
        if (File.Exists(path))
            builder.AddJsonStream(new MemoryStream(File.ReadAllBytes(path)));
        // Copied, because a configuration that is chained to another takes an empty value, such as no route prefix, for a missing one.
        builder.AddInMemoryCollection(settings.GetSection("AzureFunctionsJobHost").AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null));
        try
        {
            return (IConfigurationRoot)builder.Build();
        }
        catch (FormatException error)
        {
            throw new InvalidOperationException($"{path} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The <c>logging.logLevel</c> part as the settings that the logging library reads.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> LogLevels(IConfiguration host) => host
        .GetSection("logging:logLevel")
        .GetChildren()
        .Select(level => KeyValuePair.Create($"Logging:LogLevel:{level.Key}", level.Value));
}
