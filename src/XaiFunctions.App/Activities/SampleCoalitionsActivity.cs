using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Planning;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.App.Activities;

/// <summary>The expensive part: values the coalitions of one piece of work and stores the statistics. A piece that is stored already is done.</summary>
public sealed class SampleCoalitionsActivity(ModelCache models, WorkStore work, JobTelemetry telemetry)
{
    /// <summary>Samples one piece.</summary>
    [Function(nameof(SampleCoalitionsActivity))]
    public Task RunAsync([ActivityTrigger] SampleInput input, CancellationToken cancellation) =>
        CancelWatch.RunAsync(work, input.Job.Id, async token =>
        {
            using WorkSpan span = telemetry.Begin("sample", input.Job, input.Item);
            if (!await work.ExistsAsync(input.Job.Id, WorkStore.Statistics(input.Item), token))
                await SampleAsync(input, token);
            span.Done();
            return true;
        }, cancellation);

    private async Task SampleAsync(SampleInput input, CancellationToken cancellation)
    {
        ExplainJob job = input.Job;
        WorkItem item = input.Plan.Work.Item(input.Item);
        using ModelLease lease = await models.AcquireAsync(job.Model, input.Plan.Version, cancellation);
        ModelVariant model = lease.Model.For(job.Request);
        var chunks = new RowChunks(work, job.Id, model, input.Plan.RowsPerChunk);
        await using BlobUpload upload = await work.BeginAsync(job.Id, WorkStore.Statistics(input.Item));
        var groups = new GroupRange(item.FirstGroup, item.GroupCount);
        (RowChunk? Chunk, ExplanationGame? Game) bound = (null, null);
        for (int done = 0; done < item.RowCount; done += CoalitionPlan.RowsPerBlock)
        {
            (RowChunk chunk, int offset) = await chunks.FindAsync(item.FirstRow + done, cancellation);
            if (chunk != bound.Chunk)
                bound = (chunk, model.Game(chunk.Codes));
            int rows = Math.Min(CoalitionPlan.RowsPerBlock, item.RowCount - done);
            long block = (item.FirstRow + done) / CoalitionPlan.RowsPerBlock;
            BlockStatistics statistics = SafeSampler.Sample(bound.Game!, chunk, offset, rows, block, groups, input.Plan.Sampling, cancellation);
            // A block that is whole is solved here, so that its attributions travel and not the values of all its coalitions.
            (statistics.IsComplete ? statistics.Condense() : statistics).Write(upload);
        }

        await upload.CommitAsync(cancellation);
    }
}
