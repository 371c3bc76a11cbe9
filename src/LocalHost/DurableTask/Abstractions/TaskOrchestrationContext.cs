using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>What an orchestrator does anything through: calls, timers, events and its own time, all of them replayed from history.</summary>
/// <remarks>An orchestrator awaits nothing but tasks that come from here, and combinations of them.</remarks>
public abstract class TaskOrchestrationContext
{
    private ReplaySafeLoggerFactory? replaySafeLoggerFactory;

    /// <summary>The name of the orchestrator.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The id of the instance.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The orchestration that called this one; null if a client started it.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>The orchestration's own time: it moves only from turn to turn and is the same when a turn is replayed.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether the code runs through what it did before.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>The version of the instance; empty if there is none.</summary>
    public virtual string Version => string.Empty;

    /// <summary>Settings of the orchestration.</summary>
    public virtual IReadOnlyDictionary<string, object?> Properties { get; } = new Dictionary<string, object?>();

    /// <summary>Makes loggers that log only what is done for the first time.</summary>
    public virtual ILoggerFactory ReplaySafeLoggerFactory => replaySafeLoggerFactory ??= new(this, UnderlyingLoggerFactory);

    /// <summary>Makes the loggers under the replay-safe ones.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    // A context that wraps another may hand on the other's replay-safe factory; wrapping that once more would ask twice.
    private ILoggerFactory UnderlyingLoggerFactory => LoggerFactory is ReplaySafeLoggerFactory safe ? safe.Underlying : LoggerFactory;

    /// <summary>The orchestration's input; the type's default if there is none.</summary>
    public abstract T? GetInput<T>();

    /// <summary>Calls an activity.</summary>
    /// <exception cref="TaskFailedException">The activity failed; thrown by the task.</exception>
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null) =>
        CallActivityAsync<object>(name, input, options);

    /// <summary>Calls an activity without input.</summary>
    /// <exception cref="TaskFailedException">The activity failed; thrown by the task.</exception>
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options) => CallActivityAsync(name, null, options);

    /// <summary>Calls an activity without input and returns its result.</summary>
    /// <exception cref="TaskFailedException">The activity failed; thrown by the task.</exception>
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options) => CallActivityAsync<TResult>(name, null, options);

    /// <summary>Calls an activity and returns its result.</summary>
    /// <exception cref="TaskFailedException">The activity failed; thrown by the task.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <summary>Waits for a time, however long, without costing anything meanwhile.</summary>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>Waits until a point in time, however far, without costing anything meanwhile.</summary>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for an event. Events are matched by name, whatever its case; those that came before anybody waited are kept. Of several
    /// waiters the newest gets the event.
    /// </summary>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>Waits for an event for a limited time.</summary>
    /// <exception cref="TaskCanceledException">The event did not come in time; thrown by the task.</exception>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout) => WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <summary>Waits for an event for a limited time.</summary>
    /// <exception cref="TaskCanceledException">The event did not come in time, or the wait was given up; thrown by the task.</exception>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timerCancellation = new();
        using CancellationTokenSource eventCancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task timer = CreateTimer(timeout, timerCancellation.Token);
        Task<T> arrival = WaitForExternalEvent<T>(eventName, eventCancellation.Token);

        // Whatever loses is given up, so that neither a timer nor a waiter is left behind.
        CancellationTokenSource loser = await Task.WhenAny(timer, arrival) == arrival ? timerCancellation : eventCancellation;
        loser.Cancel();
        return await arrival;
    }

    /// <summary>Sends an event to another orchestration. If there is none that could take it, it is dropped.</summary>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Sets the status that clients see beside the runtime status.</summary>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>Calls another orchestrator and returns its result.</summary>
    /// <exception cref="TaskFailedException">It failed or was terminated; thrown by the task.</exception>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null);

    /// <summary>Calls another orchestrator without input and returns its result.</summary>
    /// <exception cref="TaskFailedException">It failed or was terminated; thrown by the task.</exception>
    public virtual Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync<TResult>(orchestratorName, null, options);

    /// <summary>Calls another orchestrator without input.</summary>
    /// <exception cref="TaskFailedException">It failed or was terminated; thrown by the task.</exception>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync(orchestratorName, null, options);

    /// <summary>Calls another orchestrator.</summary>
    /// <exception cref="TaskFailedException">It failed or was terminated; thrown by the task.</exception>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        CallSubOrchestratorAsync<object>(orchestratorName, input, options);

    /// <summary>Lets the orchestration start over with a new input and an empty history as soon as the orchestrator returns.</summary>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>Lets the orchestration start over with a new input and an empty history as soon as the orchestrator returns.</summary>
    public virtual void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ContinueAsNew(options.NewInput, options.PreserveUnprocessedEvents);
    }

    /// <summary>A new id that is the same when the turn is replayed.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that logs only what is done for the first time.</summary>
    public virtual ILogger CreateReplaySafeLogger(string categoryName) =>
        new ReplaySafeLogger(this, UnderlyingLoggerFactory.CreateLogger(categoryName));

    /// <summary>A logger that logs only what is done for the first time.</summary>
    public virtual ILogger CreateReplaySafeLogger(Type type) => new ReplaySafeLogger(this, UnderlyingLoggerFactory.CreateLogger(type));

    /// <summary>A logger that logs only what is done for the first time.</summary>
    public virtual ILogger CreateReplaySafeLogger<T>() => new ReplaySafeLogger(this, UnderlyingLoggerFactory.CreateLogger<T>());

    /// <summary>
    /// Compares the instance's version with another: negative, zero or positive. No version is the lowest; versions such as 1.2.0
    /// compare by their numbers, others as texts whatever their case.
    /// </summary>
    public virtual int CompareVersionTo(string version)
    {
        bool none = string.IsNullOrWhiteSpace(Version), otherNone = string.IsNullOrWhiteSpace(version);
        if (none || otherNone)
            return otherNone.CompareTo(none);
        return System.Version.TryParse(Version, out Version? mine) && System.Version.TryParse(version, out Version? other)
            ? mine.CompareTo(other)
            : string.Compare(Version, version, StringComparison.OrdinalIgnoreCase);
    }
}
