using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using XaiFunctions.App.Jobs;

namespace XaiFunctions.App.Storage;

/// <summary>
/// The claim checks of jobs: blobs under <c>work/{job}/</c>. Names follow from the piece of work alone and a blob appears whole or not at
/// all, so doing a piece of work twice leaves the same blobs.
/// </summary>
public sealed class WorkStore(StorageAccount storage)
{
    private const string CancelMarker = "cancel";

    /// <summary>Where it is noted what is to be removed when; no job has such an id.</summary>
    private const string KeptFolder = "kept";

    /// <summary>The name of a chunk of rows.</summary>
    public static string Rows(long chunk) => $"rows/{chunk:D8}";

    /// <summary>The name of the statistics of a piece of sampling: of all that a solve's rows need, or of a share of a round.</summary>
    public static string Statistics(int solve, Round? share) => share is null
        ? $"statistics/{solve:D8}"
        : $"statistics/{solve:D8}-{share.Number:D2}-{share.Coalitions.Groups.First:D8}";

    /// <summary>The name of what is known of a split block after a round.</summary>
    public static string Known(int solve, int round) => $"known/{solve:D8}-{round:D2}";

    /// <summary>The name of the attributions that one solve gave.</summary>
    public static string Part(int solve) => $"parts/{solve:D8}";

    /// <summary>The name of what one piece of measuring the importance by loss came to.</summary>
    public static string Loss(int piece) => $"loss/{piece:D8}";

    /// <summary>The name of the plan.</summary>
    public const string Plan = "plan.json";

    /// <summary>The name of the values of a block's coalitions, kept for a top-up.</summary>
    public static string Values(long block) => $"values/{block:D8}";

    /// <summary>The name of what a job keeps after its end (<see cref="KeptJob"/>), so that it can be topped up.</summary>
    public const string Kept = "kept.json";

    /// <summary>The name of what reading the rows came to.</summary>
    public const string Intake = "intake.json";

    /// <summary>The name of the rows that reading rejected.</summary>
    public const string RejectedRows = "rejected.jsonl";

    /// <summary>The name of the rejected rows as the document is to tell them, if all are.</summary>
    public const string Rejected = "rejected.json";

    /// <summary>The name of why the job cannot be done, in words for its owner.</summary>
    public const string Reason = "reason.json";

    /// <summary>The name of the rows that came with a request.</summary>
    public const string Instances = "instances.jsonl";

    public async Task<BlobClient> BlobAsync(string job, string name) =>
        (await storage.ContainerAsync(StorageAccount.Work)).GetBlobClient($"{job}/{name}");

    /// <summary>Writes a blob in one go, over an older one.</summary>
    public async Task WriteAsync(string job, string name, BinaryData content, CancellationToken cancellation) =>
        await (await BlobAsync(job, name)).UploadAsync(content, overwrite: true, cancellation);

    /// <summary>Begins a blob that is written piece by piece.</summary>
    public async Task<BlobUpload> BeginAsync(string job, string name) =>
        new((await storage.ContainerAsync(StorageAccount.Work)).GetBlockBlobClient($"{job}/{name}"), "application/octet-stream");

    /// <summary>Opens a blob for reading.</summary>
    public async Task<Stream> OpenReadAsync(string job, string name, CancellationToken cancellation) =>
        await (await BlobAsync(job, name)).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellation);

    /// <summary>Reads a whole blob, or null if there is none.</summary>
    public async Task<BinaryData?> TryReadAsync(string job, string name, CancellationToken cancellation)
    {
        try
        {
            return (await (await BlobAsync(job, name)).DownloadContentAsync(cancellation)).Value.Content;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Reads a whole blob that another piece of work has written.</summary>
    public async Task<BinaryData> ReadAsync(string job, string name, CancellationToken cancellation) =>
        await TryReadAsync(job, name, cancellation)
        ?? throw new InvalidOperationException($"The claim check {job}/{name} is missing: its job has ended, or a lifecycle rule took it away.");

    /// <summary>Whether a blob is there; it is there whole or not at all.</summary>
    public async Task<bool> ExistsAsync(string job, string name, CancellationToken cancellation) =>
        await (await BlobAsync(job, name)).ExistsAsync(cancellation);

    /// <summary>Removes a blob if it is there.</summary>
    public async Task DeleteAsync(string job, string name, CancellationToken cancellation) =>
        await (await BlobAsync(job, name)).DeleteIfExistsAsync(cancellationToken: cancellation);

    /// <summary>Reads a record that <see cref="KeepFirstAsync"/> stored, or null if there is none.</summary>
    public async Task<T?> TryReadRecordAsync<T>(string job, string name, CancellationToken cancellation)
        where T : class =>
        (await TryReadAsync(job, name, cancellation))?.ToObjectFromJson<T>(JsonSerializerOptions.Web);

    /// <summary>Stores a record unless one is stored already, and gives the one that is then stored: the first writer decides.</summary>
    public async Task<T> KeepFirstAsync<T>(string job, string name, T record, CancellationToken cancellation)
    {
        BlobClient blob = await BlobAsync(job, name);
        var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await blob.UploadAsync(BinaryData.FromObjectAsJson(record, JsonSerializerOptions.Web), options, cancellation);
            return record;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return (await ReadAsync(job, name, cancellation)).ToObjectFromJson<T>(JsonSerializerOptions.Web)!;
        }
    }

    /// <summary>Tells the job's activities to stop at the next block.</summary>
    public Task CancelAsync(string job, CancellationToken cancellation) =>
        WriteAsync(job, CancelMarker, BinaryData.FromString("cancelled"), cancellation);

    /// <summary>Whether the job's activities are to stop.</summary>
    public Task<bool> IsCancelledAsync(string job, CancellationToken cancellation) => ExistsAsync(job, CancelMarker, cancellation);

    /// <summary>Notes until when a job keeps what a top-up needs.</summary>
    public async Task KeepUntilAsync(string job, KeptJob kept, CancellationToken cancellation)
    {
        await WriteAsync(job, Kept, BinaryData.FromObjectAsJson(kept, JsonSerializerOptions.Web), cancellation);
        await WriteAsync(KeptFolder, $"{kept.Until.UtcTicks:D20}-{job}", BinaryData.Empty, cancellation);
    }

    /// <summary>Removes what jobs have kept for as long as was said.</summary>
    public async Task RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        BlobContainerClient container = await storage.ContainerAsync(StorageAccount.Work);
        await foreach (BlobItem blob in container.GetBlobsAsync(prefix: $"{KeptFolder}/", cancellationToken: cancellation))
        {
            // Names begin with the time, and come in their order.
            string name = blob.Name[(KeptFolder.Length + 1)..];
            if (string.CompareOrdinal(name[..20], now.UtcTicks.ToString("D20", CultureInfo.InvariantCulture)) > 0)
                return;
            await RemoveAsync(name[21..], cancellation);
            await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation);
        }
    }

    /// <summary>Removes everything of a job but what a top-up needs, the plan first.</summary>
    public Task RemoveAllButKeptAsync(string job, CancellationToken cancellation) =>
        RemoveAsync(job, name => !(name is Kept or RejectedRows || name.StartsWith("rows/", StringComparison.Ordinal) || name.StartsWith("values/", StringComparison.Ordinal)), cancellation);

    /// <summary>Removes everything of a job, the plan first: whoever still finds a plan finds what it counts on as well.</summary>
    public Task RemoveAsync(string job, CancellationToken cancellation) => RemoveAsync(job, _ => true, cancellation);

    private async Task RemoveAsync(string job, Func<string, bool> which, CancellationToken cancellation)
    {
        BlobContainerClient container = await storage.ContainerAsync(StorageAccount.Work);
        string plan = $"{job}/{Plan}";
        await container.DeleteBlobIfExistsAsync(plan, cancellationToken: cancellation);
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation };
        await Parallel.ForEachAsync(container.GetBlobsAsync(prefix: $"{job}/", cancellationToken: cancellation), options, async (blob, token) =>
        {
            if (which(blob.Name[(job.Length + 1)..]))
                await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: token);
        });
    }
}
