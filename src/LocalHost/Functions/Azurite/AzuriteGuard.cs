using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Hosting;
using XaiFunctions.LocalHost.Functions.Storage;

namespace XaiFunctions.LocalHost.Functions.Azurite;

/// <summary>Starts the storage emulator with the host where the app wants development storage and nothing serves it.</summary>
internal sealed partial class AzuriteGuard(HostSettings settings, IConfiguration configuration, ILogger<AzuriteGuard> logger) : IAsyncDisposable
{
    private AzuriteProcess? azurite;

    /// <summary>Starts the emulator if it is wanted and missing.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (!StorageAccount.IsDevelopment(configuration[StorageAccount.DefaultConnection])
            || await AzuriteProcess.IsListeningAsync(settings.DevelopmentBlobPort, cancellation))
            return;

        string directory = Path.Combine(settings.StateDirectory, "azurite");
        azurite = await AzuriteProcess.StartAsync(
            directory,
            settings.DevelopmentBlobPort,
            settings.DevelopmentBlobPort + 1,
            settings.DevelopmentBlobPort + 2,
            configuration["LOCALHOST_AZURITE"],
            cancellation);
        LogStarted(directory);
    }

    /// <summary>Ends the emulator if this host started it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (azurite is null)
            return;
        await azurite.DisposeAsync();
        azurite = null;
    }

    [LoggerMessage(30, LogLevel.Information, "Started Azurite, whose data are in {Directory}.")]
    private partial void LogStarted(string directory);
}
