using Azure;
using Azure.Data.Tables;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Privacy.Erasures;

/// <summary>Where an erasure stands.</summary>
public enum ErasureState
{
    /// <summary>It is scheduled or running.</summary>
    Running,

    /// <summary>Nothing of the subject is left.</summary>
    Completed,

    /// <summary>It could not be done to the end; asking again goes on with it.</summary>
    Failed,
}

/// <summary>What is known of an erasure.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Run">How often it was asked for after it had ended, from 1.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AskedAt">When it was asked for last.</param>
public sealed record ErasureRecord(string Id, int Run, ErasureState State, DateTimeOffset AskedAt)
{
    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The jobs that had rows of the subject.</summary>
    public int? Jobs { get; init; }

    /// <summary>The rows of the subject in them.</summary>
    public long? Rows { get; init; }

    /// <summary>The scoring and label files that had records of the subject.</summary>
    public int? Files { get; init; }

    /// <summary>Files that cannot be read, so that nobody can say whether the subject is in them.</summary>
    public int? UnreadableFiles { get; init; }

    /// <summary>The audits that counted rows of the subject.</summary>
    public int? Audits { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }
}

/// <summary>The erasures in the Subjects table: partition <c>erasures</c>, row = id.</summary>
public sealed class ErasureTable(StorageAccount storage)
{
    private const string Partition = "erasures";

    /// <summary>Finds an erasure.</summary>
    public async Task<ErasureRecord?> FindAsync(string id, CancellationToken cancellation) => (await FindEntityAsync(id, cancellation)).Record;

    /// <summary>Begins a run of an erasure unless one is running.</summary>
    /// <returns>The erasure as it now stands.</returns>
    public async Task<ErasureRecord> BeginAsync(string id, DateTimeOffset askedAt, CancellationToken cancellation)
    {
        TableClient table = await TableAsync();
        while (true)
        {
            (ErasureRecord? known, ETag version) = await FindEntityAsync(id, cancellation);
            if (known is { State: ErasureState.Running })
                return known;
            var next = new ErasureRecord(id, (known?.Run ?? 0) + 1, ErasureState.Running, askedAt);
            try
            {
                if (known is null)
                    await table.AddEntityAsync(ToEntity(next), cancellation);
                else
                    await table.UpdateEntityAsync(ToEntity(next), version, TableUpdateMode.Replace, cancellation);
                return next;
            }
            catch (RequestFailedException exception) when (exception.Status is 409 or 412)
            {
                // Another request was faster; look what it began.
            }
        }
    }

    /// <summary>Stores what is now known of an erasure.</summary>
    public async Task UpdateAsync(ErasureRecord record, CancellationToken cancellation) =>
        await (await TableAsync()).UpsertEntityAsync(ToEntity(record), TableUpdateMode.Replace, cancellation);

    private async Task<(ErasureRecord? Record, ETag Version)> FindEntityAsync(string id, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> entity = await (await TableAsync()).GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellation);
        return entity.HasValue ? (FromEntity(entity.Value!), entity.Value!.ETag) : default;
    }

    private static TableEntity ToEntity(ErasureRecord record) => new(Partition, record.Id)
    {
        [nameof(ErasureRecord.Run)] = record.Run,
        [nameof(ErasureRecord.State)] = record.State.ToString(),
        [nameof(ErasureRecord.AskedAt)] = record.AskedAt,
        [nameof(ErasureRecord.FinishedAt)] = record.FinishedAt,
        [nameof(ErasureRecord.Jobs)] = record.Jobs,
        [nameof(ErasureRecord.Rows)] = record.Rows,
        [nameof(ErasureRecord.Files)] = record.Files,
        [nameof(ErasureRecord.UnreadableFiles)] = record.UnreadableFiles,
        [nameof(ErasureRecord.Audits)] = record.Audits,
        [nameof(ErasureRecord.Problem)] = record.Problem,
    };

    private static ErasureRecord FromEntity(TableEntity entity) => new(
        entity.RowKey,
        entity.GetInt32(nameof(ErasureRecord.Run))!.Value,
        Enum.Parse<ErasureState>(entity.GetString(nameof(ErasureRecord.State))),
        entity.GetDateTimeOffset(nameof(ErasureRecord.AskedAt))!.Value)
    {
        FinishedAt = entity.GetDateTimeOffset(nameof(ErasureRecord.FinishedAt)),
        Jobs = entity.GetInt32(nameof(ErasureRecord.Jobs)),
        Rows = entity.GetInt64(nameof(ErasureRecord.Rows)),
        Files = entity.GetInt32(nameof(ErasureRecord.Files)),
        UnreadableFiles = entity.GetInt32(nameof(ErasureRecord.UnreadableFiles)),
        Audits = entity.GetInt32(nameof(ErasureRecord.Audits)),
        Problem = entity.GetString(nameof(ErasureRecord.Problem)),
    };

    private Task<TableClient> TableAsync() => storage.TableAsync(StorageAccount.SubjectsTable);
}
