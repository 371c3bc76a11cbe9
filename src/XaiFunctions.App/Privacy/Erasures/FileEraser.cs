using System.Globalization;
using System.IO.Compression;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Options;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Privacy.Erasures;

/// <summary>Takes the records of a subject out of scoring and label files.</summary>
public sealed class FileEraser(StorageAccount storage, IOptions<ScoringLimits> limits)
{
    /// <summary>Whether a file has records of the subject; null if it cannot be read.</summary>
    public async Task<bool?> HoldsAsync(string container, string blob, RecordMatcher matcher, CancellationToken cancellation)
    {
        BlobClient client = (await storage.ContainerAsync(container)).GetBlobClient(blob);
        try
        {
            BlobProperties properties = await client.GetPropertiesAsync(cancellationToken: cancellation);
            return await HoldsAsync(client, properties, matcher, cancellation);
        }
        catch (InvalidInputException)
        {
            return null; // counted as unreadable
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return false;
        }
    }

    /// <summary>
    /// Rewrites a file without the subject's records, and without those that cannot be read, of which nobody can say whose they are; a file that has no others is removed. What a rewritten blob's
    /// metadata then say keeps it from being taken for a new one (<see cref="FileOrigin"/>).
    /// </summary>
    /// <returns>Whether it had any; null if it cannot be read.</returns>
    public async Task<bool?> EraseAsync(string container, string blob, RecordMatcher matcher, CancellationToken cancellation)
    {
        if (await HoldsAsync(container, blob, matcher, cancellation) is not true and var none)
            return none;
        BlobContainerClient client = await storage.ContainerAsync(container);
        BlobProperties properties = await client.GetBlobClient(blob).GetPropertiesAsync(cancellationToken: cancellation);
        await using var upload = new BlobUpload(client.GetBlockBlobClient(blob), properties.ContentType.Split(';')[0])
        {
            IfMatch = properties.ETag,
            Metadata = FileOrigin.Keep(properties),
        };
        if (await CopyAsync(client.GetBlobClient(blob), properties, matcher, upload, cancellation) > 0)
            await upload.CommitAsync(cancellation);
        else
            await client.DeleteBlobIfExistsAsync(blob, conditions: new BlobRequestConditions { IfMatch = properties.ETag }, cancellationToken: cancellation);
        return true;
    }

    private async Task<bool> HoldsAsync(BlobClient blob, BlobProperties properties, RecordMatcher matcher, CancellationToken cancellation)
    {
        using ScoringFile file = await OpenAsync(blob, properties, cancellation);
        if (!matcher.Select(file.Records))
            return false;
        while (await file.Records.ReadAsync(cancellation))
        {
            if (file.Records.Problem is null && matcher.Matches(file.Records))
                return true;
        }

        return false;
    }

    private async Task<long> CopyAsync(BlobClient blob, BlobProperties properties, RecordMatcher matcher, BlobUpload upload, CancellationToken cancellation)
    {
        using ScoringFile file = await OpenAsync(blob, properties, cancellation);
        matcher.Select(file.Records);
        await using Stream target = file.Compressed ? new GZipStream(upload, CompressionLevel.Optimal, leaveOpen: true) : upload;
        await using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        file.Records.WriteHeader(writer);
        long kept = 0;
        while (await file.Records.ReadAsync(cancellation))
        {
            if (file.Records.Problem is not null || matcher.Matches(file.Records))
                continue;
            file.Records.WriteRecord(writer);
            kept++;
        }

        return kept;
    }

    private async Task<ScoringFile> OpenAsync(BlobClient blob, BlobProperties properties, CancellationToken cancellation)
    {
        var options = new BlobOpenReadOptions(allowModifications: false) { Conditions = new BlobRequestConditions { IfMatch = properties.ETag } };
        return await ScoringFile.OpenAsync(await blob.OpenReadAsync(options, cancellation), limits.Value, ScoringBlobs.Charset(properties.ContentType), cancellation);
    }
}

/// <summary>
/// What a file was before records were taken out of it: metadata of the blob. A scoring file keeps the job of its first upload, and labels count in the sweep of the period in which they first arrived.
/// </summary>
public static class FileOrigin
{
    private const string Version = "erasedfrom";
    private const string Arrived = "arrived";

    /// <summary>The metadata of a file that is rewritten: those that it has, and what it was at first.</summary>
    public static IDictionary<string, string> Keep(BlobProperties properties)
    {
        var metadata = new Dictionary<string, string>(properties.Metadata, StringComparer.OrdinalIgnoreCase);
        metadata.TryAdd(Version, properties.ETag.ToString("G").Trim('"'));
        metadata.TryAdd(Arrived, properties.LastModified.UtcTicks.ToString(CultureInfo.InvariantCulture));
        return metadata;
    }

    /// <summary>The ETag by which a file's job is known.</summary>
    public static string ETagOf(IDictionary<string, string> metadata, ETag current) => metadata.TryGetValue(Version, out string? first) ? first : current.ToString("G");

    /// <summary>When a file arrived.</summary>
    public static DateTimeOffset? ArrivalOf(IDictionary<string, string> metadata, DateTimeOffset? lastModified) =>
        metadata.TryGetValue(Arrived, out string? ticks) && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out long first) && first <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(first, TimeSpan.Zero)
            : lastModified;
}
