using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.AuditLog;

/// <summary>
/// The log itself: append blobs <c>audit-log/records/{segment}.jsonl</c>, one line of canonical JSON a record, and <c>audit-log/heads/{segment}.jsonl</c>, one
/// line a signed tree head. They only ever grow, as a container's immutability policy that protects append blobs demands.
/// </summary>
/// <param name="storage">The account.</param>
/// <param name="recordsPerSegment">Records of a segment. An append blob takes 50,000 appends, and an append has one record at least.</param>
public sealed class AuditLogBlobs(StorageAccount storage, int recordsPerSegment = AuditLogBlobs.RecordsPerSegment)
{
    /// <summary>Records of a segment; it must not change while a log lives.</summary>
    public const int RecordsPerSegment = 16_384;

    private static readonly AppendBlobCreateOptions IsJsonLines = new() { HttpHeaders = new BlobHttpHeaders { ContentType = "application/jsonl" } };

    /// <summary>The records that still fit into the segment of the next record.</summary>
    public long RoomAt(long size) => recordsPerSegment - (size % recordsPerSegment);

    /// <summary>Appends bytes to the segment of a record, if its end is where the caller believes it to be.</summary>
    /// <returns>Whether they were appended; if not, others have appended before, or these very bytes by an attempt whose answer was lost.</returns>
    public async Task<bool> TryAppendAsync(long sequence, long offset, byte[] lines, CancellationToken cancellation)
    {
        AppendBlobClient segment = await SegmentAsync("records", sequence);
        var options = new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = offset } };
        try
        {
            if (offset == 0)
                await segment.CreateIfNotExistsAsync(IsJsonLines, cancellation);
            await segment.AppendBlockAsync(new MemoryStream(lines), options, cancellation);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == 412 || (exception.Status == 404 && offset > 0))
        {
            return false;
        }
    }

    /// <summary>Reads the lines of a record's segment from an offset on.</summary>
    /// <exception cref="InvalidDataException">The segment is shorter than that, or does not end with a whole line.</exception>
    public async Task<IReadOnlyList<byte[]>> ReadLinesAsync(long sequence, long offset, CancellationToken cancellation)
    {
        AppendBlobClient segment = await SegmentAsync("records", sequence);
        byte[] bytes;
        try
        {
            long length = (await segment.GetPropertiesAsync(cancellationToken: cancellation)).Value.ContentLength;
            if (length < offset)
                throw new InvalidDataException($"The audit log's segment {segment.Name} is shorter than its index says; 'audit-log verify' tells what is missing.");
            if (length == offset)
                return [];
            var options = new BlobDownloadOptions { Range = new HttpRange(offset, length - offset) };
            bytes = (await segment.DownloadContentAsync(options, cancellation)).Value.Content.ToArray();
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return offset == 0 ? [] : throw new InvalidDataException($"The audit log's segment {segment.Name} is gone; 'audit-log verify' tells what is missing.", exception);
        }

        return bytes[^1] == '\n' ? Split(bytes) : throw new InvalidDataException($"The audit log's segment {segment.Name} ends in the middle of a record.");
    }

    /// <summary>Reads one record.</summary>
    public async Task<byte[]> ReadRecordAsync(long sequence, RecordPlace place, CancellationToken cancellation)
    {
        AppendBlobClient segment = await SegmentAsync("records", sequence);
        var options = new BlobDownloadOptions { Range = new HttpRange(place.Offset, place.Length) };
        return (await segment.DownloadContentAsync(options, cancellation)).Value.Content.ToArray();
    }

    /// <summary>Appends a signed head. The order of heads says nothing, so there is no condition.</summary>
    public async Task AppendHeadAsync(SignedTreeHead head, CancellationToken cancellation)
    {
        AppendBlobClient heads = await SegmentAsync("heads", Math.Max(0, head.Head.Size - 1));
        byte[] line = [.. head.ToJson(), (byte)'\n'];
        try
        {
            await heads.AppendBlockAsync(new MemoryStream(line), cancellationToken: cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            await heads.CreateIfNotExistsAsync(IsJsonLines, cancellation);
            await heads.AppendBlockAsync(new MemoryStream(line), cancellationToken: cancellation);
        }
    }

    /// <summary>All lines of the records or the heads, segment by segment, each with its segment's name. Memory holds one segment.</summary>
    /// <param name="folder">"records" or "heads".</param>
    /// <param name="cancellation">Stops reading.</param>
    public async IAsyncEnumerable<(string Segment, byte[] Line)> ReadAllAsync(
        string folder, [EnumeratorCancellation] CancellationToken cancellation)
    {
        BlobContainerClient container = await storage.ContainerAsync(StorageAccount.AuditLog);
        await foreach (BlobItem blob in container.GetBlobsAsync(prefix: folder + "/", cancellationToken: cancellation))
        {
            byte[] bytes = (await container.GetBlobClient(blob.Name).DownloadContentAsync(cancellation)).Value.Content.ToArray();
            foreach (byte[] line in Split(bytes))
                yield return (blob.Name, line);
        }
    }

    /// <summary>The name of a record's segment.</summary>
    public string SegmentName(string folder, long sequence) => $"{folder}/{sequence / recordsPerSegment:D12}.jsonl";

    private async Task<AppendBlobClient> SegmentAsync(string folder, long sequence) =>
        (await storage.ContainerAsync(StorageAccount.AuditLog)).GetAppendBlobClient(SegmentName(folder, sequence));

    private static List<byte[]> Split(byte[] bytes)
    {
        var lines = new List<byte[]>();
        for (int begin = 0; begin < bytes.Length;)
        {
            int length = bytes.AsSpan(begin).IndexOf((byte)'\n');
            length = length < 0 ? bytes.Length - begin : length;
            lines.Add(bytes.AsSpan(begin, length).ToArray());
            begin += length + 1;
        }

        return lines;
    }
}
