using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Hosting;
using XaiFunctions.LocalHost.Functions.Invocation;

namespace XaiFunctions.LocalHost.Functions.Blobs;

/// <summary>
/// Runs functions on blobs, however those were found: every version of a blob once per function, up to five times if it fails, and then
/// into the poison queue.
/// </summary>
internal sealed partial class BlobDispatcher(
    FunctionInvoker invoker,
    BlobReceipts receipts,
    PoisonQueue poison,
    HostSettings settings,
    TimeProvider time,
    ILogger<BlobDispatcher> logger) : IAsyncDisposable
{
    private const int MaxPending = 1000;

    private readonly SemaphoreSlim slots = new(settings.BlobParallelism);
    private readonly SemaphoreSlim pending = new(MaxPending);
    private readonly ConcurrentDictionary<(string Function, string Container, string Blob), Task> running = new();
    private readonly ConcurrentDictionary<(string Function, string Container), ConcurrentDictionary<string, string>> finished = new();
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Starts the function on the blob unless it runs on it or is done with this version. Waits while too many blobs wait.</summary>
    public async Task OfferAsync(BlobFunction function, BlobVersion blob, CancellationToken cancellation)
    {
        var key = (function.Function.Name, function.ReceiptScope, blob.Name);
        if (running.ContainsKey(key) || IsFinished(function, blob))
            return;

        await pending.WaitAsync(cancellation);
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!running.TryAdd(key, RunAsync(begin.Task, function, blob, key)))
        {
            begin.SetCanceled(cancellation);
            return;
        }

        begin.SetResult();
    }

    /// <summary>Ends the runs and waits for them. What had not ended runs again at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested)
            return;
        await stopping.CancelAsync();
        if (!await RunningTasks.EndAsync([.. running.Values]))
            LogLeft();
    }

    private async Task RunAsync(Task begin, BlobFunction function, BlobVersion blob, (string, string, string) key)
    {
        try
        {
            await begin;
        }
        catch (OperationCanceledException)
        {
            // Another offer of the same blob came first and has the key.
            pending.Release();
            return;
        }

        try
        {
            // An offer that read the listing before the last run ended would otherwise start the blob again.
            if (!IsFinished(function, blob))
                await TryUntilOverAsync(function, blob);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped(function.Function.Name);
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException or HttpRequestException)
        {
            LogPutOff(error, function.Function.Name);
        }
        finally
        {
            running.TryRemove(key, out _);
            pending.Release();
        }
    }

    private async Task TryUntilOverAsync(BlobFunction function, BlobVersion blob)
    {
        string etag = blob.ETag.ToString("H");
        int tries = 0;
        bool over = false;
        while (!over)
        {
            if (tries > 0)
            {
                await Task.Delay(settings.BlobRetryDelay * Math.Pow(2, tries - 1), time, stopping.Token);
                if (!await IsCurrentAsync(function, blob))
                    return;
            }

            (tries, over) = await TryOnceAsync(function, blob, etag);
            if (!over && tries >= BlobFunction.MaxTries)
            {
                LogPoison(function.Function.Name, PoisonQueue.Name);
                await poison.SendAsync(function, blob, stopping.Token);
                over = true;
            }
        }

        receipts.Finish(function.Function.Name, function.ReceiptScope, blob.Name, etag);
        Finished(function)[blob.Name] = etag;
    }

    // A sixth try is no try: it comes when the message about the fifth could not be sent, or the process ended in it.
    private async Task<(int Tries, bool Over)> TryOnceAsync(BlobFunction function, BlobVersion blob, string etag)
    {
        await slots.WaitAsync(stopping.Token);
        try
        {
            int tries = receipts.BeginTry(function.Function.Name, function.ReceiptScope, blob.Name, etag);
            return (tries, tries <= BlobFunction.MaxTries && await TryAsync(function, blob, tries));
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<bool> TryAsync(BlobFunction function, BlobVersion blob, int tries)
    {
        try
        {
            await invoker.InvokeAsync(function.Invocation(blob, tries), null, stopping.Token);
            return true;
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            receipts.TakeBackTry(function.Function.Name, function.ReceiptScope, blob.Name, blob.ETag.ToString("H"));
            throw new OperationCanceledException(stopping.Token);
        }
        catch (BlobGoneException)
        {
            LogGone(function.Function.Name);
            return true;
        }
        catch (Exception error)
        {
            LogTryFailed(function.Function.Name, tries, BlobFunction.MaxTries, error.GetType().Name);
            return false;
        }
    }

    private async Task<bool> IsCurrentAsync(BlobFunction function, BlobVersion blob)
    {
        try
        {
            var conditions = new BlobRequestConditions { IfMatch = blob.ETag };
            await function.Container.GetBlobClient(blob.Name).GetPropertiesAsync(conditions, stopping.Token);
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 404 or 412)
        {
            LogGone(function.Function.Name);
            return false;
        }
    }

    private bool IsFinished(BlobFunction function, BlobVersion blob) =>
        Finished(function).TryGetValue(blob.Name, out string? etag) && etag == blob.ETag.ToString("H");

    private ConcurrentDictionary<string, string> Finished(BlobFunction function) => finished.GetOrAdd(
        (function.Function.Name, function.ReceiptScope),
        key => new ConcurrentDictionary<string, string>(receipts.Finished(key.Function, key.Container)));

    [LoggerMessage(40, LogLevel.Warning, "Try {Try} of {MaxTries} of a blob of function '{Function}' failed: {Error}.")]
    private partial void LogTryFailed(string function, int @try, int maxTries, string error);

    [LoggerMessage(41, LogLevel.Error, "Function '{Function}' failed on a blob for the last time; a message goes to the queue '{Queue}'.")]
    private partial void LogPoison(string function, string queue);

    [LoggerMessage(42, LogLevel.Information, "A blob of function '{Function}' was removed or changed before it could be processed.")]
    private partial void LogGone(string function);

    [LoggerMessage(43, LogLevel.Information, "A run of function '{Function}' on a blob was stopped with the host and will be repeated.")]
    private partial void LogStopped(string function);

    [LoggerMessage(45, LogLevel.Warning, "A function did not end when it was told to; the host stops without it and runs it again at the next start.")]
    private partial void LogLeft();

    [LoggerMessage(44, LogLevel.Warning, "The storage service failed while a blob of function '{Function}' was processed; it is tried again at the next scan.")]
    private partial void LogPutOff(Exception error, string function);
}
