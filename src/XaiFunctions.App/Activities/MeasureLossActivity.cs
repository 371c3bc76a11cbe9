using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;
using XaiFunctions.Core.Importance;

namespace XaiFunctions.App.Activities;

/// <summary>Measures importance by loss on some of the labelled rows and stores what it came to. A piece that is stored already is done.</summary>
public sealed class MeasureLossActivity(ModelCache models, WorkStore work, JobTelemetry telemetry)
{
    /// <summary>Measures one piece.</summary>
    [Function(nameof(MeasureLossActivity))]
    public Task RunAsync([ActivityTrigger] LossInput input, CancellationToken cancellation) =>
        CancelWatch.RunAsync(work, input.Job.Id, async token =>
        {
            using WorkSpan span = telemetry.Begin("measure", input.Job, input.Piece);
            string name = WorkStore.Loss(input.Piece);
            if (!await work.ExistsAsync(input.Job.Id, name, token))
                await work.KeepFirstAsync(input.Job.Id, name, await MeasureAsync(input, token), token);
            span.Done();
            return true;
        }, cancellation);

    private async Task<ImportancePart[]> MeasureAsync(LossInput input, CancellationToken cancellation)
    {
        ExplainJob job = input.Job;
        PlanRecord plan = await work.TryReadRecordAsync<PlanRecord>(job.Id, WorkStore.Plan, cancellation)
            ?? throw new InvalidOperationException($"Job {job.Id} has no plan: it has ended, or a lifecycle rule took it away.");
        using ModelLease lease = await models.AcquireAsync(job.Model, plan.Batch.Version, cancellation);
        ModelVariant model = lease.Model.For(job.Request);
        var chunks = new RowChunks(work, job.Id, model, plan.Batch.RowsPerChunk);
        var rows = new LabelledRows(model);
        foreach ((long row, double label) in LossMeasurer.Rows(plan, input.Piece))
        {
            (RowChunk chunk, int offset) = await chunks.FindAsync(row, cancellation);
            rows.Add(chunk, offset, label);
        }

        return LossMeasurer.Measure(model, plan, job.Request, input.Piece, rows, cancellation);
    }
}
