using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Hosting;
using XaiFunctions.LocalHost.Functions.Invocation;

namespace XaiFunctions.LocalHost.Functions.Timers;

/// <summary>The app's timer functions.</summary>
internal sealed partial class TimerFunctions : IAsyncDisposable
{
    private readonly IReadOnlyList<TimerFunction> timers;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> running = [];
    private readonly Lock gate = new();

    /// <exception cref="InvalidOperationException">A schedule is not right.</exception>
    public TimerFunctions(
        IReadOnlyList<FunctionDescriptor> functions,
        FunctionInvoker invoker,
        TimerStatuses statuses,
        IConfiguration configuration,
        TimeProvider time,
        ILogger<TimerFunctions> logger)
    {
        this.logger = logger;
        var names = new NameResolver(configuration);
        timers = [.. functions
            .Where(function => function.Trigger is TimerTriggerAttribute)
            .Select(function => new TimerFunction(
                function, names.Resolve(((TimerTriggerAttribute)function.Trigger).Schedule), invoker, statuses, time, logger))];
    }

    /// <summary>Begins to wait for the timers.</summary>
    public void Start()
    {
        foreach (var timer in timers)
            Track(Task.Run(() => timer.RunForeverAsync(stopping.Token)));
    }

    /// <summary>Runs a timer function now, without waiting for its end.</summary>
    /// <returns>Whether there is a timer function of that name.</returns>
    public bool TryRunNow(string name)
    {
        if (timers.FirstOrDefault(timer => timer.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } timer)
            return false;
        Track(Task.Run(() => timer.RunNowAsync(stopping.Token)));
        return true;
    }

    /// <summary>Ends the waiting and what is running, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Task[] last;
        lock (gate)
        {
            last = [.. running];
            running.Clear();
        }

        if (!await RunningTasks.EndAsync(last))
            LogLeft();
    }

    private void Track(Task task)
    {
        lock (gate)
        {
            running.RemoveAll(static old => old.IsCompleted);
            running.Add(task);
        }
    }

    [LoggerMessage(72, LogLevel.Warning, "A timer function did not end when it was told to; the host stops without it.")]
    private partial void LogLeft();
}
