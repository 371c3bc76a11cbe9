using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using XaiFunctions.App.Activities;
using XaiFunctions.App.Jobs;

namespace XaiFunctions.App.Orchestrations;

/// <summary>Some of a job's rows: sample their coalitions in many activities, solve each share as soon as its samples are there, and go on with another round where more precision is asked for.</summary>
public static class ExplainPartOrchestrator
{
    /// <summary>Explains the rows of the part.</summary>
    [Function(nameof(ExplainPartOrchestrator))]
    public static async Task<PartResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        PartInput part = context.GetInput<PartInput>()!;
        (int first, int count) = part.Plan.Solves(part.Part);
        PartResult[] solved = await Task.WhenAll(Enumerable.Range(first, count).Select(solve => ExplainRowsAsync(context, part, solve)));
        RunningSums sums = solved.Select(result => result.Sums).OfType<RunningSums>().Aggregate(RunningSums.None, (all, some) => all.With(some));
        return new(solved.Sum(result => result.Rows), solved.Sum(result => result.Evaluations), sums.ForMessage());
    }

    private static async Task<PartResult> ExplainRowsAsync(TaskOrchestrationContext context, PartInput part, int solve)
    {
        BatchPlan plan = part.Plan;
        for (Round? round = plan.FirstRound(solve); ;)
        {
            IEnumerable<Round?> shares = round is null ? [null] : [.. plan.Shares(round)];
            await Task.WhenAll(shares.Select(share =>
                context.CallActivityAsync(nameof(SampleCoalitionsActivity), new SampleInput(part.Job, plan, solve, share), Failures.Retry)));
            SolveResult result = await context.CallActivityAsync<SolveResult>(nameof(SolveBlockActivity), new SolveInput(part.Job, plan, solve, round), Failures.Retry);
            if (result.Next is not { } next)
                return new(plan.RowsOf(solve), result.Evaluations, result.Sums);
            round = new Round(round!.Number + 1, next);
        }
    }
}
