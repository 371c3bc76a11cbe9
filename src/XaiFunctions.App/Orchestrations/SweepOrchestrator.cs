using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using XaiFunctions.App.Activities;
using XaiFunctions.App.Audits;

namespace XaiFunctions.App.Orchestrations;

/// <summary>An audit from the jobs of a period to its documents: plan, read in parts, try the model out, finish, tell its alerts. One that cannot be made says why in the Audits table; one
/// whose alerts cannot be told is made all the same.</summary>
public static class SweepOrchestrator
{
    /// <summary>The most parts that are read at once.</summary>
    public const int MostAtOnce = 16;

    /// <summary>Makes the audit.</summary>
    [Function(nameof(SweepOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Sweep sweep = context.GetInput<Sweep>()!;
        string? problem = null;
        int alerts = 0;
        try
        {
            await FanOutAsync(context, sweep, nameof(SweepPartActivity), await context.CallActivityAsync<int>(nameof(PlanSweepActivity), sweep, Failures.Retry));
            if (sweep.Steps >= 1)
                await FanOutAsync(context, sweep, nameof(ProbeRowsActivity), await context.CallActivityAsync<int>(nameof(PlanProbesActivity), sweep, Failures.Retry));

            alerts = await context.CallActivityAsync<int?>(nameof(FinishSweepActivity), Finish(context, sweep, null), Failures.Retry) ?? 0;
        }
        catch (TaskFailedException exception)
        {
            (_, problem) = Failures.Describe(exception.FailureDetails);
        }

        if (problem is not null)
            await context.CallActivityAsync<int?>(nameof(FinishSweepActivity), Finish(context, sweep, problem), Failures.Retry);
        else if (alerts > 0)
            await DeliverAsync(context, sweep, alerts);
    }

    private static async Task FanOutAsync(TaskOrchestrationContext context, Sweep sweep, string activity, int parts)
    {
        for (int first = 0; first < parts; first += MostAtOnce)
        {
            await Task.WhenAll(Enumerable.Range(first, Math.Min(MostAtOnce, parts - first)).Select(part =>
                context.CallActivityAsync(activity, new SweepPartInput(sweep, part), Failures.Retry)));
        }
    }

    private static async Task DeliverAsync(TaskOrchestrationContext context, Sweep sweep, int alerts)
    {
        var failed = new List<(AlertChannel Channel, string Problem)>();
        for (int first = 0; first < alerts; first += MostAtOnce)
        {
            (AlertChannel Channel, string? Problem)[] told = await Task.WhenAll(
                from alert in Enumerable.Range(first, Math.Min(MostAtOnce, alerts - first))
                from channel in Enum.GetValues<AlertChannel>()
                select DeliverAsync(context, new DeliverAlertInput(sweep, alert, channel)));
            failed.AddRange(told.Where(one => one.Problem is not null).Select(one => (one.Channel, one.Problem!)));
        }

        if (failed.Count == 0)
            return;
        UndeliveredAlerts[] undelivered = [.. failed.GroupBy(one => one.Channel).OrderBy(group => group.Key).Select(group => new UndeliveredAlerts(group.Key, group.Count(), group.First().Problem))];
        await context.CallActivityAsync(nameof(NoteUndeliveredActivity), new NoteUndeliveredInput(sweep, undelivered, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero)), Failures.Retry);
    }

    private static async Task<(AlertChannel Channel, string? Problem)> DeliverAsync(TaskOrchestrationContext context, DeliverAlertInput input)
    {
        try
        {
            await context.CallActivityAsync(nameof(DeliverAlertActivity), input, Failures.RetryCallback);
            return (input.Channel, null);
        }
        catch (TaskFailedException exception)
        {
            return (input.Channel, Failures.Reason(exception.FailureDetails));
        }
    }

    private static FinishSweepInput Finish(TaskOrchestrationContext context, Sweep sweep, string? problem) =>
        new(sweep, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero), problem);
}
