using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Privacy.Erasures;

namespace XaiFunctions.App.Activities;

/// <summary>Ends an erasure: tells the audit log and the table, and removes its claim checks. Doing this again tells the same.</summary>
public sealed class FinishErasureActivity(ErasureTable table, ErasureWork work, AuditLogWriter log)
{
    /// <summary>Ends the erasure.</summary>
    [Function(nameof(FinishErasureActivity))]
    public async Task RunAsync([ActivityTrigger] FinishErasureInput input, CancellationToken cancellation)
    {
        Erasure erasure = input.Erasure;
        var record = new ErasureRecord(erasure.Id, erasure.Run, ErasureState.Failed, erasure.AskedAt) { FinishedAt = input.FinishedAt, Problem = input.Problem };
        if (input.Problem is null)
        {
            if (await work.FindPlanAsync(erasure, cancellation) is not { } plan)
                return; // An earlier attempt came as far as cleaning up.
            var files = new List<ErasedFiles>();
            for (int step = 0; step < plan.Steps.Count; step++)
                files.Add((await work.FindAsync(erasure, step, cancellation))!);
            ErasedJob[] jobs = [.. plan.Steps.Where(step => step.Container is null).SelectMany(step => step.Jobs)];
            record = record with
            {
                State = ErasureState.Completed,
                Jobs = jobs.Length,
                Rows = jobs.Sum(job => (long)job.Rows.Count),
                Files = files.Sum(step => step.Rewritten),
                UnreadableFiles = files.Sum(step => step.Unreadable),
                Audits = plan.Audits.Count,
            };
        }

        await log.AppendAsync([PrivacyEvents.Erased(erasure, record)], cancellation);
        await table.UpdateAsync(record, cancellation);
        await work.RemoveAsync(erasure, cancellation);
    }
}
