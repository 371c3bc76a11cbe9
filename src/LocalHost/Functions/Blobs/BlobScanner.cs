using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Hosting;

namespace XaiFunctions.LocalHost.Functions.Blobs;

/// <summary>
/// Finds new blobs by listing the containers again and again. Both sources of a blob trigger are served so: Event Grid cannot reach a
/// developer's machine, so a function that waits for its events would never start here; events that are posted to the webhook all the
/// same only bring the run forward.
/// </summary>
internal sealed partial class BlobScanner(
    BlobFunctions functions, BlobDispatcher dispatcher, HostSettings settings, TimeProvider time, ILogger<BlobScanner> logger) : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private Task scans = Task.CompletedTask;

    /// <summary>Begins to scan.</summary>
    public void Start() => scans = Task.WhenAll(functions.All.Select(function => Task.Run(() => ScanForeverAsync(function), stopping.Token)));

    /// <summary>Ends the scans.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAny(scans);
    }

    private async Task ScanForeverAsync(BlobFunction function)
    {
        bool failing = false;
        var pause = TimeSpan.Zero;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, time, stopping.Token);
                long started = Stopwatch.GetTimestamp();
                await ScanAsync(function);
                if (failing)
                    LogBack(function.Pattern.Container);
                failing = false;
                // A container of many blobs takes long to list; the service is left alone for twice that time.
                pause = Max(settings.BlobScanInterval, 2 * Stopwatch.GetElapsedTime(started));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (IsStorageFailure(error))
            {
                if (!failing)
                    LogOutage(error, function.Pattern.Container, function.Function.Name);
                failing = true;
                pause = Min(LongestPause, 2 * Max(pause, settings.BlobScanInterval));
            }
        }
    }

    private async Task ScanAsync(BlobFunction function)
    {
        try
        {
            var blobs = function.Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, function.Pattern.Prefix, stopping.Token);
            await foreach (var blob in blobs)
            {
                if (!function.Pattern.TryMatch(blob.Name, out _) || blob.Properties.ETag is not { } etag)
                    continue;
                string type = $"{blob.Properties.BlobType ?? BlobType.Block}Blob";
                await dispatcher.OfferAsync(function, new BlobVersion(blob.Name, etag, type), stopping.Token);
            }
        }
        catch (RequestFailedException error) when (error.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await function.Container.CreateIfNotExistsAsync(cancellationToken: stopping.Token);
            LogCreated(function.Pattern.Container);
        }
    }

    private static bool IsStorageFailure(Exception error) =>
        error is RequestFailedException or AggregateException or OperationCanceledException or IOException or HttpRequestException;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    [LoggerMessage(50, LogLevel.Information, "Created the container '{Container}', which a blob trigger watches.")]
    private partial void LogCreated(string container);

    [LoggerMessage(51, LogLevel.Warning, "The container '{Container}' cannot be listed; function '{Function}' waits until it can.")]
    private partial void LogOutage(Exception error, string container, string function);

    [LoggerMessage(52, LogLevel.Information, "The container '{Container}' can be listed again.")]
    private partial void LogBack(string container);
}
