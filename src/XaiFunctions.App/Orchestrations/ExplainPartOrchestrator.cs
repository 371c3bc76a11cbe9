using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using XaiFunctions.App.Activities;
using XaiFunctions.App.Jobs;

namespace XaiFunctions.App.Orchestrations;

/// <summary>Some of a job's rows: sample their coalitions in many activities, and solve each share as soon as its samples are there.</summary>
public static class ExplainPartOrchestrator
{
    /// <summary>Explains the rows of the part.</summary>
    [Function(nameof(ExplainPartOrchestrator))]
    public static async Task<PartResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        PartInput part = context.GetInput<PartInput>()!;
        (int first, int count) = part.Plan.Solves(part.Part);
        PartResult[] solved = await Task.WhenAll(Enumerable.Range(first, count).Select(solve => ExplainRowsAsync(context, part, solve)));
        return new(solved.Sum(result => result.Rows), solved.Sum(result => result.Evaluations));
    }

    private static async Task<PartResult> ExplainRowsAsync(TaskOrchestrationContext context, PartInput part, int solve)
    {
        int items = part.Plan.ItemsPerSolve;
        await Task.WhenAll(Enumerable.Range(solve * items, items).Select(item =>
            context.CallActivityAsync(nameof(SampleCoalitionsActivity), new SampleInput(part.Job, part.Plan, item), Failures.Retry)));
        long evaluations = await context.CallActivityAsync<long>(nameof(SolveBlockActivity), new SolveInput(part.Job, part.Plan, solve), Failures.Retry);
        return new(part.Plan.RowsOf(solve), evaluations);
    }
}
