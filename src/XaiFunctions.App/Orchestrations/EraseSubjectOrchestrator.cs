using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using XaiFunctions.App.Activities;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Privacy.Erasures;

namespace XaiFunctions.App.Orchestrations;

/// <summary>
/// Erases a subject: waits until what is being made of its rows has ended, takes them out of jobs and files, and derives the audits again that counted them. One that cannot be done to the end says why, and
/// goes on when it is asked for again.
/// </summary>
public static class EraseSubjectOrchestrator
{
    private const int MostAtOnce = 8;
    private const int MostWaits = 24 * 60;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Erases the subject.</summary>
    [Function(nameof(EraseSubjectOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Erasure erasure = context.GetInput<Erasure>()!;
        string? problem = null;
        try
        {
            if (await IsReadyAsync(context, erasure))
                await EraseAsync(context, erasure);
            else
                problem = "Jobs or audits of the model do not come to their end; see to them and ask again.";
        }
        catch (TaskFailedException exception)
        {
            (_, problem) = Failures.Describe(exception.FailureDetails);
        }

        await context.CallActivityAsync(nameof(FinishErasureActivity), new FinishErasureInput(erasure, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero), problem), Failures.Retry);
    }

    private static async Task<bool> IsReadyAsync(TaskOrchestrationContext context, Erasure erasure)
    {
        for (int waits = 0; waits < MostWaits; waits++)
        {
            if (await context.CallActivityAsync<bool>(nameof(AwaitEndsActivity), erasure, Failures.Retry))
                return true;
            await context.CreateTimer(Pause, default);
        }

        return false;
    }

    private static async Task EraseAsync(TaskOrchestrationContext context, Erasure erasure)
    {
        ErasureSize size = await context.CallActivityAsync<ErasureSize>(nameof(PlanErasureActivity), erasure, Failures.Retry);
        for (int first = 0; first < size.Steps; first += MostAtOnce)
        {
            await Task.WhenAll(Enumerable.Range(first, Math.Min(MostAtOnce, size.Steps - first)).Select(step =>
                context.CallActivityAsync(nameof(ErasePartActivity), new ErasurePart(erasure, step), Failures.Retry)));
        }

        // One after the other, the oldest first: later ones may be compared with it.
        for (int audit = 0; audit < size.Audits; audit++)
        {
            if (await context.CallActivityAsync<Sweep?>(nameof(BeginRederivationActivity), new ErasurePart(erasure, audit), Failures.Retry) is not { } sweep)
                continue;
            await context.CallSubOrchestratorAsync(nameof(SweepOrchestrator), sweep with { Steps = Sweep.CurrentSteps });
            await context.CallActivityAsync(nameof(EndRederivationActivity), sweep, Failures.Retry);
        }
    }
}
