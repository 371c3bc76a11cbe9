using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>Gives the orchestrations their turns, a bounded number at a time and never two of one instance.</summary>
internal sealed class OrchestratorPump(TaskHubOptions options, HubDatabase database, HubWriter writer, SessionTable sessions, Action<Effects> publish)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> bodies = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILogger logger = options.LoggerFactory.CreateLogger<OrchestratorPump>();

    /// <summary>Makes an orchestrator known.</summary>
    public void Add(string name, Func<TaskOrchestrationContext, Task<object?>> body) => bodies.Add(name, body);

    /// <summary>Gives turns until it is stopped; a turn that has begun is finished.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, options.MaxConcurrentOrchestrators).Select(_ => Task.Run(() => WorkAsync(stop), CancellationToken.None)));

    private async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            InstanceSession session;
            try
            {
                session = await sessions.Ready.ReadAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await TakeTurnAsync(session, stop);
        }
    }

    private async Task TakeTurnAsync(InstanceSession session, CancellationToken stop)
    {
        List<InboxMessage> messages = session.TakeMessages();
        try
        {
            bool goesOn = await TakeTurnAsync(session, messages);
            session.Failures = 0;
            sessions.Finish(session, keep: goesOn);
        }
        catch (OperationCanceledException)
        {
            // The hub stops. Nothing was stored, so the turn runs again after the next start.
        }
        catch (Exception exception)
        {
            HubLog.TurnNotStored(logger, exception, session.Row?.Id ?? "?");
            session.Forget();
            session.Held.Clear();
            session.Held.AddRange(messages);
            _ = RetryLaterAsync(session, stop);
        }
    }

    // The session stays scheduled meanwhile, so messages only pile up.
    private async Task RetryLaterAsync(InstanceSession session, CancellationToken stop)
    {
        TimeSpan pause = FirstPause * Math.Pow(2, Math.Min(session.Failures++, 10));
        try
        {
            await Task.Delay(pause < LongestPause ? pause : LongestPause, stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (session.Gate)
        {
            session.IsScheduled = false;
            session.Inbox.InsertRange(0, session.Held);
            session.Held.Clear();
        }

        sessions.Wake(session);
    }

    /// <returns>Whether the instance goes on.</returns>
    private async Task<bool> TakeTurnAsync(InstanceSession session, List<InboxMessage> messages)
    {
        if (messages.Count == 0 && session.Executor is null)
            return true;
        session.Row ??= database.Read(connection => HubStore.FindInstance(connection, session.Key));
        if (session.Row is not { HasEnded: false } row)
        {
            await DiscardAsync(messages);
            return false;
        }

        DateTime now = options.TimeProvider.GetUtcNow().UtcDateTime;
        TurnPlan plan = TurnPlan.Sort(row, messages);
        TurnOutcome? outcome = plan.Ending is not null || plan.Status == OrchestrationRuntimeStatus.Suspended
            ? WithoutRunning(row, plan, now)
            : Run(session, row, plan, now > row.Updated ? now : row.Updated);
        session.Held.AddRange(plan.Waiting);
        if (outcome is null)
            return true;

        InstanceRow after = await StoreAsync(row, outcome);
        session.Row = after;
        session.Turns += outcome.Turn is null ? 0 : 1;
        if (outcome.Ending is not null)
            session.Executor = null;
        if (after.HasEnded)
            session.Held.Clear();
        return !after.HasEnded;
    }

    private static TurnOutcome? WithoutRunning(InstanceRow row, TurnPlan plan, DateTime now) => plan.Consumed.Count == 0
        ? null
        : new(null, 0, plan.Consumed, [], [], row.CustomStatus, plan.Status, plan.Ending, now);

    /// <summary>Runs the orchestrator on what waits for it; null if there is nothing to do and to store.</summary>
    private TurnOutcome? Run(InstanceSession session, InstanceRow row, TurnPlan plan, DateTime now)
    {
        if (!bodies.TryGetValue(row.Name, out Func<TaskOrchestrationContext, Task<object?>>? body))
            return new(null, 0, [.. plan.Consumed, .. plan.TakeWaiting()], [], [], row.CustomStatus, plan.Status, Missing(row), now);

        OrchestrationExecutor executor = session.Executor ??= Load(session, row, body);
        bool starts = plan.Waiting.Any(message => message.Kind == MessageKind.Started);
        if (!executor.IsStarted && !starts)
            return WithoutRunning(row, plan, now);

        // What came before the start waited for it.
        List<InboxMessage> told = [.. plan.TakeWaiting().OrderByDescending(message => message.Kind == MessageKind.Started)];
        if (told.Count == 0 && !executor.HasForeignWork)
            return WithoutRunning(row, plan, now);

        List<HistoryEvent> events = [.. told.Select(message => new HistoryEvent(message.Kind, message.TaskId, message.Name, message.Data))];
        Ending? ending = executor.Run(now, events);
        IReadOnlyList<OrchestratorAction> actions = executor.HasBrokenRules ? [] : [.. executor.Actions];
        HistoryTurn turn = new(now, events, [.. actions.Select(action => action.Recorded)]);
        if (ending is FailedEnding failed)
            HubLog.OrchestrationFailed(logger, row.Name, row.Id, failed.Details.ErrorType);
        return new(
            turn, session.Turns, [.. plan.Consumed, .. told], actions, [.. executor.CancelledTimers], executor.CustomStatus, plan.Status, ending, now);
    }

    private OrchestrationExecutor Load(InstanceSession session, InstanceRow row, Func<TaskOrchestrationContext, Task<object?>> body)
    {
        OrchestrationExecutor executor = new(row, body, options.DataConverter, options.LoggerFactory, () => sessions.Wake(session));
        List<string> history = database.Read(connection => HubStore.History(connection, row.Key));
        foreach (string turn in history)
            executor.Replay(JsonSerializer.Deserialize(turn, HubJson.Default.HistoryTurn)!);
        session.Turns = history.Count;
        return executor;
    }

    private async Task<InstanceRow> StoreAsync(InstanceRow row, TurnOutcome outcome)
    {
        try
        {
            return await WriteAsync(row, outcome);
        }
        catch (SqliteException exception)
        {
            // What the database refuses for good, such as a value that is too big, ends the orchestration; anything else was tried again.
            TaskFailureDetails details = TaskFailureDetails.FromException(exception);
            HubLog.OrchestrationFailed(logger, row.Name, row.Id, exception.Message);
            return await WriteAsync(row, outcome with { Turn = null, Actions = [], Ending = new FailedEnding(details), CustomStatus = row.CustomStatus });
        }
    }

    private async Task<InstanceRow> WriteAsync(InstanceRow row, TurnOutcome outcome)
    {
        (InstanceRow after, _) = await writer.RunAsync(
            connection => TurnWriter.Write(connection, row, outcome), written => publish(written.Effects), patient: true);
        if (after.Status != row.Status)
            HubLog.StatusChanged(logger, row.Name, row.Id, after.Status);
        return after;
    }

    private Task DiscardAsync(List<InboxMessage> messages) => writer.RunAsync(
        connection =>
        {
            foreach (InboxMessage message in messages)
                HubStore.DeleteMessage(connection, message.Sequence);
            return true;
        },
        null,
        patient: true);

    private static FailedEnding Missing(InstanceRow row) => new(TaskFailureDetails.FromException(new TaskNotFoundException(
        $"There is no orchestrator '{row.Name}'.")) with
    { IsFinal = true });
}
