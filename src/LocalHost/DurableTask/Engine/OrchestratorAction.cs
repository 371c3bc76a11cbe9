using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>Something that an orchestrator did in a turn.</summary>
internal abstract record OrchestratorAction(int Id)
{
    /// <summary>What history keeps of it, to compare with when the turn is replayed.</summary>
    public abstract HistoryAction Recorded { get; }
}

internal sealed record CallActivityAction(int Id, string Name, string Version, string? Input) : OrchestratorAction(Id)
{
    public override HistoryAction Recorded => new(ActionKind.CallActivity, Name);
}

internal sealed record StartTimerAction(int Id, DateTime FireAt) : OrchestratorAction(Id)
{
    public override HistoryAction Recorded => new(ActionKind.StartTimer, "");
}

internal sealed record CallSubOrchestrationAction(int Id, string Name, string InstanceId, string Version, string? Input, string? Tags)
    : OrchestratorAction(Id)
{
    public override HistoryAction Recorded => new(ActionKind.CallSubOrchestration, Name);
}

internal sealed record SendEventAction(int Id, string InstanceId, string Name, string? Payload) : OrchestratorAction(Id)
{
    public override HistoryAction Recorded => new(ActionKind.SendEvent, Name);
}

/// <summary>How an execution ended.</summary>
internal abstract record Ending;

internal sealed record CompletedEnding(string? Output) : Ending;

internal sealed record FailedEnding(TaskFailureDetails Details) : Ending;

internal sealed record TerminatedEnding(string? Output, bool Recursive) : Ending;

/// <summary>The execution ended and the next one begins.</summary>
/// <param name="Input">The next execution's input.</param>
/// <param name="Version">The next execution's version.</param>
/// <param name="Carried">The events that nobody waited for, in the order of their arrival.</param>
internal sealed record ContinuedEnding(string? Input, string Version, List<HistoryEvent> Carried) : Ending;

/// <summary>All that a turn changes.</summary>
/// <param name="Turn">What goes into history; null if the orchestrator did not run.</param>
/// <param name="TurnNumber">The turn's place in history.</param>
/// <param name="Consumed">The messages that are done with.</param>
/// <param name="Actions">What the orchestrator did.</param>
/// <param name="CancelledTimers">The timers that it does not want any more.</param>
/// <param name="CustomStatus">The custom status after the turn.</param>
/// <param name="Status">The status after the turn, if the execution goes on.</param>
/// <param name="Ending">How the execution ended; null if it goes on.</param>
/// <param name="Now">The time of the turn.</param>
internal sealed record TurnOutcome(
    HistoryTurn? Turn,
    int TurnNumber,
    IReadOnlyList<InboxMessage> Consumed,
    IReadOnlyList<OrchestratorAction> Actions,
    IReadOnlyCollection<int> CancelledTimers,
    string? CustomStatus,
    OrchestrationRuntimeStatus Status,
    Ending? Ending,
    DateTime Now);

/// <summary>What others have to be told once a write is safe.</summary>
internal sealed class Effects
{
    public List<InboxMessage> Messages { get; } = [];

    public List<ActivityCall> Activities { get; } = [];

    public List<long> WithdrawnActivities { get; } = [];

    public List<string> ChangedInstances { get; } = [];

    public List<(string InstanceId, string Name)> DroppedEvents { get; } = [];

    public DateTime? EarliestTimer { get; private set; }

    public void AddTimer(DateTime fireAt)
    {
        if (EarliestTimer is null || fireAt < EarliestTimer)
            EarliestTimer = fireAt;
    }
}
