using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.AuditLog;

/// <summary>How far the index has read the log.</summary>
/// <param name="Tree">The tree of the records that are indexed.</param>
/// <param name="Tile">The last of them.</param>
/// <param name="Offset">The bytes of the current segment that they take up.</param>
/// <param name="Version">The version of the index, so that two appenders cannot both move it on; null before it is first stored.</param>
public sealed record LogPosition(MerkleFrontier Tree, LeafTile Tile, long Offset, ETag? Version)
{
    /// <summary>The records that are indexed.</summary>
    public long Size => Tree.Size;
}

/// <summary>Where a record lies.</summary>
/// <param name="Offset">Where it begins in its segment.</param>
/// <param name="Length">Its bytes without the line's end.</param>
public readonly record struct RecordPlace(long Offset, int Length);

/// <summary>
/// The table AuditLog: which events are in the log, where each record lies, and the hashes of the tree. All of it follows from the records, so that it can
/// be made again from them; it is here to be looked up.
/// </summary>
/// <remarks>
/// Events lie in partitions by their subject, so that they spread; hashes and places in one, for each append moves it on in one small transaction. An event
/// is stored before the position moves past its record: one that is found is in the log, even if nobody has come to move the position yet.
/// </remarks>
public sealed class AuditLogIndex(StorageAccount storage)
{
    /// <summary>Records that are indexed at once; those of one subject make one transaction, which takes up to 100 entities.</summary>
    public const int MostRecordsAtOnce = LeafTile.Capacity;

    private const string Partition = "log";
    private const string HeadKey = "head";
    private const string Hash = "Hash";

    /// <summary>How far the index is.</summary>
    public async Task<LogPosition> ReadPositionAsync(CancellationToken cancellation)
    {
        if (await FindAsync(Partition, HeadKey, cancellation) is not { } head)
            return new(new MerkleFrontier(), LeafTile.Empty(0), 0, null);
        byte[] bytes = head.GetBinary("Frontier");
        Digest[] hashes = [.. bytes.Chunk(Digest.Length).Select(hash => Digest.Read(hash))];
        long size = head.GetInt64("Size")!.Value;
        return new(new MerkleFrontier(size, hashes), await ReadTileAsync(size, cancellation), head.GetInt64("Offset")!.Value, head.ETag);
    }

    /// <summary>The place of an event in the log, or null if it is not indexed.</summary>
    /// <param name="subject">What it happened to.</param>
    /// <param name="id">The event's identity.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<long?> FindEventAsync(string subject, string id, CancellationToken cancellation) => (await FindAsync(subject, id, cancellation))?.GetInt64("Sequence");

    /// <summary>The places of the events of a subject, in the order of their ids.</summary>
    public async Task<IReadOnlyList<long>> FindSubjectAsync(string subject, CancellationToken cancellation)
    {
        string first = subject + ":", last = subject + ";"; // every event's id begins with its subject; those of the log's own partition do not
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {subject} and RowKey ge {first} and RowKey lt {last}");
        var places = new List<long>();
        TableClient table = await TableAsync();
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
            places.Add(entity.GetInt64("Sequence")!.Value);
        return places;
    }

    /// <summary>Where a record lies, or null if there is none.</summary>
    public async Task<RecordPlace?> FindRecordAsync(long sequence, CancellationToken cancellation)
    {
        LeafTile? tile = await FindTileAsync(LeafTile.IndexOf(sequence), cancellation);
        int position = (int)(sequence % LeafTile.Capacity);
        return position < tile?.Count ? tile.PlaceAt(position) : null;
    }

    /// <summary>The hashes of full subtrees.</summary>
    /// <exception cref="InvalidDataException">The index lacks one.</exception>
    public async Task<IReadOnlyList<Digest>> ReadNodesAsync(IReadOnlyList<MerkleNode> nodes, CancellationToken cancellation)
    {
        LeafTile?[] tiles = await Task.WhenAll(nodes.Where(node => node.Level < LeafTile.Height).Select(TileOf).Distinct().Select(index => FindTileAsync(index, cancellation)));
        return await Task.WhenAll(nodes.Select(async node =>
        {
            Digest? hash = node.Level < LeafTile.Height
                ? tiles.FirstOrDefault(tile => tile?.Index == TileOf(node))?.FindNode(node)
                : (await FindAsync(Partition, NodeKey(node), cancellation)) is { } entity ? Digest.Read(entity.GetBinary(Hash)) : null;
            return hash ?? throw new InvalidDataException($"The index of the audit log lacks the node {node.Index} of level {node.Level}.");
        }));
    }

    /// <summary>The leaves that are indexed, in the log's order.</summary>
    public async IAsyncEnumerable<(long Sequence, Digest Leaf)> ReadLeavesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        string first = LeafTile.KeyOf(0), last = LeafTile.KeyOf(long.MaxValue);
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {first} and RowKey le {last}");
        TableClient table = await TableAsync();
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
        {
            LeafTile tile = LeafTile.Of(entity);
            for (int leaf = 0; leaf < tile.Count; leaf++)
                yield return ((tile.Index << LeafTile.Height) + leaf, tile.LeafAt(leaf));
        }
    }

    /// <summary>The signed head of a size, or null if none is signed.</summary>
    public async Task<SignedTreeHead?> FindHeadAsync(long size, CancellationToken cancellation) =>
        await FindAsync(Partition, SignedKey(size), cancellation) is { } entity ? SignedTreeHead.Parse(entity.GetBinary("Json")) : null;

    /// <summary>Keeps a signed head.</summary>
    public async Task WriteHeadAsync(SignedTreeHead head, CancellationToken cancellation) => await (await TableAsync()).UpsertEntityAsync(
        new TableEntity(Partition, SignedKey(head.Head.Size)) { ["Json"] = head.ToJson() }, TableUpdateMode.Replace, cancellation);

    /// <summary>Indexes the records that follow a position.</summary>
    /// <param name="position">How far the index is.</param>
    /// <param name="records">At most <see cref="MostRecordsAtOnce"/> records in the log's order, with their bytes.</param>
    /// <param name="startsSegment">Whether the record after them begins a new segment.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>How far the index is now, or null if another appender has moved it on.</returns>
    public async Task<LogPosition?> AddAsync(
        LogPosition position, IReadOnlyList<(AuditRecord Record, int Length)> records, bool startsSegment, CancellationToken cancellation)
    {
        await WriteEventsAsync(records.Select(record => record.Record), cancellation);
        var tree = new MerkleFrontier(position.Size, position.Tree.Hashes);
        var actions = new List<TableTransactionAction>();
        LeafTile tile = position.Tile;
        long offset = position.Offset;
        foreach ((AuditRecord record, int length) in records)
        {
            if (tile.Count == LeafTile.Capacity)
                actions.Add(Upsert(tile.ToEntity(Partition)));
            tile = tile.With(record.Leaf, new(offset, length));
            foreach ((MerkleNode node, Digest hash) in tree.Append(record.Leaf).Where(completed => completed.Node.Level >= LeafTile.Height))
                actions.Add(Upsert(new TableEntity(Partition, NodeKey(node)) { [Hash] = hash.ToArray() }));
            offset += length + 1;
        }

        actions.Add(Upsert(tile.ToEntity(Partition)));
        offset = startsSegment ? 0 : offset;
        var head = new TableEntity(Partition, HeadKey)
        {
            ["Size"] = tree.Size,
            ["Offset"] = offset,
            ["Frontier"] = tree.Hashes.SelectMany(hash => hash.ToArray()).ToArray(),
        };
        actions.Add(position.Version is { } version
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, head, version)
            : new TableTransactionAction(TableTransactionActionType.Add, head));
        try
        {
            Response<IReadOnlyList<Response>> done = await (await TableAsync()).SubmitTransactionAsync(actions, cancellation);
            return new(tree, tile, offset, done.Value[^1].Headers.ETag);
        }
        catch (TableTransactionFailedException exception) when (exception.Status is 409 or 412)
        {
            return null;
        }
    }

    private static TableTransactionAction Upsert(TableEntity entity) => new(TableTransactionActionType.UpsertReplace, entity);

    private static long TileOf(MerkleNode node) => LeafTile.IndexOf(node.Index << node.Level);

    private static string NodeKey(MerkleNode node) => $"node:{node.Level:D2}:{node.Index:D19}";

    private static string SignedKey(long size) => $"signed:{size:D19}";

    private async Task WriteEventsAsync(IEnumerable<AuditRecord> records, CancellationToken cancellation)
    {
        TableClient table = await TableAsync();
        await Task.WhenAll(records.GroupBy(record => record.Subject, StringComparer.Ordinal).Select(subject => table.SubmitTransactionAsync(
            subject.DistinctBy(record => record.Id).Select(record => Upsert(new TableEntity(subject.Key, record.Id) { ["Sequence"] = record.Sequence })), cancellation)));
    }

    private async Task<LeafTile> ReadTileAsync(long size, CancellationToken cancellation)
    {
        // The tile may have grown since the position was read.
        long index = LeafTile.IndexOf(size);
        int count = (int)(size % LeafTile.Capacity);
        if (count == 0)
            return LeafTile.Empty(index);
        LeafTile? tile = await FindTileAsync(index, cancellation);
        return tile?.Count >= count ? tile.Take(count) : throw new InvalidDataException($"The index of the audit log lacks records of its tile {index}.");
    }

    private async Task<LeafTile?> FindTileAsync(long index, CancellationToken cancellation) =>
        await FindAsync(Partition, LeafTile.KeyOf(index), cancellation) is { } entity ? LeafTile.Of(entity) : null;

    private async Task<TableEntity?> FindAsync(string partition, string key, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> entity = await (await TableAsync()).GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellation);
        return entity.HasValue ? entity.Value : null;
    }

    private Task<TableClient> TableAsync() => storage.TableAsync(StorageAccount.AuditLogTable);
}
