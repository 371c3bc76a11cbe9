using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.App.Activities;

/// <summary>The values of a job's coalitions, block by block, which it keeps for a top-up.</summary>
public static class KnownValues
{
    /// <summary>Keeps the values of a block.</summary>
    public static async Task WriteAsync(WorkStore work, ExplainJob job, BlockStatistics block, CancellationToken cancellation)
    {
        await using BlobUpload upload = await work.BeginAsync(job.Id, WorkStore.Values(block.Block));
        block.Write(upload);
        await upload.CommitAsync(cancellation);
    }

    /// <summary>What the job that is topped up knows of a block; null if none is, or it has removed it meanwhile, so that the block is valued from the beginning.</summary>
    /// <param name="work">Where it is.</param>
    /// <param name="job">The job that goes on.</param>
    /// <param name="block">The block.</param>
    /// <param name="sampling">How the job samples.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<BlockStatistics?> ReadAsync(WorkStore work, ExplainJob job, long block, SamplingOptions sampling, CancellationToken cancellation) =>
        job.TopsUp is { } first && await work.TryReadAsync(first, WorkStore.Values(block), cancellation) is { } content
            ? BlockStatistics.Read(content.ToStream()).ToppedUp(sampling)
            : null;
}
