using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Audits;

namespace XaiFunctions.App.Activities;

/// <summary>Looks whether an audit could be made again. Of one that could not, what shows single rows goes and the rest is marked: it counted a subject that was erased since.</summary>
public sealed class EndRederivationActivity(SweepTable table, AuditStore store)
{
    /// <summary>Looks at an audit.</summary>
    [Function(nameof(EndRederivationActivity))]
    public async Task RunAsync([ActivityTrigger] Sweep sweep, CancellationToken cancellation)
    {
        if (await table.FindAsync(sweep.Model, sweep.Id, cancellation) is { State: SweepState.Failed } && sweep.Rederives is { } rederivation)
            await store.MarkAsync(sweep, rederivation, cancellation);
    }
}
