using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Functions;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;

namespace XaiFunctions.App.Jobs;

/// <summary>Which dropped files to explain that raised no event: those that were there before the app, or before its subscription.</summary>
public sealed record BackfillRequest
{
    /// <summary>Only files of the model whose names begin so. Default all.</summary>
    public string? Prefix { get; init; }

    /// <summary>Only files that were last written at that time or later. Default all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Count only, start nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Goes on after an answer that gave it.</summary>
    public string? Continuation { get; init; }
}

/// <summary>What a page of files came to.</summary>
/// <param name="Started">Files whose job was started now, or would be.</param>
/// <param name="Known">Files whose job there was already; nothing was started for them.</param>
/// <param name="Left">Files that were last written before the time asked for.</param>
/// <param name="Continuation">Where to go on, or null at the end.</param>
public sealed record BackfillResult(int Started, int Known, int Left, string? Continuation);

/// <summary>
/// Starts for files that lie in <c>scoring/{model}/</c> the jobs that their events would have started. A job's id follows from the blob and its ETag,
/// so whatever an event has started already, or starts meanwhile, is not started again.
/// </summary>
public sealed class Backfill(StorageAccount storage, JobStarter starter, CallbackAddress callbacks, JobTelemetry telemetry)
{
    private const int FilesAtOnce = 100;
    private const int Parallelism = 8;

    /// <summary>Looks at one page of files.</summary>
    /// <param name="client">Schedules jobs.</param>
    /// <param name="model">A valid model name.</param>
    /// <param name="request">Which files.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="InvalidInputException">The continuation is not one that an answer gave.</exception>
    public async Task<BackfillResult> RunAsync(DurableTaskClient client, string model, BackfillRequest request, string actor, CancellationToken cancellation)
    {
        using System.Diagnostics.Activity? span = telemetry.BeginTrigger("backfill");
        Page<BlobItem> page = await ListAsync(model, request, cancellation);
        int started = 0, known = 0, left = 0;
        await Parallel.ForEachAsync(page.Values, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellation }, async (blob, token) =>
        {
            if (request.Since is { } since && blob.Properties.LastModified < since)
            {
                Interlocked.Increment(ref left);
                return;
            }

            ExplainJob job = OnScoringFile.Describe(blob.Name, blob.Properties.ETag!.Value, blob.Properties.LastModified!.Value, blob.Metadata, callbacks) with { TraceParent = JobTelemetry.Current, Actor = actor };
            bool isNew = request.DryRun ? !await starter.KnowsAsync(client, job.Id, token) : await starter.StartAsync(client, job, token);
            Interlocked.Increment(ref isNew ? ref started : ref known);
        });
        return new(started, known, left, page.ContinuationToken is { Length: > 0 } more ? more : null);
    }

    private async Task<Page<BlobItem>> ListAsync(string model, BackfillRequest request, CancellationToken cancellation)
    {
        BlobContainerClient container = await storage.ContainerAsync(StorageAccount.Scoring);
        try
        {
            AsyncPageable<BlobItem> files = container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, $"{model}/{request.Prefix}", cancellation);
            await foreach (Page<BlobItem> page in files.AsPages(request.Continuation, FilesAtOnce).WithCancellation(cancellation))
                return page;
        }
        catch (RequestFailedException exception) when (exception.Status == 400)
        {
            throw new InvalidInputException("The continuation is not one that an answer gave, or the prefix is no beginning of a blob's name.", exception);
        }

        return Page<BlobItem>.FromValues([], null, null!);
    }
}
