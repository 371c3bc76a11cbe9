using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;

namespace XaiFunctions.App.Activities;

/// <summary>
/// Reads the rows once as a stream, stores the good ones in chunks, names the bad ones, and cuts the work into pieces by the measured speed of the
/// model. Whoever plans first decides; a repeated activity goes on with that plan.
/// </summary>
public sealed class PlanBatchActivity(ModelCache models, WorkStore work, ScoringBlobs files, RowIntake intake, BatchPlanner planner, PrivacyPolicies policies, SubjectIndex subjects, JobTable jobs, JobTelemetry telemetry)
{
    /// <summary>Plans the job.</summary>
    [Function(nameof(PlanBatchActivity))]
    public async Task<BatchPlan> RunAsync([ActivityTrigger] ExplainJob job, CancellationToken cancellation)
    {
        using WorkSpan span = telemetry.Begin("plan", job);
        PlanRecord plan = await CancelWatch.RunAsync(work, job.Id, token => PlanAsync(job, token), cancellation);
        await jobs.UpdateAsync(JobRecord.Of(job) with
        {
            State = JobState.Running,
            Version = plan.Batch.Version,
            Rows = plan.Batch.Rows,
            Rejected = plan.Batch.Rejected,
        }, cancellation);
        span.Done();
        return plan.Batch;
    }

    private async Task<PlanRecord> PlanAsync(ExplainJob job, CancellationToken cancellation)
    {
        if (job.Refusal is { } refusal)
            throw new InvalidInputException(refusal);
        if (await work.TryReadRecordAsync<PlanRecord>(job.Id, WorkStore.Plan, cancellation) is { } planned)
            return planned;

        using ModelLease lease = await models.AcquireAsync(job.Model, job.Request.Version, cancellation);
        ModelVariant model = lease.Model.For(job.Request);
        IntakeResult rows = await work.TryReadRecordAsync<IntakeResult>(job.Id, WorkStore.Intake, cancellation)
            ?? (job.TopsUp is { } first ? await TakeRowsAsync(job, first, cancellation) : await ReadRowsAsync(job, lease.Model, model, cancellation));
        rows.RequireRows();
        rows = rows with { PersonalData = await policies.AdmitAsync(job.Model, rows.PersonalData, "The file", cancellation) };
        PlanRecord plan = planner.Plan(job.Request, lease.Model.Record.Version, model, rows);
        PlanRecord kept = await work.KeepFirstAsync(job.Id, WorkStore.Plan, plan, cancellation);
        telemetry.Planned(job, kept.Batch);
        return kept;
    }

    /// <summary>Copies the rows of the job that is topped up, so that this one does not depend on how long that keeps them.</summary>
    private async Task<IntakeResult> TakeRowsAsync(ExplainJob job, string first, CancellationToken cancellation)
    {
        KeptJob kept = await work.TryReadRecordAsync<KeptJob>(first, WorkStore.Kept, cancellation)
            ?? throw new InvalidInputException("The job that is to be topped up does not keep its values any more.");
        IntakeResult rows = kept.Plan.Intake;
        IEnumerable<string> names = Enumerable.Range(0, checked((int)((rows.Rows + rows.RowsPerChunk - 1) / rows.RowsPerChunk))).Select(chunk => WorkStore.Rows(chunk));
        foreach (string name in names.Append(WorkStore.RejectedRows))
        {
            if (await work.TryReadAsync(first, name, cancellation) is { } content)
                await work.WriteAsync(job.Id, name, content, cancellation);
        }

        await subjects.KeepAsync(job.Model, job.Id, job.CreatedAt, await subjects.OfJobAsync(first, cancellation), cancellation);
        return await work.KeepFirstAsync(job.Id, WorkStore.Intake, rows, cancellation);
    }

    private async Task<IntakeResult> ReadRowsAsync(ExplainJob job, LoadedModel loaded, ModelVariant model, CancellationToken cancellation)
    {
        ScoringBlob file = await files.OpenAsync(job, cancellation);
        IntakeResult rows = await intake.ReadAsync(job, file, model, loaded.Manifest, cancellation);
        return await work.KeepFirstAsync(job.Id, WorkStore.Intake, rows, cancellation);
    }
}
