using System.Runtime.ExceptionServices;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>
/// Runs everything that an orchestrator does on the thread of its turn, in the order in which it became ready. Whatever arrives from
/// another thread, or after the turn, comes from something that the orchestrator must not await.
/// </summary>
internal sealed class TurnScheduler : TaskScheduler
{
    private readonly Queue<Task> ready = [];
    private readonly Action foreignWork;
    private int turnThread;

    /// <param name="foreignWork">Called, on any thread, when work arrives that does not belong to the turn.</param>
    public TurnScheduler(Action foreignWork) => this.foreignWork = foreignWork;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Whether the current thread is the one of the turn that runs.</summary>
    public bool IsTurnThread => Volatile.Read(ref turnThread) == Environment.CurrentManagedThreadId;

    /// <summary>Runs a turn on the current thread.</summary>
    /// <param name="steps">The steps of the turn; after each all that has become ready is run.</param>
    public void RunTurn(IEnumerable<Action> steps)
    {
        // Continuations follow the scheduler only if there is no synchronization context.
        SynchronizationContext? outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        Volatile.Write(ref turnThread, Environment.CurrentManagedThreadId);
        try
        {
            foreach (Action step in steps)
            {
                Task run = Task.Factory.StartNew(step, CancellationToken.None, TaskCreationOptions.None, this);
                RunReady();

                // A step's own exception is a defect of the host or its database, not of the orchestrator.
                if (run.Exception is { } defect)
                    ExceptionDispatchInfo.Throw(defect.InnerException!);
            }
        }
        finally
        {
            Volatile.Write(ref turnThread, 0);
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (ready)
            ready.Enqueue(task);
        if (!IsTurnThread)
            foreignWork();
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        IsTurnThread && !taskWasPreviouslyQueued && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (ready)
            return [.. ready];
    }

    private void RunReady()
    {
        while (true)
        {
            Task? task;
            lock (ready)
            {
                if (!ready.TryDequeue(out task))
                    return;
            }

            TryExecuteTask(task);
        }
    }
}
