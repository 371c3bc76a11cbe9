using System.Collections.Concurrent;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace XaiFunctions.App.Storage;

/// <summary>
/// The app's containers and tables, made when they are first needed. What passes through (drops, claim checks) is in the account that the
/// Functions host owns; what is kept may be in another, in which the app has no right beyond its containers.
/// </summary>
/// <param name="host">The host's account: scoring files, which its blob trigger watches, and claim checks.</param>
/// <param name="data">The account of models and documents; may be the same.</param>
/// <param name="tables">The tables of that account.</param>
public sealed class StorageAccount(BlobServiceClient host, BlobServiceClient data, TableServiceClient tables)
{
    /// <summary>The registry: <c>{model}/{version}/model.onnx</c> and what belongs to it.</summary>
    public const string Models = "models";

    /// <summary>Dropped scoring files: <c>{model}/{file}</c>. Nothing of ours is written here.</summary>
    public const string Scoring = "scoring";

    /// <summary>Documents: <c>{model}/{job}/{file}</c>.</summary>
    public const string Explanations = "explanations";

    /// <summary>Claim checks: <c>{job}/...</c>, gone when the job ends.</summary>
    public const string Work = "work";

    /// <summary>Audits: <c>{model}/{audit}/{file}</c>.</summary>
    public const string Audits = "audits";

    /// <summary>Dropped labels: <c>{model}/{file}</c>.</summary>
    public const string Labels = "labels";

    /// <summary>The audit log: append blobs that only grow.</summary>
    public const string AuditLog = "audit-log";

    /// <summary>One entity a job: partition = model, row = inverted time and job.</summary>
    public const string JobsTable = "Jobs";

    /// <summary>One entity a row: partition = job, row = zero-padded row number.</summary>
    public const string ExplanationsTable = "Explanations";

    /// <summary>One entity an opinion of a reader: partition = model, row = job, row number and a random part.</summary>
    public const string FeedbackTable = "Feedback";

    /// <summary>One entity an audit: partition = model.</summary>
    public const string AuditsTable = "Audits";

    /// <summary>Which rows are whose, by keyed hashes; the keys; and what was erased.</summary>
    public const string SubjectsTable = "Subjects";

    /// <summary>What was released under differential privacy, and what that has cost: partition = model.</summary>
    public const string ReleasesTable = "Releases";

    /// <summary>What there is in the audit log, to be looked up.</summary>
    public const string AuditLogTable = "AuditLog";

    private readonly ConcurrentDictionary<string, Task<BlobContainerClient>> containers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task<TableClient>> tableClients = new(StringComparer.Ordinal);

    public Task<BlobContainerClient> ContainerAsync(string name) => OnceAsync(containers, name, async () =>
    {
        BlobContainerClient container = AccountOf(name).GetBlobContainerClient(name);
        await container.CreateIfNotExistsAsync();
        return container;
    });

    public Task<TableClient> TableAsync(string name) => OnceAsync(tableClients, name, async () =>
    {
        TableClient table = tables.GetTableClient(name);
        await table.CreateIfNotExistsAsync();
        return table;
    });

    /// <summary>Whether storage answers at all.</summary>
    public async Task PingAsync(CancellationToken cancellation) =>
        await AccountOf(Models).GetBlobContainerClient(Models).ExistsAsync(cancellation);

    /// <summary>The account that a container is in.</summary>
    internal BlobServiceClient AccountOf(string container) => container is Scoring or Work ? host : data;

    private static async Task<T> OnceAsync<T>(ConcurrentDictionary<string, Task<T>> cache, string name, Func<Task<T>> create)
    {
        Task<T> task = cache.GetOrAdd(name, _ => create());
        try
        {
            return await task;
        }
        catch
        {
            // The next caller tries again instead of being told of this failure for ever.
            cache.TryRemove(new KeyValuePair<string, Task<T>>(name, task));
            throw;
        }
    }
}
