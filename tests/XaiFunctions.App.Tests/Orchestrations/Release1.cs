using Microsoft.DurableTask;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Orchestrations;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Tests.Orchestrations;

/// <summary>
/// The steps of the orchestrators at version 1.0 (<c>defaultVersion</c> of host.json), as jobs in flight have them in their histories. It is not to be
/// changed with the orchestrators: when their steps change, <c>defaultVersion</c> is raised, and this stays what older jobs go by.
/// </summary>
internal static class Release1
{
    private const int MostParts = 20;

    public static async Task<object?> BatchAsync(TaskOrchestrationContext context)
    {
        ExplainJob job = context.GetInput<ExplainJob>()!;
        BatchPlan plan = await context.CallActivityAsync<BatchPlan>("PlanBatchActivity", job, Failures.Retry);
        var running = new List<Task<PartResult>>();
        int atOnce = Math.Clamp((plan.PartCount + 3) / 4, 2, MostParts);
        for (int part = 0; part < plan.PartCount || running.Count > 0;)
        {
            while (part < plan.PartCount && running.Count < atOnce)
                running.Add(context.CallSubOrchestratorAsync<PartResult>("ExplainPartOrchestrator", new PartInput(job, plan, part++)));
            Task<PartResult> ended = await Task.WhenAny(running);
            running.Remove(ended);
            await ended;
        }

        await context.CallActivityAsync<WrittenRows>("WriteDocumentActivity", new WriteInput(job, plan, context.CurrentUtcDateTime), Failures.Retry);
        return new JobOutcome(JobState.Completed, plan.Rows, 0, 0, null);
    }

    public static async Task<object?> PartAsync(TaskOrchestrationContext context)
    {
        PartInput part = context.GetInput<PartInput>()!;
        (int first, int count) = part.Plan.Solves(part.Part);
        return (await Task.WhenAll(Enumerable.Range(first, count).Select(async solve =>
        {
            await context.CallActivityAsync("SampleCoalitionsActivity", new SampleInput(part.Job, part.Plan, solve, null), Failures.Retry);
            SolveResult solved = await context.CallActivityAsync<SolveResult>("SolveBlockActivity", new SolveInput(part.Job, part.Plan, solve, null), Failures.Retry);
            return new PartResult(part.Plan.RowsOf(solve), solved.Evaluations);
        }))).Aggregate(new PartResult(0, 0), (sum, result) => new(sum.Rows + result.Rows, sum.Evaluations + result.Evaluations));
    }
}
