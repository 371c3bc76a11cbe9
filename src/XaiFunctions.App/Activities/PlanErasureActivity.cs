using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Privacy.Erasures;

namespace XaiFunctions.App.Activities;

/// <summary>Plans an erasure. Whoever plans first decides; a repeated activity goes on with that plan.</summary>
public sealed class PlanErasureActivity(ErasurePlanner planner, ErasureWork work)
{
    /// <summary>Plans the erasure.</summary>
    [Function(nameof(PlanErasureActivity))]
    public async Task<ErasureSize> RunAsync([ActivityTrigger] Erasure erasure, CancellationToken cancellation)
    {
        ErasurePlan plan = await work.FindPlanAsync(erasure, cancellation) ?? await work.KeepPlanAsync(erasure, await planner.PlanAsync(erasure, cancellation), cancellation);
        return new(plan.Steps.Count, plan.Audits.Count);
    }
}
