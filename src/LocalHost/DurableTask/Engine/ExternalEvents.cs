using Microsoft.DurableTask;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>An execution's waits for events, and the events that nobody waited for yet. Names match whatever their case.</summary>
internal sealed class ExternalEvents(DataConverter converter)
{
    private readonly Dictionary<string, List<Waiter>> waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<(long Order, HistoryEvent Event)>> unclaimed = new(StringComparer.OrdinalIgnoreCase);
    private long arrivals;

    /// <summary>How many waits are open.</summary>
    public int OpenWaits { get; private set; }

    /// <summary>The events that nobody waited for, in the order of their arrival.</summary>
    public List<HistoryEvent> Unclaimed =>
        [.. unclaimed.Values.SelectMany(queue => queue).OrderBy(entry => entry.Order).Select(entry => entry.Event)];

    /// <summary>Waits for an event; an event that is there already is taken at once.</summary>
    /// <exception cref="ArgumentException">Someone waits for the same event as another type.</exception>
    public Task<T> Wait<T>(string name, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);

        List<Waiter> open = waiters.TryGetValue(name, out List<Waiter>? existing) ? existing : waiters[name] = [];
        if (open.Count > 0 && open[0].Type != typeof(T))
            throw new ArgumentException(
                $"All waits for the event '{name}' must be of one type: there is one of {open[0].Type.FullName}, and this is one of {typeof(T).FullName}.",
                nameof(name));

        Waiter<T> waiter = new();
        if (unclaimed.TryGetValue(name, out Queue<(long Order, HistoryEvent Event)>? queue))
        {
            waiter.Complete(converter, queue.Dequeue().Event.Data);
            if (queue.Count == 0)
                unclaimed.Remove(name);
            return waiter.Task;
        }

        open.Add(waiter);
        OpenWaits++;
        waiter.Registration = cancellation.Register(() => Cancel(open, waiter, cancellation));
        return waiter.Task;
    }

    /// <summary>Gives an event to the newest waiter, or keeps it.</summary>
    public void Raise(HistoryEvent raised)
    {
        string name = raised.Name ?? "";
        if (waiters.TryGetValue(name, out List<Waiter>? open) && open.Count > 0)
        {
            Waiter waiter = open[^1];
            open.RemoveAt(open.Count - 1);
            OpenWaits--;
            waiter.Registration.Dispose();
            waiter.Complete(converter, raised.Data);
            return;
        }

        if (!unclaimed.TryGetValue(name, out Queue<(long Order, HistoryEvent Event)>? queue))
            unclaimed[name] = queue = new();
        queue.Enqueue((arrivals++, raised));
    }

    private void Cancel<T>(List<Waiter> open, Waiter<T> waiter, CancellationToken cancellation)
    {
        if (open.Remove(waiter))
            OpenWaits--;
        waiter.Cancel(cancellation);
    }

    private abstract class Waiter
    {
        public abstract Type Type { get; }

        public CancellationTokenRegistration Registration { get; set; }

        public abstract void Complete(DataConverter converter, string? data);
    }

    private sealed class Waiter<T> : Waiter
    {
        private readonly TaskCompletionSource<T> completion = new();

        public override Type Type => typeof(T);

        public Task<T> Task => completion.Task;

        public override void Complete(DataConverter converter, string? data)
        {
            T value;
            try
            {
                value = converter.Deserialize<T>(data)!;
            }
            catch (Exception exception)
            {
                completion.TrySetException(exception);
                return;
            }

            completion.TrySetResult(value);
        }

        public void Cancel(CancellationToken cancellation) => completion.TrySetCanceled(cancellation);
    }
}
