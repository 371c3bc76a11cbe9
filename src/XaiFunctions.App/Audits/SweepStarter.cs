using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.Orchestrations;

namespace XaiFunctions.App.Audits;

/// <summary>Schedules sweeps, each once: the orchestration's instance id is the audit's id.</summary>
public sealed partial class SweepStarter(SweepTable table, AuditPolicies policies, TimeProvider time, ILogger<SweepStarter> logger)
{
    /// <summary>
    /// Begins the sweep that a model's schedule is due, if one is: from the end of the last to the end of the last whole period, so that after an outage one sweep makes up
    /// for all that were missed. A sweep that was claimed and then not begun is begun.
    /// </summary>
    public async Task StartDueAsync(DurableTaskClient client, string model, CancellationToken cancellation)
    {
        SweepChain? chain = await table.FindChainAsync(model, cancellation);
        if (chain is not null)
            await StartAsync(client, chain.Sweep, cancellation);

        AuditSchedule schedule = AuditSchedule.Of(await policies.FindAsync(model, cancellation));
        if (schedule.LastUntil(time.GetUtcNow()) is not { } to || (chain?.Sweep.To ?? schedule.LastUntil(to.AddTicks(-1))) is not { } from || from >= to)
            return;
        Sweep sweep = Sweep.Of(model, from, to, SweepTriggers.Timer);
        if (await table.TryMoveChainAsync(sweep, chain?.Version, cancellation))
            await StartAsync(client, sweep, cancellation);
    }

    /// <summary>Notes a sweep and schedules its orchestration. One that was scheduled before, whatever became of it, is left alone.</summary>
    public async Task StartAsync(DurableTaskClient client, Sweep sweep, CancellationToken cancellation)
    {
        if (await table.FindAsync(sweep.Model, sweep.Id, cancellation) is { State: not SweepState.Running } || await client.GetInstanceAsync(sweep.Id, cancellation) is not null)
            return;
        await table.CreateAsync(sweep, cancellation);
        StartOrchestrationOptions options = new StartOrchestrationOptions(sweep.Id).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(SweepOrchestrator), sweep with { Steps = Sweep.CurrentSteps }, options, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Back ends differ in how they say that the instance exists. It does if another timer was faster.
            if (await client.GetInstanceAsync(sweep.Id, cancellation) is null)
                throw;
            return;
        }

        LogScheduled(sweep.Id, sweep.Trigger);
    }

    [LoggerMessage(700, LogLevel.Information, "Audit {Audit} is scheduled ({Trigger}).")]
    private partial void LogScheduled(string audit, string trigger);
}
