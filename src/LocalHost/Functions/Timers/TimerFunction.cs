using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Invocation;

namespace XaiFunctions.LocalHost.Functions.Timers;

/// <summary>Runs one timer function when it is due, one run at a time.</summary>
internal sealed partial class TimerFunction(
    FunctionDescriptor function, string expression, FunctionInvoker invoker, TimerStatuses statuses, TimeProvider time, ILogger logger)
{
    // The longest wait that a timer of the runtime takes is 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly ISchedule schedule = Parse(function, expression);
    private readonly TimerTriggerAttribute trigger = (TimerTriggerAttribute)function.Trigger;
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>The function's name.</summary>
    public string Name => function.Name;

    /// <summary>Runs the function whenever it is due until the token is signalled.</summary>
    public async Task RunForeverAsync(CancellationToken stopping)
    {
        try
        {
            var status = await StartAsync(stopping);
            while (true)
            {
                await WaitAsync(status.Next, stopping);
                status = await RunDueAsync(status, isPastDue: false, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogEnded(function.Name);
        }
    }

    /// <summary>Runs the function now, whatever the schedule says, after a run that is under way.</summary>
    public Task RunNowAsync(CancellationToken stopping) => RunAsync(statuses.Read(function.Name), isPastDue: false, stopping);

    private async Task<TimerStatus> StartAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var remembered = trigger.UseMonitor ? statuses.Read(function.Name) : null;
        // A changed schedule makes what the old one had planned worthless.
        if (remembered is not null && remembered.Schedule != expression)
            remembered = null;

        var status = remembered ?? new TimerStatus(null, Next(now), now, expression);
        if (remembered is null)
            Remember(status);
        bool missed = status.Next <= now;
        return missed || trigger.RunOnStartup ? await RunDueAsync(status, missed, stopping) : status;
    }

    private async Task<TimerStatus> RunDueAsync(TimerStatus status, bool isPastDue, CancellationToken stopping)
    {
        var due = time.GetUtcNow();
        await RunAsync(status, isPastDue, stopping);
        // Runs that came due while this one was under way are left out: the next is counted from now.
        var now = time.GetUtcNow();
        var after = schedule is IntervalSchedule ? due : now;
        var next = schedule.Next(after) is { } planned && planned > now ? planned : Next(now);
        var written = new TimerStatus(due, next, now, expression);
        Remember(written);
        return written;
    }

    private async Task RunAsync(TimerStatus? status, bool isPastDue, CancellationToken stopping)
    {
        await turn.WaitAsync(stopping);
        try
        {
            await invoker.InvokeAsync(
                new FunctionInvocation(function) { BindAsync = (_, _) => new(Info(status, isPastDue)) }, null, stopping);
        }
        catch (Exception) when (!stopping.IsCancellationRequested)
        {
            // The invoker has logged it, and the next run is due all the same: a timer has nobody to tell.
            LogFailed(function.Name);
        }
        finally
        {
            turn.Release();
        }
    }

    private TimerInfo Info(TimerStatus? status, bool isPastDue) => new()
    {
        IsPastDue = isPastDue,
        ScheduleStatus = trigger.UseMonitor && status is not null
            ? new ScheduleStatus
            {
                Last = status.Last?.UtcDateTime ?? default,
                Next = status.Next.UtcDateTime,
                LastUpdated = status.Updated.UtcDateTime,
            }
            : null,
    };

    private void Remember(TimerStatus status)
    {
        if (trigger.UseMonitor)
            statuses.Write(function.Name, status);
    }

    private async Task WaitAsync(DateTimeOffset due, CancellationToken stopping)
    {
        for (var wait = due - time.GetUtcNow(); wait > TimeSpan.Zero; wait = due - time.GetUtcNow())
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, stopping);
    }

    private DateTimeOffset Next(DateTimeOffset after) => schedule.Next(after)
        ?? throw new InvalidOperationException($"{function.Name}: the schedule '{expression}' never comes due.");

    private static ISchedule Parse(FunctionDescriptor function, string expression)
    {
        try
        {
            var schedule = Schedules.Parse(expression);
            return schedule.Next(DateTimeOffset.UnixEpoch) is not null
                ? schedule
                : throw new InvalidOperationException($"{function.Name}: the schedule '{expression}' never comes due.");
        }
        catch (FormatException error)
        {
            throw new InvalidOperationException($"{function.Name}: {error.Message}", error);
        }
    }

    [LoggerMessage(70, LogLevel.Warning, "The timer function '{Function}' failed; it runs again when it is next due.")]
    private partial void LogFailed(string function);

    [LoggerMessage(71, LogLevel.Debug, "The timer of function '{Function}' has ended.")]
    private partial void LogEnded(string function);
}
