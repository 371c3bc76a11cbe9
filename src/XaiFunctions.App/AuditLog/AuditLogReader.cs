using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.AuditLog;

/// <summary>Gives records and proofs. What it gives need not be believed: it can be checked with a signed tree head.</summary>
public sealed class AuditLogReader(AuditLogBlobs blobs, AuditLogIndex index)
{
    /// <summary>The records that are indexed.</summary>
    public async Task<long> SizeAsync(CancellationToken cancellation) => (await index.ReadPositionAsync(cancellation)).Size;

    /// <summary>The bytes of a record, or null if there is none.</summary>
    public async Task<byte[]?> FindRecordAsync(long sequence, CancellationToken cancellation) =>
        await index.FindRecordAsync(sequence, cancellation) is { } place ? await blobs.ReadRecordAsync(sequence, place, cancellation) : null;

    /// <summary>The bytes of all records of a subject, in the log's order.</summary>
    public async Task<IReadOnlyList<byte[]>> FindSubjectAsync(string subject, CancellationToken cancellation)
    {
        var records = new List<byte[]>();
        foreach (long sequence in (await index.FindSubjectAsync(subject, cancellation)).Order())
        {
            if (await FindRecordAsync(sequence, cancellation) is { } record)
                records.Add(record);
        }

        return records;
    }

    /// <summary>Proves that a record is in the tree of a size.</summary>
    /// <param name="sequence">The record, below the size.</param>
    /// <param name="size">A size that the log has reached.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<InclusionProof> ProveInclusionAsync(long sequence, long size, CancellationToken cancellation) => new(
        sequence,
        size,
        await HashAsync(new MerkleRange(sequence, sequence + 1), cancellation),
        await HashesAsync(MerkleTree.InclusionRanges(sequence, size), cancellation),
        await RootAsync(size, cancellation));

    /// <summary>Proves that the log of one size is the beginning of the log of another.</summary>
    /// <param name="from">A size of at least 1.</param>
    /// <param name="to">A size that the log has reached, at least <paramref name="from"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<ConsistencyProof> ProveConsistencyAsync(long from, long to, CancellationToken cancellation) => new(
        from,
        await RootAsync(from, cancellation),
        to,
        await RootAsync(to, cancellation),
        await HashesAsync(MerkleTree.ConsistencyRanges(from, to), cancellation));

    private async Task<string> RootAsync(long size, CancellationToken cancellation) => await HashAsync(new MerkleRange(0, size), cancellation);

    private async Task<string> HashAsync(MerkleRange range, CancellationToken cancellation) => (await HashesAsync([range], cancellation))[0];

    private async Task<string[]> HashesAsync(IReadOnlyList<MerkleRange> ranges, CancellationToken cancellation)
    {
        MerkleNode[] nodes = [.. ranges.SelectMany(range => range.Nodes).Distinct()];
        Dictionary<MerkleNode, Digest> hashes = nodes.Zip(await index.ReadNodesAsync(nodes, cancellation)).ToDictionary();
        return [.. ranges.Select(range => MerkleRange.Hash([.. range.Nodes.Select(node => hashes[node])]).ToString())];
    }
}

/// <summary>A proof that a record is in the log (RFC 6962, section 2.1.1). Hashes are hexadecimal.</summary>
/// <param name="Sequence">The record.</param>
/// <param name="Size">The size of the tree.</param>
/// <param name="Leaf">The record's leaf hash.</param>
/// <param name="Proof">The hashes from the leaf to the root.</param>
/// <param name="Root">The root that they lead to.</param>
public sealed record InclusionProof(long Sequence, long Size, string Leaf, IReadOnlyList<string> Proof, string Root);

/// <summary>A proof that a log has only grown (RFC 6962, section 2.1.2). Hashes are hexadecimal.</summary>
/// <param name="From">The size of the smaller tree.</param>
/// <param name="FromRoot">Its root.</param>
/// <param name="To">The size of the larger tree.</param>
/// <param name="ToRoot">Its root.</param>
/// <param name="Proof">The hashes.</param>
public sealed record ConsistencyProof(long From, string FromRoot, long To, string ToRoot, IReadOnlyList<string> Proof);
