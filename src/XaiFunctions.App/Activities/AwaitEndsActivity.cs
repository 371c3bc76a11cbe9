using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Privacy.Erasures;

namespace XaiFunctions.App.Activities;

/// <summary>Says whether an erasure can begin: what is still being made of the subject's rows would be missed.</summary>
public sealed class AwaitEndsActivity(ErasurePlanner planner)
{
    /// <summary>Looks at jobs and audits.</summary>
    [Function(nameof(AwaitEndsActivity))]
    public Task<bool> RunAsync([ActivityTrigger] Erasure erasure, CancellationToken cancellation) => planner.IsReadyAsync(erasure, cancellation);
}
