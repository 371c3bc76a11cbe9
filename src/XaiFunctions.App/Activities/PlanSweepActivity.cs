using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Audits;

namespace XaiFunctions.App.Activities;

/// <summary>Plans a sweep. Whoever plans first decides; a repeated activity goes on with that plan.</summary>
public sealed class PlanSweepActivity(SweepPlanner planner, SweepWork work)
{
    /// <summary>Plans the sweep.</summary>
    /// <returns>How many pieces of work there are.</returns>
    [Function(nameof(PlanSweepActivity))]
    public async Task<int> RunAsync([ActivityTrigger] Sweep sweep, CancellationToken cancellation)
    {
        SweepPlan plan = await work.FindPlanAsync(sweep.Id, cancellation) ?? await work.KeepPlanAsync(sweep.Id, await planner.PlanAsync(sweep, cancellation), cancellation);
        return plan.Parts.Count;
    }
}
