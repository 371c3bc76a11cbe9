using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;
using XaiFunctions.App.Writing;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Activities;

/// <summary>
/// Ends a job that did not come to its end: a failed one leaves a document that says why, a cancelled one leaves none. Its claim checks go either way.
/// </summary>
public sealed class CloseJobActivity(WorkStore work, DocumentStore documents, ExplanationTable table, FailureDocuments failures, JobTable jobs, JobAudit audit, JobTelemetry telemetry)
{
    /// <summary>Closes the job.</summary>
    [Function(nameof(CloseJobActivity))]
    public async Task RunAsync([ActivityTrigger] CloseInput input, CancellationToken cancellation)
    {
        ExplainJob job = input.Job;
        using WorkSpan span = telemetry.Begin("close", job);
        PlanRecord? plan = await work.TryReadRecordAsync<PlanRecord>(job.Id, WorkStore.Plan, cancellation);
        IntakeResult? intake = await work.TryReadRecordAsync<IntakeResult>(job.Id, WorkStore.Intake, cancellation);
        FailureReason? known = await work.TryReadRecordAsync<FailureReason>(job.Id, WorkStore.Reason, cancellation);
        string reason = known?.Text ?? input.Reason;
        string? version = plan?.Batch.Version ?? job.Request.Version;
        await table.RemoveAsync(job.Id, cancellation);
        // If the model rejected every row, the documents have been told of it; else what reading noted is all there is.
        RejectedSection? rejected = await work.TryReadRecordAsync<RejectedSection>(job.Id, WorkStore.Rejected, cancellation);
        if (rejected is null && input.State == JobState.Failed)
        {
            await using var file = new RejectedFile(work, documents, job.Model, job.Id, cancellation);
            await file.CommitAsync();
        }

        IntakeResult? rows = intake is null || rejected is null ? intake : intake with { Rows = 0, Rejected = rejected };
        if (input.State == JobState.Failed)
            await failures.WriteAsync(job, version, rows, reason, input.FinishedAt, cancellation);
        else
            await documents.RemoveAsync(job.Model, job.Id, cancellation);

        JobRecord record = JobRecord.Of(job) with
        {
            State = input.State,
            Version = version,
            Rejected = rows?.Rejected.Count,
            FinishedAt = input.FinishedAt,
            Problem = input.State == JobState.Failed ? reason : null,
        };
        await audit.EndedAsync(job, record, cancellation);
        await jobs.UpdateAsync(record, cancellation);
        await work.RemoveAsync(job.Id, cancellation);
        telemetry.Ended(job, input.State, intake?.Rejected.Count ?? 0, input.FinishedAt, null);
        span.Done();
    }
}
