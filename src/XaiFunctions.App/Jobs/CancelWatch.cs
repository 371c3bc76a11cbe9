using XaiFunctions.App.Storage;
using XaiFunctions.Onnx;

namespace XaiFunctions.App.Jobs;

/// <summary>
/// Looks for a job's cancel marker once a second while work goes on, and cancels the work's token when it is there: terminating an
/// orchestration does not stop activities that run. Also sees to it that what is wrong with a user's file reaches its owner and nobody else.
/// </summary>
public sealed class CancelWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenSource disposed = new();
    private readonly Task loop;
    private volatile bool cancelled;

    private CancelWatch(WorkStore work, string job, CancellationToken cancellation)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        loop = WatchAsync(work, job, disposed.Token);
    }

    /// <summary>Runs a piece of work under the watch.</summary>
    /// <param name="work">Where the marker is.</param>
    /// <param name="job">The job.</param>
    /// <param name="body">The work; it gets the token to look at.</param>
    /// <param name="cancellation">Stops the work because the host stops.</param>
    /// <exception cref="JobCancelledException">The job is cancelled.</exception>
    /// <exception cref="InvalidInputException">The work cannot be done with what the user gave; why is kept as <see cref="WorkStore.Reason"/>.</exception>
    public static async Task<T> RunAsync<T>(WorkStore work, string job, Func<CancellationToken, Task<T>> body, CancellationToken cancellation)
    {
        if (await work.IsCancelledAsync(job, cancellation))
            throw new JobCancelledException();

        await using var watch = new CancelWatch(work, job, cancellation);
        try
        {
            return await body(watch.stop.Token);
        }
        catch (OperationCanceledException) when (watch.cancelled)
        {
            throw new JobCancelledException();
        }
        catch (Exception exception) when (exception is InvalidInputException or InvalidModelException)
        {
            // What is wrong may quote the user's file. Its owner is told; the host's log and the task hub's history, where exceptions end up, are not.
            await work.KeepFirstAsync(job, WorkStore.Reason, FailureReason.Of(exception), cancellation);
            throw new InvalidInputException(FailureReason.Elsewhere);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync();
        await loop;
        disposed.Dispose();
        stop.Dispose();
    }

    private async Task WatchAsync(WorkStore work, string job, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                if (!await work.IsCancelledAsync(job, cancellation))
                    continue;
                cancelled = true;
                await stop.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
        catch (Azure.RequestFailedException)
        {
            // Storage did not answer this once, after its own retries; the work itself will meet the same trouble and report it.
        }
    }
}
