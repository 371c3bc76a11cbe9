using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>Writes what a turn changed, all of it or nothing: history, messages, calls, timers and the instance itself.</summary>
internal static class TurnWriter
{
    /// <summary>Writes a turn within the caller's transaction.</summary>
    /// <returns>The instance after the turn, and what others have to be told.</returns>
    public static (InstanceRow Instance, Effects Effects) Write(HubConnection connection, InstanceRow before, TurnOutcome outcome)
    {
        Effects effects = new();
        foreach (InboxMessage message in outcome.Consumed)
            HubStore.DeleteMessage(connection, message.Sequence);
        if (outcome.Turn is not null && outcome.Ending is not ContinuedEnding)
            HubStore.InsertHistory(connection, before.Key, outcome.TurnNumber, JsonSerializer.Serialize(outcome.Turn, HubJson.Default.HistoryTurn));

        foreach (OrchestratorAction action in outcome.Actions)
            WriteAction(connection, before, outcome, action, effects);
        foreach (int timer in outcome.CancelledTimers)
            HubStore.DeleteTimer(connection, before.Key, before.Execution, timer);

        InstanceRow after = before with { CustomStatus = outcome.CustomStatus, Updated = outcome.Now, Status = outcome.Status };
        after = outcome.Ending switch
        {
            null => after,
            ContinuedEnding next => Continue(connection, after, next, outcome.Now, effects),
            Ending ending => End(connection, after, ending, outcome.Now, effects),
        };
        HubStore.UpdateInstance(connection, after);
        if (after.Status != before.Status)
            effects.ChangedInstances.Add(after.Id);
        return (after, effects);
    }

    /// <summary>Creates an instance in place of an ended one with the same id, if there is one, and starts it.</summary>
    public static void Start(HubConnection connection, NewInstance instance, InstanceRow? ended, Effects effects)
    {
        if (ended is not null)
            HubStore.DeleteInstance(connection, ended.Key);
        long key = HubStore.InsertInstance(connection, instance);
        if (instance.StartAt > instance.Now)
        {
            HubStore.InsertTimer(connection, key, execution: 0, TimerPump.StartOfInstance, instance.StartAt.Value);
            effects.AddTimer(instance.StartAt.Value);
        }
        else
        {
            effects.Messages.Add(HubStore.InsertMessage(connection, key, execution: 0, MessageKind.Started));
        }
    }

    private static void WriteAction(HubConnection connection, InstanceRow instance, TurnOutcome outcome, OrchestratorAction action, Effects effects)
    {
        switch (action)
        {
            case CallActivityAction call:
                effects.Activities.Add(HubStore.InsertActivity(connection, instance, call.Id, call.Name, call.Version, call.Input));
                break;
            case StartTimerAction timer when !outcome.CancelledTimers.Contains(timer.Id):
                HubStore.InsertTimer(connection, instance.Key, instance.Execution, timer.Id, timer.FireAt);
                effects.AddTimer(timer.FireAt);
                break;
            case CallSubOrchestrationAction call:
                StartChild(connection, instance, call, outcome.Now, effects);
                break;
            case SendEventAction sent:
                SendEvent(connection, sent, effects);
                break;
        }
    }

    private static void StartChild(HubConnection connection, InstanceRow parent, CallSubOrchestrationAction call, DateTime now, Effects effects)
    {
        InstanceRow? existing = HubStore.FindInstance(connection, call.InstanceId);
        if (existing is { HasEnded: false })
        {
            TaskFailureDetails details = TaskFailureDetails.FromException(new InvalidOperationException(
                $"The sub-orchestration '{call.Name}' was not started: there is an instance '{call.InstanceId}' that has not ended."));
            effects.Messages.Add(HubStore.InsertMessage(
                connection, parent.Key, parent.Execution, MessageKind.TaskFailed, call.Id, data: StoredFailure.Write(details)));
            return;
        }

        ParentLink link = new(parent.Key, parent.Execution, call.Id, parent.Id, parent.Name);
        Start(connection, new(call.InstanceId, call.Name, call.Version, call.Input, call.Tags, now, Parent: link), existing, effects);
    }

    private static void SendEvent(HubConnection connection, SendEventAction sent, Effects effects)
    {
        if (HubStore.FindInstance(connection, sent.InstanceId) is { HasEnded: false } receiver)
            effects.Messages.Add(HubStore.InsertMessage(
                connection, receiver.Key, receiver.Execution, MessageKind.EventRaised, name: sent.Name, data: sent.Payload));
        else
            effects.DroppedEvents.Add((sent.InstanceId, sent.Name));
    }

    private static InstanceRow Continue(HubConnection connection, InstanceRow instance, ContinuedEnding next, DateTime now, Effects effects)
    {
        HubStore.DeleteHistory(connection, instance.Key);
        HubStore.DeleteTimers(connection, instance.Key);

        // The carried events are the new execution's oldest history, so they come before whatever is still in the inbox.
        if (next.Carried.Count > 0)
            HubStore.InsertHistory(
                connection, instance.Key, 0, JsonSerializer.Serialize(new HistoryTurn(now, next.Carried, []), HubJson.Default.HistoryTurn));
        InstanceRow after = instance with
        {
            Execution = instance.Execution + 1,
            Input = next.Input,
            Version = next.Version,
            Status = OrchestrationRuntimeStatus.Running,
        };
        effects.Messages.Add(HubStore.InsertMessage(connection, after.Key, after.Execution, MessageKind.Started));
        return after;
    }

    private static InstanceRow End(HubConnection connection, InstanceRow instance, Ending ending, DateTime now, Effects effects)
    {
        HubStore.DeleteTimers(connection, instance.Key);
        HubStore.DeleteMessages(connection, instance.Key);
        InstanceRow after = ending switch
        {
            CompletedEnding completed => instance with { Status = OrchestrationRuntimeStatus.Completed, Output = completed.Output },
            FailedEnding failed => instance with
            {
                Status = OrchestrationRuntimeStatus.Failed,
                Output = failed.Details.ErrorMessage,
                Failure = StoredFailure.Write(failed.Details),
            },
            TerminatedEnding terminated => instance with { Status = OrchestrationRuntimeStatus.Terminated, Output = terminated.Output },
            _ => throw new InvalidOperationException($"An instance cannot end as {ending.GetType().Name}."),
        };

        if (ending is TerminatedEnding end)
        {
            effects.WithdrawnActivities.AddRange(HubStore.DeleteActivities(connection, instance.Key));
            foreach (long child in end.Recursive ? HubStore.LiveChildren(connection, instance.Key) : [])
                effects.Messages.Add(HubStore.InsertMessage(
                    connection, child, 0, MessageKind.Terminated, TerminationScope.Recursive, data: end.Output));
        }

        TellParent(connection, after, effects);
        return after;
    }

    private static void TellParent(HubConnection connection, InstanceRow child, Effects effects)
    {
        if (child.Parent is not { } link || HubStore.FindInstance(connection, link.Instance) is not { HasEnded: false } parent
            || parent.Execution != link.Execution)
            return;

        bool completed = child.Status == OrchestrationRuntimeStatus.Completed;
        string? data = completed ? child.Output : child.Failure ?? StoredFailure.Write(new(
            typeof(OperationCanceledException).FullName!, $"The sub-orchestration '{child.Name}' ({child.Id}) was terminated.", null, null, null));
        effects.Messages.Add(HubStore.InsertMessage(
            connection, link.Instance, link.Execution, completed ? MessageKind.TaskCompleted : MessageKind.TaskFailed, link.TaskId, data: data));
    }
}

/// <summary>How far a termination reaches, stored as the task number of its message.</summary>
internal static class TerminationScope
{
    public const int Alone = 0;
    public const int Recursive = 1;
}
