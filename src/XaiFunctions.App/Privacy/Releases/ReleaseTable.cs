using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.Privacy;

namespace XaiFunctions.App.Privacy.Releases;

/// <summary>
/// The Releases table: partition = model; one entity a release, and one that every release changes in the same transaction, so that of two at the same moment the later one is judged by what the earlier
/// one has cost.
/// </summary>
public sealed class ReleaseTable(StorageAccount storage)
{
    private const string Guard = "ledger";
    private const string Prefix = "release-";
    private const string Count = "Count";
    private const string Content = "Content";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>The release that answered a question, or null if it was not asked.</summary>
    public async Task<ImportanceRelease?> FindAsync(string model, string id, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> entity = await (await TableAsync()).GetEntityIfExistsAsync<TableEntity>(model, Prefix + id, cancellationToken: cancellation);
        return entity.HasValue ? Read(entity.Value!) : null;
    }

    /// <summary>Keeps a release if what is left of the budget pays for it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="budget">The most that all releases of the model together may cost.</param>
    /// <param name="release">Makes the release, given what all of them will then have cost. It is told to nobody unless it is kept.</param>
    /// <param name="cost">What it costs.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The release; null, with what was spent, if the budget does not pay for it.</returns>
    public async Task<(ImportanceRelease? Release, PrivacyCost Spent)> SpendAsync(
        string model, PrivacyCost budget, Func<PrivacyCost, ImportanceRelease> release, PrivacyCost cost, CancellationToken cancellation)
    {
        TableClient table = await TableAsync();
        while (true)
        {
            // The guard is read first: what is added after that makes the transaction fail.
            NullableResponse<TableEntity> guard = await table.GetEntityIfExistsAsync<TableEntity>(model, Guard, cancellationToken: cancellation);
            var entries = new List<PrivacyEntry>();
            await foreach (TableEntity entity in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {model} and RowKey ge {Prefix} and RowKey lt {"release."}"), cancellationToken: cancellation))
                entries.Add(new PrivacyEntry(entity.RowKey, Read(entity).Cost));
            var ledger = new PrivacyLedger(budget, entries);
            var entry = new PrivacyEntry(model, cost);
            if (!ledger.CanSpend(entry))
                return (null, ledger.Spent);

            ImportanceRelease made = release(ledger.Spend(entry).Spent);
            var next = new TableEntity(model, Guard) { [Count] = entries.Count + 1 };
            try
            {
                await table.SubmitTransactionAsync(
                    [
                        guard.HasValue ? new(TableTransactionActionType.UpdateReplace, next, guard.Value!.ETag) : new(TableTransactionActionType.Add, next),
                        new(TableTransactionActionType.Add, new TableEntity(model, Prefix + made.Id) { [Content] = JsonSerializer.Serialize(made, Format) }),
                    ],
                    cancellation);
                return (made, made.Spent);
            }
            catch (TableTransactionFailedException exception) when (exception.Status is 409 or 412)
            {
                // Another release was faster. If it answered the same question, that is the answer.
                if (await FindAsync(model, made.Id, cancellation) is { } known)
                    return (known, known.Spent);
            }
        }
    }

    private static ImportanceRelease Read(TableEntity entity) => JsonSerializer.Deserialize<ImportanceRelease>(entity.GetString(Content), Format)!;

    private Task<TableClient> TableAsync() => storage.TableAsync(StorageAccount.ReleasesTable);
}
