using Azure;
using Azure.Data.Tables;

namespace XaiFunctions.App.Storage;

/// <summary>The request that a caller's key stands for.</summary>
/// <param name="Job">The id of its job. It is drawn and not derived from the key: keys may be easy to guess, ids must not be.</param>
/// <param name="BodyDigest">The digest of what was asked for.</param>
/// <param name="CreatedAt">When it was asked for first.</param>
public sealed record KeyedRequest(string Job, string BodyDigest, DateTimeOffset CreatedAt);

/// <summary>
/// Which requests came with an <c>Idempotency-Key</c>: one entity a key in the Explanations table, in a partition that no job's id can be. Keys
/// are stored as hashes, until they are expired.
/// </summary>
public sealed class RequestKeyTable(StorageAccount storage)
{
    private const string RowKey = "request";
    private const int AtOnce = 8;
    private const int MostTries = 20;

    /// <summary>Notes what a key of a model stands for, unless it stands for something already: the first writer decides.</summary>
    /// <param name="model">The model.</param>
    /// <param name="key">The key.</param>
    /// <param name="request">What it is to stand for.</param>
    /// <param name="validFrom">What a key stood for before this time, it stands for no more.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <returns>What it stands for.</returns>
    public async Task<KeyedRequest> KeepFirstAsync(string model, string key, KeyedRequest request, DateTimeOffset validFrom, CancellationToken cancellation)
    {
        TableClient table = await storage.TableAsync(StorageAccount.ExplanationsTable);
        TableEntity entity = ToEntity(Paths.RequestKey(model, key), request);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                NullableResponse<TableEntity> known = await table.GetEntityIfExistsAsync<TableEntity>(entity.PartitionKey, RowKey, cancellationToken: cancellation);
                if (!known.HasValue)
                    await table.AddEntityAsync(entity, cancellation);
                else if (FromEntity(known.Value!) is var earlier && earlier.CreatedAt >= validFrom)
                    return earlier;
                else
                    await table.UpdateEntityAsync(entity, known.Value!.ETag, TableUpdateMode.Replace, cancellation);
                return request;
            }
            catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412 && attempt < MostTries)
            {
                // Another request with the key was faster, or an expired one was removed; look what it stands for now.
            }
        }
    }

    /// <summary>Removes what keys stood for before a time.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<int> RemoveExpiredAsync(DateTimeOffset validFrom, CancellationToken cancellation)
    {
        TableClient table = await storage.TableAsync(StorageAccount.ExplanationsTable);
        // "." follows the hyphen with which the partitions' common beginning ends.
        string end = $"{Paths.RequestKeys[..^1]}.";
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {Paths.RequestKeys} and PartitionKey lt {end} and CreatedAt lt {validFrom}");
        int removed = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellation), options, async (entity, token) =>
        {
            try
            {
                Response response = await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, entity.ETag, token);
                if (!response.IsError)
                    Interlocked.Increment(ref removed);
            }
            catch (RequestFailedException exception) when (exception.Status == 412)
            {
                // It stands for a new request since.
            }
        });
        return removed;
    }

    private static TableEntity ToEntity(string partition, KeyedRequest request) => new(partition, RowKey)
    {
        [nameof(KeyedRequest.Job)] = request.Job,
        [nameof(KeyedRequest.BodyDigest)] = request.BodyDigest,
        [nameof(KeyedRequest.CreatedAt)] = request.CreatedAt,
    };

    private static KeyedRequest FromEntity(TableEntity entity) => new(
        entity.GetString(nameof(KeyedRequest.Job)),
        entity.GetString(nameof(KeyedRequest.BodyDigest)),
        entity.GetDateTimeOffset(nameof(KeyedRequest.CreatedAt))!.Value);
}
