using System.Collections.Concurrent;
using System.Threading.Channels;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>
/// The sessions of the instances that have something to do, and of as many others as may be kept. A session that is gone is made
/// again from the database, so only speed depends on how many are kept.
/// </summary>
/// <param name="capacity">How many idle sessions are kept; with 0 every turn replays all of its history.</param>
internal sealed class SessionTable(int capacity)
{
    private readonly ConcurrentDictionary<long, InstanceSession> sessions = new();
    private readonly Channel<InstanceSession> ready = Channel.CreateUnbounded<InstanceSession>();
    private readonly LinkedList<InstanceSession> kept = [];

    /// <summary>The sessions whose turn it is.</summary>
    public ChannelReader<InstanceSession> Ready => ready.Reader;

    /// <summary>How many sessions there are.</summary>
    public int Count => sessions.Count;

    /// <summary>Hands a message to its instance.</summary>
    public void Publish(InboxMessage message)
    {
        while (true)
        {
            InstanceSession session = sessions.GetOrAdd(message.Instance, key => new(key));
            lock (session.Gate)
            {
                if (session.IsDropped)
                    continue;
                session.Inbox.Add(message);
                Schedule(session);
                return;
            }
        }
    }

    /// <summary>Gives a session a turn even though it has no message.</summary>
    public void Wake(InstanceSession session)
    {
        lock (session.Gate)
        {
            if (!session.IsDropped)
                Schedule(session);
        }
    }

    /// <summary>Ends a session's turn: the next one follows if there are messages, else the session is kept or dropped.</summary>
    public void Finish(InstanceSession session, bool keep)
    {
        bool stays = keep && capacity > 0;
        lock (session.Gate)
        {
            session.IsScheduled = false;
            if (!stays && session.Held.Count == 0)
                session.Forget();
            if (session.Inbox.Count > 0 || session.Executor is { HasForeignWork: true })
                Schedule(session);
            else if (!stays && session.Held.Count == 0)
                Drop(session);
        }

        if (stays)
            Keep(session);
    }

    private void Schedule(InstanceSession session)
    {
        if (session.IsScheduled)
            return;
        session.IsScheduled = true;
        ready.Writer.TryWrite(session);
    }

    private void Drop(InstanceSession session)
    {
        session.IsDropped = true;
        session.Forget();
        sessions.TryRemove(session.Key, out _);
        lock (kept)
        {
            if (session.Kept is not null)
                kept.Remove(session.Kept);
            session.Kept = null;
        }
    }

    // The one that was used longest ago goes first.
    private void Keep(InstanceSession session)
    {
        InstanceSession? oldest = null;
        lock (kept)
        {
            if (session.Kept is not null)
                kept.Remove(session.Kept);
            session.Kept = kept.AddFirst(session);
            if (kept.Count > capacity)
            {
                oldest = kept.Last!.Value;
                oldest.Kept = null;
                kept.RemoveLast();
            }
        }

        if (oldest is null)
            return;

        // One that is busy comes back into the list after its turn; one that holds messages stays until they are worked on.
        lock (oldest.Gate)
        {
            if (!oldest.IsDropped && !oldest.IsScheduled && oldest.Held.Count == 0)
                Drop(oldest);
        }
    }
}
