using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;
using XaiFunctions.App.Writing;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Activities;

/// <summary>
/// Streams the parts in order into the documents, notes that the job is done, and removes its claim checks. document.json comes last: a job
/// that has one is complete, and doing this again then only cleans up.
/// </summary>
public sealed class WriteDocumentActivity(ModelCache models, WorkStore work, DocumentStore documents, JobTable jobs, JobAudit audit, JobTelemetry telemetry)
{
    /// <summary>Writes the documents.</summary>
    [Function(nameof(WriteDocumentActivity))]
    public async Task RunAsync([ActivityTrigger] WriteInput input, CancellationToken cancellation)
    {
        using WorkSpan span = telemetry.Begin("write", input.Job);
        JobRecord record = JobRecord.Of(input.Job) with
        {
            State = JobState.Completed,
            Version = input.Plan.Version,
            Rows = input.Plan.Rows,
            Rejected = input.Plan.Rejected,
            FinishedAt = input.FinishedAt,
        };
        // The plan goes with the claim checks, so its absence means that an earlier attempt came as far as cleaning up.
        if (await work.TryReadRecordAsync<PlanRecord>(input.Job.Id, WorkStore.Plan, cancellation) is { } plan)
        {
            await CancelWatch.RunAsync(work, input.Job.Id, async token =>
            {
                await WriteAsync(input, plan, token);
                return true;
            }, cancellation);
            await audit.EndedAsync(input.Job, record, cancellation);
        }

        await jobs.UpdateAsync(record, cancellation);
        await work.RemoveAsync(input.Job.Id, cancellation);
        span.Done();
    }

    private async Task WriteAsync(WriteInput input, PlanRecord plan, CancellationToken cancellation)
    {
        ExplainJob job = input.Job;
        using ModelLease lease = await models.AcquireAsync(job.Model, plan.Batch.Version, cancellation);
        ModelVariant model = lease.Model.For(job.Request);
        await using BlobUpload rows = await documents.BeginAsync(job.Model, job.Id, DocumentStore.Rows);
        await using BlobUpload attributions = await documents.BeginAsync(job.Model, job.Id, DocumentStore.Attributions);
        using var writer = new ExplanationWriter(lease.Model, model, plan, rows, attributions);
        var chunks = new RowChunks(work, job.Id, model, plan.Batch.RowsPerChunk);
        long row = 0;
        for (int solve = 0; solve < plan.Batch.SolveCount; solve++)
        {
            await using Stream part = await work.OpenReadAsync(job.Id, WorkStore.Part(solve), cancellation);
            for (int left = plan.Batch.RowsOf(solve); left > 0; left -= CoalitionPlan.RowsPerBlock)
            {
                cancellation.ThrowIfCancellationRequested();
                PartBlock block = PartBlock.Read(part);
                (RowChunk chunk, int offset) = await chunks.FindAsync(row, cancellation);
                writer.Add(block, chunk, offset);
                row += block.Attributions.RowCount;
            }
        }

        ExplanationDocument document = writer.Complete(job, input.FinishedAt);
        await rows.CommitAsync(cancellation);
        await attributions.CommitAsync(cancellation);
        await using BlobUpload report = await documents.BeginAsync(job.Model, job.Id, DocumentStore.Report);
        HtmlReport.Write(report, document, writer.Summary);
        await report.CommitAsync(cancellation);
        await using BlobUpload json = await documents.BeginAsync(job.Model, job.Id, DocumentStore.Document);
        DocumentJson.Write(json, document);
        await json.CommitAsync(cancellation);
        telemetry.Ended(job, JobState.Completed, plan.Batch.Rejected, input.FinishedAt, document.Method?.Reached?.LargestRelativeHalfWidth);
    }
}
