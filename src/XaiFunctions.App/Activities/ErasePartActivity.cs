using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Privacy.Erasures;

namespace XaiFunctions.App.Activities;

/// <summary>Erases a subject from some jobs or some files. A step that is done is left alone; one that was done by half is done again.</summary>
public sealed class ErasePartActivity(ErasurePlanner planner, ErasureWork work, JobEraser jobs, FileEraser files)
{
    /// <summary>Does one step of the plan.</summary>
    [Function(nameof(ErasePartActivity))]
    public async Task RunAsync([ActivityTrigger] ErasurePart part, CancellationToken cancellation)
    {
        if (await work.FindAsync(part.Erasure, part.Index, cancellation) is not null || await work.FindPlanAsync(part.Erasure, cancellation) is not { } plan)
            return;
        ErasureStep step = plan.Steps[part.Index];
        if (step.Container is null)
        {
            foreach (ErasedJob job in step.Jobs)
                await jobs.EraseAsync(part.Erasure, step.Subject, job, cancellation);
        }

        int rewritten = 0, unreadable = 0;
        RecordMatcher matcher = await planner.MatcherAsync(step, cancellation);
        foreach (string file in step.Files)
        {
            bool? erased = await files.EraseAsync(step.Container!, file, matcher, cancellation);
            rewritten += erased == true ? 1 : 0;
            unreadable += erased is null ? 1 : 0;
        }

        await work.KeepAsync(part.Erasure, part.Index, new ErasedFiles(rewritten, unreadable), cancellation);
    }
}
