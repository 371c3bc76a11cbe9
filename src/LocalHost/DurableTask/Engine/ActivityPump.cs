using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>Runs activities, a bounded number at a time, and stores how each ended.</summary>
internal sealed class ActivityPump(TaskHubOptions options, HubWriter writer, Action<Effects> publish)
{
    // Results may wait for the writer while the next activities run, but not without bound when the database takes nothing.
    private const int MostUnstoredResults = 256;

    private readonly Dictionary<string, Activity> activities = new(StringComparer.OrdinalIgnoreCase);
    private readonly Channel<ActivityCall> calls = Channel.CreateUnbounded<ActivityCall>();
    private readonly ConcurrentDictionary<long, bool> withdrawn = new();
    private readonly SemaphoreSlim unstored = new(MostUnstoredResults);
    private readonly ILogger logger = options.LoggerFactory.CreateLogger<ActivityPump>();

    /// <summary>Makes an activity known.</summary>
    public void Add(string name, Type inputType, Func<TaskActivityContext, object?, CancellationToken, Task<object?>> body) =>
        activities.Add(name, new(inputType, body));

    /// <summary>Hands over a call that is stored.</summary>
    public void Publish(ActivityCall call) => calls.Writer.TryWrite(call);

    /// <summary>Takes back a call that has not begun.</summary>
    public void Withdraw(long sequence) => withdrawn[sequence] = true;

    /// <summary>Runs activities until it is stopped, and then waits until those that run have come to an end.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, options.MaxConcurrentActivities).Select(_ => Task.Run(() => WorkAsync(stop), CancellationToken.None)));

    private async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                ActivityCall call = await calls.Reader.ReadAsync(stop);
                await unstored.WaitAsync(stop);
                await RunAsync(call, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // What has not been stored runs again after the next start.
            }
        }
    }

    private async Task RunAsync(ActivityCall call, CancellationToken stop)
    {
        Ended? end = withdrawn.TryRemove(call.Sequence, out _) ? null : await ExecuteAsync(call, stop);
        withdrawn.TryRemove(call.Sequence, out _);
        if (end is null)
            unstored.Release();
        else
            _ = StoreAsync(call, end);
    }

    /// <returns>How the activity ended; null if it was given up because the hub stops.</returns>
    private async Task<Ended?> ExecuteAsync(ActivityCall call, CancellationToken stop)
    {
        try
        {
            if (!activities.TryGetValue(call.Name, out Activity? activity))
                return Ended.Because(new TaskNotFoundException($"There is no activity '{call.Name}'."), final: true);
            object? input = options.DataConverter.Deserialize(call.Input, activity.InputType);
            object? output = await WithTimeoutAsync(call, cancellation => activity.Body(new Context(call), input, cancellation), stop);
            return new(MessageKind.TaskCompleted, options.DataConverter.Serialize(output));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Whatever went wrong may have gone wrong because everything is being shut down.
            return null;
        }
        catch (Exception exception)
        {
            HubLog.ActivityFailed(logger, exception, call.Name, call.InstanceId);
            return Ended.Because(exception, final: false);
        }
    }

    private async Task<object?> WithTimeoutAsync(ActivityCall call, Func<CancellationToken, Task<object?>> body, CancellationToken stop)
    {
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(stop);
        CancellationToken token = cancellation.Token;
        if (options.ActivityTimeout is not { } timeout)
            return await body(token);

        // An activity that computes without ever awaiting must not escape its timeout, so it does not run on this very thread.
        Task<object?> running = Task.Run(() => body(token), CancellationToken.None);
        try
        {
            return await running.WaitAsync(timeout, options.TimeProvider, CancellationToken.None);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            await cancellation.CancelAsync();
            throw new TimeoutException(
                $"The activity '{call.Name}' did not end within the function timeout of {timeout}. Its cancellation token was cancelled.");
        }
    }

    private async Task StoreAsync(ActivityCall call, Ended end)
    {
        try
        {
            try
            {
                await WriteAsync(call, end);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // What the database refuses for good, such as a result that is too big, makes the activity fail.
                HubLog.ActivityFailed(logger, exception, call.Name, call.InstanceId);
                await WriteAsync(call, Ended.Because(exception, final: true));
            }
        }
        catch (Exception exception)
        {
            if (exception is not OperationCanceledException)
                HubLog.ResultNotStored(logger, exception, call.Name, call.InstanceId);
        }
        finally
        {
            unstored.Release();
        }
    }

    // The call goes and its result comes in one transaction: whoever finds the call gone knows that it ended.
    private Task<Effects> WriteAsync(ActivityCall call, Ended end) => writer.RunAsync(
        connection =>
        {
            Effects effects = new();
            if (HubStore.DeleteActivity(connection, call.Sequence)
                && HubStore.FindInstance(connection, call.Instance) is { HasEnded: false } instance
                && instance.Execution == call.Execution)
                effects.Messages.Add(HubStore.InsertMessage(
                    connection, call.Instance, call.Execution, end.Kind, call.TaskId, data: end.Data));
            return effects;
        },
        publish,
        patient: true);

    private sealed record Activity(Type InputType, Func<TaskActivityContext, object?, CancellationToken, Task<object?>> Body);

    private sealed record Ended(MessageKind Kind, string? Data)
    {
        public static Ended Because(Exception exception, bool final) =>
            new(MessageKind.TaskFailed, StoredFailure.Write(TaskFailureDetails.FromException(exception) with { IsFinal = final }));
    }

    private sealed class Context(ActivityCall call) : TaskActivityContext
    {
        public override TaskName Name => call.Name;

        public override string InstanceId => call.InstanceId;

        public override string Version => call.Version;
    }
}
