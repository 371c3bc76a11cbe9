using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using XaiFunctions.App.Activities;
using XaiFunctions.App.Audits;

namespace XaiFunctions.App.Orchestrations;

/// <summary>An audit from the jobs of a period to its documents: plan, read in parts, finish. One that cannot be made says why in the Audits table.</summary>
public static class SweepOrchestrator
{
    /// <summary>The most parts that are read at once.</summary>
    public const int MostAtOnce = 16;

    /// <summary>Makes the audit.</summary>
    [Function(nameof(SweepOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Sweep sweep = context.GetInput<Sweep>()!;
        string? problem = null;
        try
        {
            int parts = await context.CallActivityAsync<int>(nameof(PlanSweepActivity), sweep, Failures.Retry);
            for (int first = 0; first < parts; first += MostAtOnce)
            {
                await Task.WhenAll(Enumerable.Range(first, Math.Min(MostAtOnce, parts - first)).Select(part =>
                    context.CallActivityAsync(nameof(SweepPartActivity), new SweepPartInput(sweep, part), Failures.Retry)));
            }

            await context.CallActivityAsync(nameof(FinishSweepActivity), Finish(context, sweep, null), Failures.Retry);
        }
        catch (TaskFailedException exception)
        {
            (_, problem) = Failures.Describe(exception.FailureDetails);
        }

        if (problem is not null)
            await context.CallActivityAsync(nameof(FinishSweepActivity), Finish(context, sweep, problem), Failures.Retry);
    }

    private static FinishSweepInput Finish(TaskOrchestrationContext context, Sweep sweep, string? problem) =>
        new(sweep, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero), problem);
}
