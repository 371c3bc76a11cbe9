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

    /// <summary>Notes what a key of a model stands for, unless that is known already: the first writer decides.</summary>
    /// <returns>What it stands for.</returns>
    public async Task<KeyedRequest> KeepFirstAsync(string model, string key, KeyedRequest request, CancellationToken cancellation)
    {
        TableClient table = await storage.TableAsync(StorageAccount.ExplanationsTable);
        string partition = Paths.RequestKey(model, key);
        var entity = new TableEntity(partition, RowKey)
        {
            [nameof(KeyedRequest.Job)] = request.Job,
            [nameof(KeyedRequest.BodyDigest)] = request.BodyDigest,
            [nameof(KeyedRequest.CreatedAt)] = request.CreatedAt,
        };
        try
        {
            await table.AddEntityAsync(entity, cancellation);
            return request;
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            entity = await table.GetEntityAsync<TableEntity>(partition, RowKey, cancellationToken: cancellation);
            return new(
                entity.GetString(nameof(KeyedRequest.Job)),
                entity.GetString(nameof(KeyedRequest.BodyDigest)),
                entity.GetDateTimeOffset(nameof(KeyedRequest.CreatedAt))!.Value);
        }
    }
}
