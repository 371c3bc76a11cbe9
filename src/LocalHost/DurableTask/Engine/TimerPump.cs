using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>Fires timers when they are due. They stay in the database until then, so any number of them costs no memory.</summary>
internal sealed class TimerPump(TaskHubOptions options, HubDatabase database, HubWriter writer, Action<Effects> publish)
{
    /// <summary>The number of the timer that starts an instance.</summary>
    public const int StartOfInstance = -1;

    private const int LargestBatch = 500;
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);

    // Whoever sets the machine's clock is noticed after this time at the latest.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ILogger logger = options.LoggerFactory.CreateLogger<TimerPump>();
    private long nextTicks = long.MaxValue;

    /// <summary>Says that a timer was stored.</summary>
    public void Notify(DateTime fireAt)
    {
        if (fireAt.Ticks < Interlocked.Read(ref nextTicks))
            changes.Writer.TryWrite(true);
    }

    /// <summary>Fires timers until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                // Whatever is stored while the database is read must be noticed.
                Interlocked.Exchange(ref nextTicks, long.MaxValue);
                await WaitAsync(await FireAsync(), stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Fires what is due.</summary>
    /// <returns>How long to wait for the next.</returns>
    private async Task<TimeSpan> FireAsync()
    {
        try
        {
            DateTime now = options.TimeProvider.GetUtcNow().UtcDateTime;
            List<DueTimer> due = database.Read(connection => HubStore.DueTimers(connection, now, LargestBatch));
            if (due.Count > 0)
            {
                await writer.RunAsync(connection => Fire(connection, due), publish, patient: true);
                return TimeSpan.Zero;
            }

            DateTime? next = database.Read(HubStore.NextTimer);
            Interlocked.Exchange(ref nextTicks, next?.Ticks ?? long.MaxValue);
            TimeSpan wait = next - now ?? LongestWait;
            return wait < LongestWait ? wait : LongestWait;
        }
        catch (SqliteException exception)
        {
            HubLog.TimersNotRead(logger, exception);
            return PauseAfterError;
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (wait <= TimeSpan.Zero)
            return;

        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task elapsed = Task.Delay(wait, options.TimeProvider, waiting.Token);
        Task changed = changes.Reader.ReadAsync(waiting.Token).AsTask();
        await Task.WhenAny(elapsed, changed);
        await waiting.CancelAsync();
    }

    private static Effects Fire(HubConnection connection, List<DueTimer> due)
    {
        Effects effects = new();
        foreach (DueTimer timer in due)
        {
            // It may have been given up since it was read.
            if (!HubStore.DeleteTimer(connection, timer.Sequence))
                continue;
            MessageKind kind = timer.TaskId == StartOfInstance ? MessageKind.Started : MessageKind.TimerFired;
            effects.Messages.Add(HubStore.InsertMessage(connection, timer.Instance, timer.Execution, kind, timer.TaskId));
        }

        return effects;
    }
}
