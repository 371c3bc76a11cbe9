using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;
using XaiFunctions.App.Writing;
using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Activities;

/// <summary>
/// Streams the parts in order into the documents, notes that the job is done, and removes its claim checks. document.json comes last: a job
/// that has one is complete, and doing this again then only cleans up.
/// </summary>
public sealed class WriteDocumentActivity(
    ModelCache models, WorkStore work, DocumentStore documents, JobTable jobs, JobAudit audit, JobTelemetry telemetry, IOptions<ExplainOptions> options)
{
    /// <summary>Writes the documents.</summary>
    [Function(nameof(WriteDocumentActivity))]
    public async Task<WrittenRows> RunAsync([ActivityTrigger] WriteInput input, CancellationToken cancellation)
    {
        using WorkSpan span = telemetry.Begin("write", input.Job);
        // The plan goes with the claim checks, so its absence means that an earlier attempt came as far as cleaning up.
        PlanRecord? plan = await work.TryReadRecordAsync<PlanRecord>(input.Job.Id, WorkStore.Plan, cancellation);
        WrittenRows rows = plan is null
            ? await ReadAsync(input.Job, cancellation)
            : await CancelWatch.RunAsync(work, input.Job.Id, token => WriteAsync(input, plan, token), cancellation);
        JobRecord record = JobRecord.Of(input.Job) with
        {
            State = JobState.Completed,
            Version = input.Plan.Version,
            Rows = rows.Explained,
            Rejected = rows.Rejected,
            FinishedAt = input.FinishedAt,
        };
        if (plan is not null)
            await audit.EndedAsync(input.Job, record, cancellation);

        // Whoever sees that the job is completed may ask to top it up at once.
        if (plan is not null && input.Plan.KeepsValues)
            await work.KeepUntilAsync(input.Job.Id, new KeptJob(input.Job, plan, input.FinishedAt.AddHours(options.Value.KeepHours)), cancellation);
        await jobs.UpdateAsync(record, cancellation);
        await CleanAsync(input, cancellation);
        span.Done();
        return rows;
    }

    /// <summary>Removes the claim checks, or all of them but what a top-up needs, and what other jobs have kept for long enough.</summary>
    private async Task CleanAsync(WriteInput input, CancellationToken cancellation)
    {
        await work.RemoveExpiredAsync(input.FinishedAt, cancellation);
        if (input.Plan.KeepsValues)
            await work.RemoveAllButKeptAsync(input.Job.Id, cancellation);
        else
            await work.RemoveAsync(input.Job.Id, cancellation);
    }

    /// <summary>What the document says that an earlier attempt wrote.</summary>
    private async Task<WrittenRows> ReadAsync(ExplainJob job, CancellationToken cancellation)
    {
        BinaryData content = await documents.TryReadAsync(job.Model, job.Id, DocumentStore.Document, cancellation)
            ?? throw new InvalidOperationException($"Job {job.Id} has neither a plan nor a document.");
        DataSection data = DocumentJson.Read(content.ToStream()).Data;
        return new(data.RowsExplained, data.RowsRejected);
    }

    private async Task<LossImportance?> LossAsync(ExplainJob job, PlanRecord plan, CancellationToken cancellation)
    {
        if (plan.Batch.Loss is not { } pieces)
            return null;

        ImportancePart[]?[] parts = await Task.WhenAll(Enumerable.Range(0, pieces.ItemCount).Select(piece => work.TryReadRecordAsync<ImportancePart[]>(job.Id, WorkStore.Loss(piece), cancellation)));
        return LossMeasurer.Combine(plan, parts.SelectMany(part => part ?? throw new InvalidOperationException($"A piece of the importance by loss of job {job.Id} is missing.")));
    }

    private async Task<WrittenRows> WriteAsync(WriteInput input, PlanRecord plan, CancellationToken cancellation)
    {
        ExplainJob job = input.Job;
        using ModelLease lease = await models.AcquireAsync(job.Model, plan.Batch.Version, cancellation);
        ModelVariant model = lease.Model.For(job.Request);
        await using BlobUpload rows = await documents.BeginAsync(job.Model, job.Id, DocumentStore.Rows);
        await using BlobUpload attributions = await documents.BeginAsync(job.Model, job.Id, DocumentStore.Attributions);
        await using var rejected = new RejectedFile(work, documents, job.Model, job.Id, cancellation);
        using var writer = new ExplanationWriter(lease.Model, model, plan, job.Request, rows, attributions);
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
                await rejected.AddAsync(writer.Add(block, chunk, offset));
                row += block.Attributions.RowCount;
            }
        }

        await rejected.CommitAsync();
        if (writer.Rejected.Count == plan.Intake.Rows + plan.Intake.Rejected.Count)
            await work.KeepFirstAsync(job.Id, WorkStore.Rejected, writer.Rejected, cancellation);
        ExplanationDocument document = writer.Complete(job, input.FinishedAt, await LossAsync(job, plan, cancellation));
        await rows.CommitAsync(cancellation);
        await attributions.CommitAsync(cancellation);
        await using BlobUpload report = await documents.BeginAsync(job.Model, job.Id, DocumentStore.Report);
        HtmlReport.Write(report, document, writer.Summary);
        await report.CommitAsync(cancellation);
        await using BlobUpload json = await documents.BeginAsync(job.Model, job.Id, DocumentStore.Document);
        DocumentJson.Write(json, document);
        await json.CommitAsync(cancellation);
        telemetry.Ended(job, JobState.Completed, document.Data.RowsRejected, input.FinishedAt, document.Method?.Reached?.LargestRelativeHalfWidth);
        return new(document.Data.RowsExplained, document.Data.RowsRejected);
    }
}
