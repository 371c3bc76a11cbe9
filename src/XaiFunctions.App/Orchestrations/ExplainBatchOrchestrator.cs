using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using XaiFunctions.App.Activities;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.Planning;

namespace XaiFunctions.App.Orchestrations;

/// <summary>A job from the rows to the documents: plan, fan out, aggregate, write. A job that cannot be done leaves a document that says why.</summary>
public static class ExplainBatchOrchestrator
{
    /// <summary>
    /// The most sub-orchestrations of a job at once. A part waits for its slowest piece; with so many of them the others keep a thousand instances busy meanwhile
    /// (simulated: infra-bicep/COST.md).
    /// </summary>
    public const int MostParts = 20;

    /// <summary>Runs the job.</summary>
    [Function(nameof(ExplainBatchOrchestrator))]
    public static async Task<JobOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ExplainJob job = context.GetInput<ExplainJob>()!;
        JobOutcome outcome = await ExplainAsync(context, job);
        // Both are tried for a while; neither waits for the other.
        Task callback = job.Callback is null ? Task.CompletedTask : TellAsync(context, nameof(CallBackActivity), job);
        Task published = job.TellsTopic ? TellAsync(context, nameof(PublishEndActivity), job) : Task.CompletedTask;
        await Task.WhenAll(callback, published);
        return outcome;
    }

    private static async Task<JobOutcome> ExplainAsync(TaskOrchestrationContext context, ExplainJob job)
    {
        try
        {
            context.SetCustomStatus(new JobProgress { Stage = "planning" });
            BatchPlan plan = await context.CallActivityAsync<BatchPlan>(nameof(PlanBatchActivity), job, Failures.Retry);
            await MeasureLossAsync(context, job, plan);
            JobProgress explained = await ExplainPartsAsync(context, job, plan);

            context.SetCustomStatus(explained with { Stage = "writing documents" });
            WrittenRows rows = await context.CallActivityAsync<WrittenRows>(nameof(WriteDocumentActivity), new WriteInput(job, plan, Now(context)), Failures.Retry);
            return new(JobState.Completed, rows.Explained, rows.Rejected, explained.Evaluations, null);
        }
        catch (TaskFailedException exception)
        {
            (JobState state, string reason) = Failures.Describe(exception.FailureDetails);
            await context.CallActivityAsync(nameof(CloseJobActivity), new CloseInput(job, state, reason, Now(context)), Failures.Retry);
            return new(state, 0, 0, 0, reason);
        }
    }

    /// <summary>Before the rows are explained: what is wrong with the labels is known soon then.</summary>
    private static async Task MeasureLossAsync(TaskOrchestrationContext context, ExplainJob job, BatchPlan plan)
    {
        if (plan.Loss is not { } loss)
            return;

        context.SetCustomStatus(new JobProgress { Stage = "measuring importance by loss" });
        await Task.WhenAll(Enumerable.Range(0, loss.ItemCount).Select(piece => context.CallActivityAsync(nameof(MeasureLossActivity), new LossInput(job, piece), Failures.Retry)));
    }

    private static async Task TellAsync(TaskOrchestrationContext context, string activity, ExplainJob job)
    {
        try
        {
            await context.CallActivityAsync(activity, new CallBackInput(job), Failures.RetryCallback);
        }
        catch (TaskFailedException)
        {
            // The job itself has ended as it has; it is noted that nobody was reached.
            await context.CallActivityAsync(activity, new CallBackInput(job, GivesUp: true), Failures.Retry);
        }
    }

    /// <summary>Runs the parts, a bounded number of them at once, and reports progress after each.</summary>
    private static async Task<JobProgress> ExplainPartsAsync(TaskOrchestrationContext context, ExplainJob job, BatchPlan plan)
    {
        DateTimeOffset started = Now(context);
        var running = new List<Task<PartResult>>();
        RunningSums sums = RunningSums.None;
        JobProgress progress = Progress(context, plan, started, 0, 0, sums);
        int atOnce = PartsAtOnce(plan);
        for (int part = 0; part < plan.PartCount || running.Count > 0;)
        {
            while (part < plan.PartCount && running.Count < atOnce)
                running.Add(context.CallSubOrchestratorAsync<PartResult>(nameof(ExplainPartOrchestrator), new PartInput(job, plan, part++)));

            Task<PartResult> ended = await Task.WhenAny(running);
            if (ended.IsFaulted)
                await Task.WhenAll(running); // nothing may still write when the failed job is cleaned up

            running.Remove(ended);
            PartResult result = await ended;
            sums = sums.With(result.Sums ?? RunningSums.None);
            progress = Progress(context, plan, started, progress.RowsDone + result.Rows, progress.Evaluations + result.Evaluations, sums);
        }

        return progress;
    }

    /// <summary>
    /// A quarter of a small job's parts, but two at least: were all begun together, all would end together, and nobody could see how far the job is.
    /// </summary>
    private static int PartsAtOnce(BatchPlan plan) => Math.Clamp((plan.PartCount + 3) / 4, 2, MostParts);

    private static JobProgress Progress(TaskOrchestrationContext context, BatchPlan plan, DateTimeOffset started, long rows, long evaluations, RunningSums sums)
    {
        ProgressEstimate estimate = ProgressEstimate.Of(rows, plan.Rows, started, Now(context));
        var progress = new JobProgress
        {
            Stage = "explaining",
            RowsDone = rows,
            RowsAll = plan.Rows,
            Evaluations = evaluations,
            RowsPerSecond = rows > 0 ? estimate.PerSecond : null,
            EstimatedEnd = estimate.EstimatedEnd,
            Estimate = sums.ToEstimate(),
        };
        context.SetCustomStatus(progress);
        return progress;
    }

    private static DateTimeOffset Now(TaskOrchestrationContext context) => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
