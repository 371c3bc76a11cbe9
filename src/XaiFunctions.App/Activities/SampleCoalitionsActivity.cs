using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Planning;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.App.Activities;

/// <summary>
/// The expensive part: values the coalitions of one piece of work and stores the statistics. A piece that is stored already is done. Of a block that is split, a piece is a share of a round, which is
/// given up when the time is over; the rounds before it then stand.
/// </summary>
public sealed class SampleCoalitionsActivity(ModelCache models, WorkStore work, JobTelemetry telemetry, TimeProvider time)
{
    /// <summary>Samples one piece.</summary>
    [Function(nameof(SampleCoalitionsActivity))]
    public Task RunAsync([ActivityTrigger] SampleInput input, CancellationToken cancellation) =>
        CancelWatch.RunAsync(work, input.Job.Id, async token =>
        {
            using WorkSpan span = telemetry.Begin("sample", input.Job, input.Solve);
            if (!await work.ExistsAsync(input.Job.Id, input.Name, token))
                await SampleAsync(input, token);
            span.Done();
            return true;
        }, cancellation);

    private async Task SampleAsync(SampleInput input, CancellationToken cancellation)
    {
        ExplainJob job = input.Job;
        using ModelLease lease = await models.AcquireAsync(job.Model, input.Plan.Version, cancellation);
        ModelVariant model = lease.Model.For(job.Request);
        var chunks = new RowChunks(work, job.Id, model, input.Plan.RowsPerChunk);
        using CancellationTokenSource deadline = input.Plan.Deadline(time);
        await using BlobUpload upload = await work.BeginAsync(job.Id, input.Name);
        if (input.Share is { } share)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, share.Number == 0 ? CancellationToken.None : deadline.Token);
            try
            {
                await SampleShareAsync(input, share, chunks, model, upload, stop.Token);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                return; // Nothing is stored, by which the solve knows that the round was given up.
            }
        }
        else
        {
            await SampleBlocksAsync(input, chunks, model, upload, cancellation, deadline.Token);
        }

        await upload.CommitAsync(cancellation);
    }

    /// <summary>Values a share of the coalitions of one block.</summary>
    private async Task SampleShareAsync(SampleInput input, Round share, RowChunks chunks, ModelVariant model, Stream upload, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        WorkItem item = input.Plan.ItemOf(input.Solve);
        (RowChunk chunk, int offset) = await chunks.FindAsync(item.FirstRow, cancellation);
        long block = item.FirstRow / CoalitionPlan.RowsPerBlock;
        ExplanationGame game = model.Game(chunk.Codes);
        BlockStatistics? known = await KnownValues.ReadAsync(work, input.Job, block, input.Plan.Sampling, cancellation);
        BlockStatistics part = SafeSampler.Sample(game, chunk, offset, item.RowCount, block, share.Coalitions, input.Plan.Sampling, known, cancellation);
        if (known?.SharesRows(part) == false)
            part = SafeSampler.Sample(game, chunk, offset, item.RowCount, block, share.Coalitions, input.Plan.Sampling, null, cancellation);
        part.Write(upload);
    }

    /// <summary>Values all that some blocks need. They are solved here, so that their attributions travel and not the values of all their coalitions.</summary>
    private async Task SampleBlocksAsync(
        SampleInput input, RowChunks chunks, ModelVariant model, Stream upload, CancellationToken cancellation, CancellationToken deadline)
    {
        WorkItem item = input.Plan.ItemOf(input.Solve);
        (RowChunk? Chunk, ExplanationGame? Game) bound = (null, null);
        for (int done = 0; done < item.RowCount; done += CoalitionPlan.RowsPerBlock)
        {
            (RowChunk chunk, int offset) = await chunks.FindAsync(item.FirstRow + done, cancellation);
            if (chunk != bound.Chunk)
                bound = (chunk, model.Game(chunk.Codes));
            int rows = Math.Min(CoalitionPlan.RowsPerBlock, item.RowCount - done);
            long block = (item.FirstRow + done) / CoalitionPlan.RowsPerBlock;
            BlockStatistics? known = await KnownValues.ReadAsync(work, input.Job, block, input.Plan.Sampling, cancellation);
            BlockStatistics solved = SafeSampler.SampleBlock(bound.Game!, chunk, offset, rows, block, input.Plan.Sampling, known, cancellation, deadline);
            if (input.Plan.KeepsValues)
                await KnownValues.WriteAsync(work, input.Job, solved, cancellation);
            solved.Condense().Write(upload);
        }
    }
}
