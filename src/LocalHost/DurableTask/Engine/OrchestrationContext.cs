using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>The context of one execution: hands out tasks, notes what the orchestrator does, and compares it with history in a replay.</summary>
internal sealed class OrchestrationContext(
    InstanceRow instance, TurnScheduler scheduler, DataConverter converter, ILoggerFactory loggerFactory) : TaskOrchestrationContext
{
    private readonly OpenTasks tasks = new(converter);
    private readonly ExternalEvents events = new(converter);
    private readonly List<OrchestratorAction> actions = [];
    private readonly HashSet<int> cancelledTimers = [];
    private IReadOnlyList<HistoryAction>? expected;
    private DateTime now;
    private bool replaying;
    private int nextTask;
    private int guids;

    public override TaskName Name => instance.Name;

    public override string InstanceId => instance.Id;

    public override string Version => instance.Version;

    public override ParentOrchestrationInstance? Parent { get; } =
        instance.Parent is { } parent ? new(parent.Name, parent.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => now;

    public override bool IsReplaying => replaying;

    /// <summary>What the orchestrator did in this turn.</summary>
    public IReadOnlyList<OrchestratorAction> Actions => actions;

    /// <summary>The timers that the orchestrator gave up in this turn.</summary>
    public IReadOnlyCollection<int> CancelledTimers => cancelledTimers;

    /// <summary>The custom status as it was set last.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>What the next execution begins with; null if the orchestrator did not ask for one.</summary>
    public ContinueAsNewOptions? Continuation { get; private set; }

    /// <summary>What the orchestrator did against the rules, whether its own code caught it or not.</summary>
    public Exception? Violation { get; private set; }

    /// <summary>Whether the orchestrator waits for something that can come.</summary>
    public bool IsWaiting => tasks.Count > 0 || events.OpenWaits > 0;

    /// <summary>The events that nobody waited for.</summary>
    public List<HistoryEvent> UnclaimedEvents => events.Unclaimed;

    protected override ILoggerFactory LoggerFactory => loggerFactory;

    /// <summary>Begins a turn.</summary>
    /// <param name="time">The turn's time.</param>
    /// <param name="recorded">What history says that the orchestrator did in it; null if it is new.</param>
    public void BeginTurn(DateTime time, IReadOnlyList<HistoryAction>? recorded)
    {
        now = time;
        expected = recorded;
        replaying = recorded is not null;
        actions.Clear();
        cancelledTimers.Clear();
    }

    /// <summary>Compares the end of a replayed turn with history.</summary>
    public void EndReplay()
    {
        if (expected is not null && actions.Count < expected.Count)
            Mismatch($"its code did not {Describe(expected[actions.Count])}, which history says it did");
    }

    /// <summary>Tells the orchestrator something.</summary>
    public void Feed(HistoryEvent told)
    {
        if (told.Kind == MessageKind.EventRaised)
            events.Raise(told);
        else
            tasks.End(told);
    }

    /// <summary>Notes that the orchestrator broke the rules; the first time counts.</summary>
    public void Violate(Exception violation) => Violation ??= violation;

    public override T? GetInput<T>()
        where T : default => converter.Deserialize<T>(instance.Input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        RequireTurn(nameof(CallActivityAsync));
        ThrowIfOptions(input, options);
        string? data = converter.Serialize(input);
        string version = options?.Version is { } asked ? asked.Version : Version;
        return await RetryLoop.RunAsync(this, options?.Retry, () =>
        {
            int id = Add(next => new CallActivityAction(next, name.Name, version, data));
            return tasks.Open<TResult>(id, name.Name);
        });
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        RequireTurn(nameof(CallSubOrchestratorAsync));
        ThrowIfOptions(input, options);
        string child = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        InstanceIds.ThrowIfInvalid(child);
        string? data = converter.Serialize(input);
        string version = options?.Version is { } asked ? asked.Version : "";
        string? tags = options?.Tags is { Count: > 0 } given
            ? JsonSerializer.Serialize(new Dictionary<string, string>(given), HubJson.Default.DictionaryStringString)
            : null;
        return await RetryLoop.RunAsync(this, options?.Retry, () =>
        {
            int id = Add(next => new CallSubOrchestrationAction(next, orchestratorName.Name, child, version, data, tags));
            return tasks.Open<TResult>(id, orchestratorName.Name);
        });
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        RequireTurn(nameof(CreateTimer));
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        int id = Add(next => new StartTimerAction(next, fireAt.ToUniversalTime()));
        return tasks.OpenTimer(id, cancellationToken, timer => cancelledTimers.Add(timer));
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        RequireTurn(nameof(WaitForExternalEvent));
        return events.Wait<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        RequireTurn(nameof(SendEvent));
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        string? data = converter.Serialize(payload);
        Add(next => new SendEventAction(next, instanceId, eventName, data));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        RequireTurn(nameof(SetCustomStatus));
        CustomStatus = converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireTurn(nameof(ContinueAsNew));
        Continuation = options;
    }

    public override Guid NewGuid()
    {
        RequireTurn(nameof(NewGuid));
        return DeterministicGuid.Create(instance.Id, now, guids++);
    }

    private static void ThrowIfOptions(object? input, TaskOptions? options)
    {
        if (input is TaskOptions && options is null)
            throw new ArgumentException("Task options were given as the task's input; name the parameter: options.", nameof(input));
    }

    private static string Describe(HistoryAction action) => action.Kind switch
    {
        ActionKind.CallActivity => $"call the activity '{action.Name}'",
        ActionKind.CallSubOrchestration => $"call the sub-orchestrator '{action.Name}'",
        ActionKind.StartTimer => "start a timer",
        _ => $"send the event '{action.Name}'",
    };

    private int Add(Func<int, OrchestratorAction> create)
    {
        OrchestratorAction action = create(nextTask++);
        if (expected is not null)
        {
            HistoryAction did = action.Recorded;
            HistoryAction? recorded = actions.Count < expected.Count ? expected[actions.Count] : null;
            if (recorded is null)
                throw Mismatch($"its code would now {Describe(did)}, which history does not have");
            if (recorded.Kind != did.Kind || !string.Equals(recorded.Name, did.Name, StringComparison.OrdinalIgnoreCase))
                throw Mismatch($"its code would now {Describe(did)}, where history says that it did {Describe(recorded)}");
        }

        actions.Add(action);
        return action.Id;
    }

    private NonDeterministicOrchestrationException Mismatch(string difference)
    {
        NonDeterministicOrchestrationException violation = new(
            $"The orchestrator '{instance.Name}' is not deterministic: at its action #{nextTask} in the replay of instance '{instance.Id}' {difference}. "
            + "It was changed while instances ran, or it depends on something that differs from run to run, such as the clock, "
            + "a random number, a new GUID, a static variable or the order of a set; take these from the context or from an activity.");
        Violate(violation);
        return violation;
    }

    private void RequireTurn(string member)
    {
        if (scheduler.IsTurnThread)
            return;
        ForeignAwaitException violation = ForeignAwait($"{member} was called outside of the orchestrator's own thread");
        Violate(violation);
        throw violation;
    }

    /// <summary>The violation of awaiting something foreign.</summary>
    public ForeignAwaitException ForeignAwait(string symptom) => new(
        $"The orchestrator '{instance.Name}' (instance '{instance.Id}') awaited something that does not come from its context: {symptom}. "
        + "An orchestrator awaits only activities, sub-orchestrations, timers and events of its TaskOrchestrationContext, never with "
        + "ConfigureAwait(false); whatever else has to be awaited belongs into an activity.");
}
