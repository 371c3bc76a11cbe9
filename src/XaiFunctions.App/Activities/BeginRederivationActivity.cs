using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Privacy.Erasures;
using XaiFunctions.Documents.Audits;

namespace XaiFunctions.App.Activities;

/// <summary>Prepares the second making of an audit that counted rows of an erased subject: if later audits are compared with it, the sums that were kept for that go first.</summary>
public sealed class BeginRederivationActivity(ErasureWork work, SweepTable table, AuditStore store)
{
    /// <summary>Prepares an audit of the plan.</summary>
    /// <returns>The sweep that makes it again, or null if it is not there any more.</returns>
    [Function(nameof(BeginRederivationActivity))]
    public async Task<Sweep?> RunAsync([ActivityTrigger] ErasurePart part, CancellationToken cancellation)
    {
        if (await work.FindPlanAsync(part.Erasure, cancellation) is not { } plan || await table.FindAsync(plan.Audits[part.Index].Model, plan.Audits[part.Index].Audit, cancellation) is not { } record)
            return null;
        await store.RemoveReferencesAsync(record.Sweep.Model, record.Sweep.Id, cancellation);
        return record.Sweep with { Actor = part.Erasure.Actor, Steps = Sweep.CurrentSteps, Rederives = new AuditRederivation(part.Erasure.AskedAt, record.Rows ?? 0) };
    }
}
