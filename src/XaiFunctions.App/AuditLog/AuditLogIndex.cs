using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.AuditLog;

/// <summary>How far the index has read the log.</summary>
/// <param name="Tree">The tree of the records that are indexed.</param>
/// <param name="Offset">The bytes of the current segment that they take up.</param>
/// <param name="Version">The version of the index, so that two appenders cannot both move it on; null before it is first stored.</param>
public sealed record LogPosition(MerkleFrontier Tree, long Offset, ETag? Version)
{
    /// <summary>The records that are indexed.</summary>
    public long Size => Tree.Size;
}

/// <summary>Where a record lies.</summary>
/// <param name="Id">The event's identity.</param>
/// <param name="Offset">Where it begins in its segment.</param>
/// <param name="Length">Its bytes without the line's end.</param>
public sealed record RecordPlace(string Id, long Offset, int Length);

/// <summary>
/// The table AuditLog: which events are in the log, where each record lies, and the hashes of the tree. All of it follows from the records, so that it can
/// be made again from them; it is here to be looked up. One partition, for each append moves it on in one transaction.
/// </summary>
public sealed class AuditLogIndex(StorageAccount storage)
{
    /// <summary>Records that one transaction takes: with their ids, leaves and completed nodes they stay below its 100 entities.</summary>
    public const int MostRecordsAtOnce = 16;

    private const string Partition = "log";
    private const string HeadKey = "head";
    private const string Hash = "Hash";

    /// <summary>How far the index is.</summary>
    public async Task<LogPosition> ReadPositionAsync(CancellationToken cancellation)
    {
        if (await FindAsync(HeadKey, cancellation) is not { } head)
            return new(new MerkleFrontier(), 0, null);
        byte[] bytes = head.GetBinary("Frontier");
        Digest[] hashes = [.. bytes.Chunk(Digest.Length).Select(hash => Digest.Read(hash))];
        return new(new MerkleFrontier(head.GetInt64("Size")!.Value, hashes), head.GetInt64("Offset")!.Value, head.ETag);
    }

    /// <summary>The place of an event in the log, or null if it is not indexed.</summary>
    public async Task<long?> FindEventAsync(string id, CancellationToken cancellation) => (await FindAsync(EventKey(id), cancellation))?.GetInt64("Sequence");

    /// <summary>The places of the events of a subject, in the order of their ids.</summary>
    public async Task<IReadOnlyList<long>> FindSubjectAsync(string subject, CancellationToken cancellation)
    {
        string first = EventKey(subject) + ":", last = EventKey(subject) + ";";
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {first} and RowKey lt {last}");
        var places = new List<long>();
        TableClient table = await TableAsync();
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
            places.Add(entity.GetInt64("Sequence")!.Value);
        return places;
    }

    /// <summary>Where a record lies, or null if there is none.</summary>
    public async Task<RecordPlace?> FindRecordAsync(long sequence, CancellationToken cancellation) =>
        await FindAsync(RecordKey(sequence), cancellation) is { } entity
            ? new(entity.GetString("Id"), entity.GetInt64("Offset")!.Value, entity.GetInt32("Length")!.Value)
            : null;

    /// <summary>The hash of a full subtree.</summary>
    /// <exception cref="InvalidDataException">The index lacks it.</exception>
    public async Task<Digest> ReadNodeAsync(MerkleNode node, CancellationToken cancellation) =>
        await FindAsync(NodeKey(node), cancellation) is { } entity
            ? Digest.Read(entity.GetBinary(Hash))
            : throw new InvalidDataException($"The index of the audit log lacks the node {node.Index} of level {node.Level}.");

    /// <summary>The leaves that are indexed, in the log's order.</summary>
    public async IAsyncEnumerable<(long Sequence, Digest Leaf)> ReadLeavesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        string first = NodeKey(new(0, 0)), last = NodeKey(new(1, 0));
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {first} and RowKey lt {last}");
        TableClient table = await TableAsync();
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
            yield return (entity.GetInt64("Index")!.Value, Digest.Read(entity.GetBinary(Hash)));
    }

    /// <summary>The signed head of a size, or null if none is signed.</summary>
    public async Task<SignedTreeHead?> FindHeadAsync(long size, CancellationToken cancellation) =>
        await FindAsync(SignedKey(size), cancellation) is { } entity ? SignedTreeHead.Parse(entity.GetBinary("Json")) : null;

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
        var tree = new MerkleFrontier(position.Size, position.Tree.Hashes);
        var actions = new List<TableTransactionAction>();
        long offset = position.Offset;
        foreach ((AuditRecord record, int length) in records)
        {
            actions.Add(Upsert(new TableEntity(Partition, EventKey(record.Id)) { ["Sequence"] = record.Sequence }));
            actions.Add(Upsert(new TableEntity(Partition, RecordKey(record.Sequence)) { ["Id"] = record.Id, ["Offset"] = offset, ["Length"] = length }));
            foreach ((MerkleNode node, Digest hash) in tree.Append(record.Leaf))
                actions.Add(Upsert(new TableEntity(Partition, NodeKey(node)) { ["Index"] = node.Index, [Hash] = hash.ToArray() }));
            offset += length + 1;
        }

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
            return new(tree, offset, done.Value[^1].Headers.ETag);
        }
        catch (TableTransactionFailedException exception) when (exception.Status is 409 or 412)
        {
            return null;
        }
    }

    private static TableTransactionAction Upsert(TableEntity entity) => new(TableTransactionActionType.UpsertReplace, entity);

    private static string EventKey(string id) => $"event:{id}";

    private static string RecordKey(long sequence) => $"record:{sequence:D19}";

    private static string NodeKey(MerkleNode node) => $"node:{node.Level:D2}:{node.Index:D19}";

    private static string SignedKey(long size) => $"signed:{size:D19}";

    private async Task<TableEntity?> FindAsync(string key, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> entity = await (await TableAsync()).GetEntityIfExistsAsync<TableEntity>(Partition, key, cancellationToken: cancellation);
        return entity.HasValue ? entity.Value : null;
    }

    private Task<TableClient> TableAsync() => storage.TableAsync(StorageAccount.AuditLogTable);
}
