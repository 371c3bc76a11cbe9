using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>An instance that has something to do, or whose execution is kept in memory for its next turn.</summary>
internal sealed class InstanceSession(long key)
{
    /// <summary>Guards the inbox and the flags; the rest belongs to the turn that runs.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The instance's key.</summary>
    public long Key => key;

    /// <summary>The messages that have come since the last turn began.</summary>
    public List<InboxMessage> Inbox { get; } = [];

    /// <summary>Whether a turn runs or is about to.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>Whether the session has left the table; its messages go to a new one.</summary>
    public bool IsDropped { get; set; }

    /// <summary>The messages that wait until the instance is resumed or started.</summary>
    public List<InboxMessage> Held { get; } = [];

    /// <summary>The instance as stored; null until it is read.</summary>
    public InstanceRow? Row { get; set; }

    /// <summary>The execution; null until it is replayed from history.</summary>
    public OrchestrationExecutor? Executor { get; set; }

    /// <summary>How many turns history has, if there is an executor.</summary>
    public int Turns { get; set; }

    /// <summary>How often in a row the session's turn could not be stored.</summary>
    public int Failures { get; set; }

    /// <summary>The session's place among those that are kept.</summary>
    public LinkedListNode<InstanceSession>? Kept { get; set; }

    /// <summary>Takes all messages, oldest first.</summary>
    public List<InboxMessage> TakeMessages()
    {
        lock (Gate)
        {
            List<InboxMessage> messages = [.. Held, .. Inbox];
            Held.Clear();
            Inbox.Clear();
            return messages;
        }
    }

    /// <summary>Forgets everything that can be read again.</summary>
    public void Forget()
    {
        Row = null;
        Executor = null;
    }
}
