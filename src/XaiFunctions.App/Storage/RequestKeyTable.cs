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
/// are stored as hashes.
/// </summary>
public sealed class RequestKeyTable(StorageAccount storage)
{
    private const string RowKey = "request";

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
        while (true)
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
            catch (RequestFailedException exception) when (exception.Status is 409 or 412)
            {
                // Another request with the key was faster; look what it stands for now.
            }
        }
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
