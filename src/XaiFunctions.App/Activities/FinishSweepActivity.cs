using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Audits;
using XaiFunctions.Documents.Audits;

namespace XaiFunctions.App.Activities;

/// <summary>
/// Ends a sweep: merges its parts into the audit, tells the log of it, and removes its claim checks. Doing this again tells the same; the plan goes last, so
/// that its absence means that there is nothing left to do.
/// </summary>
public sealed class FinishSweepActivity(SweepFinisher finisher, SweepTable table, SweepWork work, AuditLogWriter log)
{
    /// <summary>Ends the sweep.</summary>
    /// <returns>The alerts that it raised.</returns>
    [Function(nameof(FinishSweepActivity))]
    public async Task<int?> RunAsync([ActivityTrigger] FinishSweepInput input, CancellationToken cancellation)
    {
        Sweep sweep = input.Sweep;
        if (input.Problem is { } problem)
        {
            await table.UpdateAsync(new SweepRecord(sweep, SweepState.Failed) { FinishedAt = input.FinishedAt, Problem = problem }, cancellation);
            await log.AppendAsync([AuditEvents.AuditFailed(sweep, input.FinishedAt)], cancellation);
        }
        else if (await work.FindPlanAsync(sweep.Id, cancellation) is { } plan)
        {
            AuditDocument document = await finisher.FinishAsync(sweep, plan, input.FinishedAt, cancellation);
            await log.AppendAsync(await finisher.EventsAsync(sweep, document, cancellation), cancellation);
            await table.UpdateAsync(new SweepRecord(sweep, SweepState.Completed)
            {
                FinishedAt = input.FinishedAt,
                Version = plan.Version,
                Rows = document.Scored.Rows,
                Alerts = document.Alerts.Count,
            }, cancellation);
        }

        await work.RemoveAsync(sweep.Id, cancellation);
        if (sweep.Rederives is not null)
            return null; // Its alerts have been told.
        return (await table.FindAsync(sweep.Model, sweep.Id, cancellation))?.Alerts;
    }
}
