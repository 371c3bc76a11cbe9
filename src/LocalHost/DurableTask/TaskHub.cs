using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.DurableTask.Engine;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask;

/// <summary>
/// A task hub on one machine: orchestrations by replay of their history, activities, timers and events, all kept in a SQLite database so
/// that they go on where they were whenever and however the process ends.
/// </summary>
/// <remarks>
/// An orchestrator's turn is one transaction: the messages that it worked on, its new history and everything that it started. An
/// activity's end is one transaction. So what ended never runs again, and what had begun runs again after a crash.
/// </remarks>
internal sealed class TaskHub : IAsyncDisposable
{
    private readonly TaskHubOptions options;
    private readonly HubDatabase database;
    private readonly HubWriter writer;
    private readonly SessionTable sessions;
    private readonly OrchestratorPump orchestrators;
    private readonly ActivityPump activities;
    private readonly TimerPump timers;
    private readonly StatusChanges statuses = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly ILogger logger;
    private Task? running;
    private bool isLoaded;
    private bool disposed;

    private TaskHub(TaskHubOptions options, HubDatabase database)
    {
        this.options = options;
        this.database = database;
        logger = options.LoggerFactory.CreateLogger<TaskHub>();
        writer = new(database, logger);
        sessions = new(options.MaxCachedInstances);
        orchestrators = new(options, database, writer, sessions, Publish);
        activities = new(options, writer, Publish);
        timers = new(options, database, writer, Publish);
        Client = new HubClient(options, database, writer, statuses, Publish);
    }

    /// <summary>Starts, watches and manages orchestrations; it works as soon as the hub is open.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>The writer, through which tests can reach the database.</summary>
    internal HubWriter Writer => writer;

    /// <summary>How many instances are in memory.</summary>
    internal int SessionCount => sessions.Count;

    /// <summary>Opens or creates a task hub. Nothing runs before <see cref="StartAsync"/>.</summary>
    /// <exception cref="IOException">Another process runs it.</exception>
    /// <exception cref="InvalidOperationException">The database holds another task hub or is of a later version.</exception>
    public static TaskHub Open(TaskHubOptions options)
    {
        options.Validate();
        HubDatabase database = HubDatabase.Open(options.DatabasePath, options.HubName);
        try
        {
            return new(options, database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Makes an orchestrator known, before the start.</summary>
    public void AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> body) => orchestrators.Add(name, body);

    /// <summary>Makes an activity known, before the start.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputType">What its input is converted to.</param>
    /// <param name="body">Its code; the token is cancelled when the hub stops or the activity takes too long.</param>
    public void AddActivity(string name, Type inputType, Func<TaskActivityContext, object?, CancellationToken, Task<object?>> body) =>
        activities.Add(name, inputType, body);

    /// <summary>Starts to work, first of all on what was left when the hub last stopped.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (running is not null)
            throw new InvalidOperationException("The task hub was started before.");

        ReserveThreads();
        running = Task.WhenAll(orchestrators.RunAsync(stopping.Token), activities.RunAsync(stopping.Token), timers.RunAsync(stopping.Token));
        await writer.RunAsync(connection => (HubStore.AllMessages(connection), HubStore.AllActivities(connection)), Load, patient: false);
    }

    /// <summary>
    /// Stops to work: activities that run are asked to end and waited for; what does not end in time runs again after the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await stopping.CancelAsync();
        if (running is null)
            return;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.StopTimeout);
        await Task.WhenAny(running, Task.Delay(Timeout.Infinite, limit.Token));
    }

    /// <summary>Stops, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await StopAsync(CancellationToken.None);
        await writer.DisposeAsync();
        database.Dispose();
        stopping.Dispose();
    }

    // Activities may compute without ever awaiting. The pool must not make everything else wait for a thread meanwhile.
    private void ReserveThreads()
    {
        ThreadPool.GetMinThreads(out int workers, out int completions);
        int wanted = Environment.ProcessorCount + options.MaxConcurrentActivities;
        if (workers < wanted)
            ThreadPool.SetMinThreads(wanted, completions);
    }

    // Runs in the writer's order: what was stored before this is loaded, what is stored after it is published.
    private void Load((List<InboxMessage> Messages, List<ActivityCall> Calls) left)
    {
        isLoaded = true;
        foreach (ActivityCall call in left.Calls)
            activities.Publish(call);
        foreach (InboxMessage message in left.Messages)
            sessions.Publish(message);
        HubLog.Opened(logger, options.HubName, sessions.Count, left.Calls.Count);
    }

    private void Publish(Effects effects)
    {
        if (isLoaded)
            Dispatch(effects);
        foreach ((string instanceId, string name) in effects.DroppedEvents)
            HubLog.EventDropped(logger, name, instanceId);

        // Last, so that whoever waited for a status finds all that belongs to it.
        foreach (string instanceId in effects.ChangedInstances)
            statuses.Publish(instanceId);
    }

    private void Dispatch(Effects effects)
    {
        foreach (long withdrawn in effects.WithdrawnActivities)
            activities.Withdraw(withdrawn);
        foreach (ActivityCall call in effects.Activities)
            activities.Publish(call);
        foreach (InboxMessage message in effects.Messages)
            sessions.Publish(message);
        if (effects.EarliestTimer is { } fireAt)
            timers.Notify(fireAt);
    }
}
