using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.Audits;

namespace XaiFunctions.App.Activities;

/// <summary>Plans how the model is tried out, once all rows are read. Whoever plans first decides.</summary>
public sealed partial class PlanProbesActivity(SweepProber prober, ILogger<PlanProbesActivity> logger)
{
    /// <summary>Plans the trials.</summary>
    /// <returns>How many pieces of work there are; 0 if the policy wants none, or nothing was scored.</returns>
    [Function(nameof(PlanProbesActivity))]
    public async Task<int> RunAsync([ActivityTrigger] Sweep sweep, CancellationToken cancellation)
    {
        if (await prober.PlanAsync(sweep, cancellation) is not { } plan)
            return 0;
        LogPlanned(sweep.Id, plan.Groups, plan.Estimated);
        return plan.Groups;
    }

    [LoggerMessage(710, LogLevel.Information, "Audit {Audit} tries the model out in {Pieces} pieces, for which the model is asked for at most {Rows} rows.")]
    private partial void LogPlanned(string audit, int pieces, long rows);
}
