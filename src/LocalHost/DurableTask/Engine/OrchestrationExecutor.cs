using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>An execution of an orchestrator in memory: its code, as far as it has come, and what it has been told.</summary>
internal sealed class OrchestrationExecutor
{
    private readonly OrchestrationContext context;
    private readonly TurnScheduler scheduler;
    private readonly Func<TaskOrchestrationContext, Task<object?>> body;
    private readonly DataConverter converter;
    private readonly InstanceRow instance;
    private volatile bool hasForeignWork;
    private Task<object?>? running;

    /// <param name="instance">The instance.</param>
    /// <param name="body">The orchestrator's code.</param>
    /// <param name="converter">Reads and writes what passes between tasks.</param>
    /// <param name="loggerFactory">Makes the loggers that the orchestrator gets, made safe for replays.</param>
    /// <param name="foreignWork">Called, on any thread, when something arrives that the orchestrator must not have awaited.</param>
    public OrchestrationExecutor(
        InstanceRow instance,
        Func<TaskOrchestrationContext, Task<object?>> body,
        DataConverter converter,
        ILoggerFactory loggerFactory,
        Action foreignWork)
    {
        this.instance = instance;
        this.body = body;
        this.converter = converter;
        scheduler = new(() =>
        {
            hasForeignWork = true;
            foreignWork();
        });
        context = new(instance, scheduler, converter, loggerFactory);
    }

    /// <summary>Whether the orchestrator has begun.</summary>
    public bool IsStarted => running is not null;

    /// <summary>Whether something has arrived that the orchestrator must not have awaited.</summary>
    public bool HasForeignWork => hasForeignWork;

    /// <summary>Whether the orchestrator did what it must not, so that nothing it did in its last turn counts.</summary>
    public bool HasBrokenRules => context.Violation is not null;

    /// <summary>What the orchestrator did in the last turn.</summary>
    public IReadOnlyList<OrchestratorAction> Actions => context.Actions;

    /// <summary>The timers that the orchestrator gave up in the last turn.</summary>
    public IReadOnlyCollection<int> CancelledTimers => context.CancelledTimers;

    /// <summary>The custom status as it was set last.</summary>
    public string? CustomStatus => context.CustomStatus;

    /// <summary>Runs through a turn that history has, and compares.</summary>
    public void Replay(HistoryTurn turn)
    {
        if (context.Violation is null)
        {
            Run(turn.Time, turn.Events, turn.Actions);
            context.EndReplay();
        }
    }

    /// <summary>Runs a new turn.</summary>
    /// <returns>How the execution ended; null if it goes on.</returns>
    public Ending? Run(DateTime time, IReadOnlyList<HistoryEvent> events)
    {
        if (running is { IsCompleted: true })
            context.Violate(new NonDeterministicOrchestrationException(
                $"The orchestrator '{instance.Name}' is not deterministic: in the replay of instance '{instance.Id}' it ended earlier than history says."));
        if (context.Violation is null)
            Run(time, events, null);
        if (hasForeignWork)
            context.Violate(context.ForeignAwait("its code went on without having been told anything by the context"));
        return Settle();
    }

    private void Run(DateTime time, IReadOnlyList<HistoryEvent> events, IReadOnlyList<HistoryAction>? recorded)
    {
        context.BeginTurn(time, recorded);
        scheduler.RunTurn(events.Select(told => (Action)(() => Tell(told))));
    }

    private void Tell(HistoryEvent told)
    {
        if (told.Kind == MessageKind.Started)
            running = Task.Factory.StartNew(
                () => body(context), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
        else
            context.Feed(told);
    }

    private Ending? Settle()
    {
        if (running is { IsCompleted: false } && !context.IsWaiting)
            context.Violate(context.ForeignAwait("nothing that the context could tell it would let it go on"));
        if (context.Violation is { } violation)
            return new FailedEnding(TaskFailureDetails.FromException(violation));
        if (running is not { IsCompleted: true })
            return null;

        try
        {
            object? output = running.GetAwaiter().GetResult();
            return context.Continuation is { } next
                ? new ContinuedEnding(
                    converter.Serialize(next.NewInput),
                    string.IsNullOrWhiteSpace(next.NewVersion) ? instance.Version : next.NewVersion,
                    next.PreserveUnprocessedEvents ? context.UnclaimedEvents : [])
                : new CompletedEnding(converter.Serialize(output));
        }
        catch (Exception exception)
        {
            return new FailedEnding(TaskFailureDetails.FromException(exception));
        }
    }
}
