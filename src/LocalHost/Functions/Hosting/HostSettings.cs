using System.Globalization;
using Microsoft.Extensions.Configuration;
using XaiFunctions.LocalHost.Functions.Storage;

namespace XaiFunctions.LocalHost.Functions.Hosting;

/// <summary>What host.json and the settings say, checked and with defaults filled in.</summary>
internal sealed record HostSettings
{
    /// <summary>The folder that holds host.json.</summary>
    public required string ContentRoot { get; init; }

    /// <summary>Where the host keeps its databases and keys: setting <c>LOCALHOST_STATE</c>; default <c>.xaifunctions</c> beside host.json.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The HTTP port: <c>--port</c>, then <c>LOCALHOST_PORT</c>, then <c>Host.LocalHttpPort</c>; default 7071; 0 takes a free one.</summary>
    public int Port { get; init; } = 7071;

    /// <summary><c>extensions.http.routePrefix</c>; default <c>api</c>.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary><c>functionTimeout</c>; default 30 minutes; -1 in host.json is <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary><c>extensions.durableTask.hubName</c>.</summary>
    public string HubName { get; init; } = "TestHubName";

    /// <summary><c>extensions.durableTask.maxConcurrentActivityFunctions</c>; default: the number of processors.</summary>
    public int MaxConcurrentActivities { get; init; } = Environment.ProcessorCount;

    /// <summary><c>extensions.durableTask.maxConcurrentOrchestratorFunctions</c>; default: 10 a processor.</summary>
    public int MaxConcurrentOrchestrators { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary><c>extensions.blobs.maxDegreeOfParallelism</c>; default: 8 a processor.</summary>
    public int BlobParallelism { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>The largest request body in bytes: <c>FUNCTIONS_REQUEST_BODY_SIZE_LIMIT</c>; default 100 MB, as on Functions.</summary>
    public long MaxRequestBodyBytes { get; init; } = 104_857_600;

    /// <summary>The port on which development storage is looked for and started; its queues and tables have the next two.</summary>
    public int DevelopmentBlobPort { get; init; } = StorageAccount.DevelopmentBlobPort;

    /// <summary>The time between two scans of a container that nobody has changed.</summary>
    public TimeSpan BlobScanInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The wait before a blob's second try; it doubles with every further one.</summary>
    public TimeSpan BlobRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Reads host.json and the settings.</summary>
    /// <param name="contentRoot">The folder that holds host.json.</param>
    /// <param name="configuration">The app's settings.</param>
    /// <param name="commandLine">The host's own switches.</param>
    /// <param name="defaultPort">What local.settings.json says of the port, if anything.</param>
    /// <exception cref="InvalidOperationException">A value is not what it should be.</exception>
    public static HostSettings Read(string contentRoot, IConfiguration configuration, IConfiguration commandLine, string? defaultPort)
    {
        var host = HostJson.Read(contentRoot, configuration);
        var names = new NameResolver(configuration);
        var durable = host.GetSection("extensions:durableTask");
        var defaults = new HostSettings { ContentRoot = contentRoot, StateDirectory = contentRoot };
        return defaults with
        {
            StateDirectory = Path.GetFullPath(configuration["LOCALHOST_STATE"] ?? ".xaifunctions", contentRoot),
            Port = Number(commandLine["port"] ?? configuration["LOCALHOST_PORT"] ?? defaultPort, "port", 0, 65535, defaults.Port),
            RoutePrefix = (host["extensions:http:routePrefix"] ?? defaults.RoutePrefix).Trim('/'),
            FunctionTimeout = TimeoutOf(host["functionTimeout"], defaults.FunctionTimeout),
            HubName = names.Resolve(durable["hubName"] ?? defaults.HubName),
            MaxConcurrentActivities = Number(durable, "maxConcurrentActivityFunctions", defaults.MaxConcurrentActivities),
            MaxConcurrentOrchestrators = Number(durable, "maxConcurrentOrchestratorFunctions", defaults.MaxConcurrentOrchestrators),
            BlobParallelism = Number(host.GetSection("extensions:blobs"), "maxDegreeOfParallelism", defaults.BlobParallelism),
            MaxRequestBodyBytes = Number(
                configuration["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"],
                "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT",
                1,
                int.MaxValue,
                (int)defaults.MaxRequestBodyBytes),
        };
    }

    private static TimeSpan TimeoutOf(string? text, TimeSpan fallback)
    {
        if (text is null)
            return fallback;
        if (text.Trim() is "-1" or "-00:00:01")
            return Timeout.InfiniteTimeSpan;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > TimeSpan.Zero
            ? value
            : throw new InvalidOperationException($"host.json: functionTimeout '{text}' is neither a positive hh:mm:ss nor -1.");
    }

    private static int Number(IConfigurationSection section, string name, int fallback) =>
        Number(section[name], $"{section.Path}:{name}", 1, int.MaxValue, fallback);

    private static int Number(string? text, string name, int least, int most, int fallback)
    {
        if (string.IsNullOrWhiteSpace(text))
            return fallback;
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new InvalidOperationException($"Setting '{name}' is '{text}'; it must be a whole number from {least} to {most}.");
    }
}
