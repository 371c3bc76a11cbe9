using Microsoft.DurableTask;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>An execution's activities, sub-orchestrations and timers that have not ended, by number.</summary>
internal sealed class OpenTasks(DataConverter converter)
{
    private readonly Dictionary<int, OpenTask> open = [];

    /// <summary>How many have not ended.</summary>
    public int Count => open.Count;

    /// <summary>Opens a task whose result is a value.</summary>
    public Task<T> Open<T>(int id, string name)
    {
        OpenTask<T> task = new(id, name, converter);
        open.Add(id, task);
        return task.Task;
    }

    /// <summary>Opens a timer.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="cancellation">Gives the timer up.</param>
    /// <param name="cancelled">Called when the timer was given up before it fired.</param>
    public Task OpenTimer(int id, CancellationToken cancellation, Action<int> cancelled)
    {
        OpenTask<object> timer = new(id, "", converter);
        open.Add(id, timer);
        timer.Registration = cancellation.Register(() =>
        {
            if (!open.Remove(id))
                return;
            cancelled(id);
            timer.Cancel(cancellation);
        });
        return timer.Task;
    }

    /// <summary>Ends a task. One that is not open, such as a timer that was given up, is ignored.</summary>
    public void End(HistoryEvent end)
    {
        if (!open.Remove(end.TaskId, out OpenTask? task))
            return;
        task.Registration.Dispose();
        if (end.Kind == MessageKind.TaskFailed)
            task.Fail(StoredFailure.Read(end.Data!));
        else
            task.Complete(end.Data);
    }

    private abstract class OpenTask
    {
        public CancellationTokenRegistration Registration { get; set; }

        public abstract void Complete(string? data);

        public abstract void Fail(TaskFailureDetails details);
    }

    private sealed class OpenTask<T>(int id, string name, DataConverter converter) : OpenTask
    {
        private readonly TaskCompletionSource<T> completion = new();

        public Task<T> Task => completion.Task;

        public override void Complete(string? data)
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

        public override void Fail(TaskFailureDetails details) => completion.TrySetException(new TaskFailedException(name, id, details));

        public void Cancel(CancellationToken cancellation) => completion.TrySetCanceled(cancellation);
    }
}
