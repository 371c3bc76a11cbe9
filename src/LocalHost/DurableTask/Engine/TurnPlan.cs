using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>An instance's new messages, sorted: what controls the instance, what is too late, and what its orchestrator is to be told.</summary>
internal sealed class TurnPlan
{
    private readonly List<InboxMessage> consumed = [];
    private List<InboxMessage> waiting = [];

    private TurnPlan(OrchestrationRuntimeStatus status) => Status = status;

    /// <summary>The messages that are done with.</summary>
    public IReadOnlyList<InboxMessage> Consumed => consumed;

    /// <summary>The messages for the orchestrator.</summary>
    public IReadOnlyList<InboxMessage> Waiting => waiting;

    /// <summary>The instance's status after the messages that control it.</summary>
    public OrchestrationRuntimeStatus Status { get; private set; }

    /// <summary>How the instance ends, if a message says so.</summary>
    public Ending? Ending { get; private set; }

    /// <summary>Sorts messages.</summary>
    public static TurnPlan Sort(InstanceRow row, IEnumerable<InboxMessage> messages)
    {
        TurnPlan plan = new(row.Status);
        foreach (InboxMessage message in messages)
            plan.Add(row, message);
        return plan;
    }

    /// <summary>Takes the messages for the orchestrator; none is left.</summary>
    public List<InboxMessage> TakeWaiting()
    {
        List<InboxMessage> taken = waiting;
        waiting = [];
        if (Status == OrchestrationRuntimeStatus.Pending)
            Status = OrchestrationRuntimeStatus.Running;
        return taken;
    }

    private void Add(InstanceRow row, InboxMessage message)
    {
        switch (message.Kind)
        {
            case MessageKind.Suspended:
                Status = OrchestrationRuntimeStatus.Suspended;
                consumed.Add(message);
                break;
            case MessageKind.Resumed:
                if (Status == OrchestrationRuntimeStatus.Suspended)
                    Status = OrchestrationRuntimeStatus.Running;
                consumed.Add(message);
                break;
            case MessageKind.Terminated:
                Ending ??= new TerminatedEnding(message.Data, message.TaskId == TerminationScope.Recursive);
                consumed.Add(message);
                break;
            case MessageKind.EventRaised:
                waiting.Add(message);
                break;
            default:
                // Results for an execution that has started over come too late.
                (message.Execution == row.Execution ? waiting : consumed).Add(message);
                break;
        }
    }
}
