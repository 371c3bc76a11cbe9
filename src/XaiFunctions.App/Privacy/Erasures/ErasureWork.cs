using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Privacy.Erasures;

/// <summary>The claim checks of erasures; they lie beside those of jobs.</summary>
public sealed class ErasureWork(WorkStore work)
{
    /// <summary>The plan, or null if it is not made yet.</summary>
    public Task<ErasurePlan?> FindPlanAsync(Erasure erasure, CancellationToken cancellation) => work.TryReadRecordAsync<ErasurePlan>(erasure.Instance, WorkStore.Plan, cancellation);

    /// <summary>Stores the plan unless there is one: the first decides.</summary>
    public Task<ErasurePlan> KeepPlanAsync(Erasure erasure, ErasurePlan plan, CancellationToken cancellation) => work.KeepFirstAsync(erasure.Instance, WorkStore.Plan, plan, cancellation);

    /// <summary>What a step came to, or null if it is not done.</summary>
    public Task<ErasedFiles?> FindAsync(Erasure erasure, int step, CancellationToken cancellation) => work.TryReadRecordAsync<ErasedFiles>(erasure.Instance, Name(step), cancellation);

    /// <summary>Stores what a step came to.</summary>
    public Task KeepAsync(Erasure erasure, int step, ErasedFiles files, CancellationToken cancellation) => work.KeepFirstAsync(erasure.Instance, Name(step), files, cancellation);

    /// <summary>Removes all claim checks of an erasure.</summary>
    public Task RemoveAsync(Erasure erasure, CancellationToken cancellation) => work.RemoveAsync(erasure.Instance, cancellation);

    private static string Name(int step) => $"record/{step}";
}
