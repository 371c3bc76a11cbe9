using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Audits;

namespace XaiFunctions.App.Activities;

/// <summary>Notes alerts that could not be told, in the audit log and beside the audit. The audit itself, which has them, is complete.</summary>
public sealed class NoteUndeliveredActivity(SweepTable table, AuditLogWriter log)
{
    /// <summary>Notes them.</summary>
    [Function(nameof(NoteUndeliveredActivity))]
    public async Task RunAsync([ActivityTrigger] NoteUndeliveredInput input, CancellationToken cancellation)
    {
        await log.AppendAsync([.. input.Undelivered.Select(alerts => AuditEvents.Undelivered(input.Sweep, alerts, input.At))], cancellation);
        if (await table.FindAsync(input.Sweep.Model, input.Sweep.Id, cancellation) is { } record)
            await table.UpdateAsync(record with { Undelivered = input.Undelivered.Sum(alerts => alerts.Alerts) }, cancellation);
    }
}
