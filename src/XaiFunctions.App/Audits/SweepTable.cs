using System.Globalization;
using Azure;
using Azure.Data.Tables;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Audits;

/// <summary>Where an audit stands.</summary>
public enum SweepState
{
    /// <summary>It is scheduled or running.</summary>
    Running,

    /// <summary>Its documents are complete.</summary>
    Completed,

    /// <summary>It could not be made.</summary>
    Failed,
}

/// <summary>What the Audits table knows of an audit.</summary>
/// <param name="Sweep">What was to be made.</param>
/// <param name="State">Where it stands.</param>
public sealed record SweepRecord(Sweep Sweep, SweepState State)
{
    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The audited version.</summary>
    public string? Version { get; init; }

    /// <summary>The rows scored in the period.</summary>
    public long? Rows { get; init; }

    /// <summary>The alerts raised.</summary>
    public int? Alerts { get; init; }

    /// <summary>Tellings of alerts that were given up, if any were.</summary>
    public int? Undelivered { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }
}

/// <summary>How far a model's schedule has come.</summary>
/// <param name="Sweep">The last sweep that it began.</param>
/// <param name="Version">The version of this record.</param>
public sealed record SweepChain(Sweep Sweep, ETag Version);

/// <summary>
/// The Audits table: partition = model; a row for each audit, and one for how far the model's schedule has come, which only one of several timers at the same
/// moment can move on.
/// </summary>
public sealed class SweepTable(StorageAccount storage)
{
    private const string ChainKey = "chain";
    private const string Prefix = "audit-";

    /// <summary>How far a model's schedule has come, or null if it has not begun.</summary>
    public async Task<SweepChain?> FindChainAsync(string model, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> entity = await (await TableAsync()).GetEntityIfExistsAsync<TableEntity>(model, ChainKey, cancellationToken: cancellation);
        return entity.HasValue ? new(ToSweep(entity.Value!), entity.Value!.ETag) : null;
    }

    /// <summary>Moves a model's schedule on.</summary>
    /// <returns>Whether it was this caller that did.</returns>
    public async Task<bool> TryMoveChainAsync(Sweep sweep, ETag? version, CancellationToken cancellation)
    {
        TableClient table = await TableAsync();
        try
        {
            TableEntity entity = ToEntity(sweep, ChainKey);
            if (version is { } known)
                await table.UpdateEntityAsync(entity, known, TableUpdateMode.Replace, cancellation);
            else
                await table.AddEntityAsync(entity, cancellation);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Notes a new audit, unless it is noted already.</summary>
    public async Task CreateAsync(Sweep sweep, CancellationToken cancellation)
    {
        try
        {
            await (await TableAsync()).AddEntityAsync(ToEntity(new SweepRecord(sweep, SweepState.Running)), cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            // It was asked for before, and may have come further in the meantime.
        }
    }

    /// <summary>Stores what is now known of an audit.</summary>
    public async Task UpdateAsync(SweepRecord record, CancellationToken cancellation) =>
        await (await TableAsync()).UpsertEntityAsync(ToEntity(record), TableUpdateMode.Replace, cancellation);

    /// <summary>Finds an audit.</summary>
    public async Task<SweepRecord?> FindAsync(string model, string id, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> entity = await (await TableAsync()).GetEntityIfExistsAsync<TableEntity>(model, Prefix + id, cancellationToken: cancellation);
        return entity.HasValue ? FromEntity(entity.Value!) : null;
    }

    /// <summary>All audits of a model, the newest period first.</summary>
    public async Task<IReadOnlyList<SweepRecord>> ListAsync(string model, CancellationToken cancellation)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {model} and RowKey ge {Prefix} and RowKey lt {"audit."}");
        var records = new List<SweepRecord>();
        TableClient table = await TableAsync();
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
            records.Add(FromEntity(entity));
        return [.. records.OrderByDescending(record => record.Sweep.To).ThenByDescending(record => record.Sweep.From)];
    }

    private static TableEntity ToEntity(Sweep sweep, string key) => new(sweep.Model, key)
    {
        [nameof(Sweep.Id)] = sweep.Id,
        [nameof(Sweep.From)] = sweep.From.UtcTicks.ToString(CultureInfo.InvariantCulture),
        [nameof(Sweep.To)] = sweep.To.UtcTicks.ToString(CultureInfo.InvariantCulture),
        [nameof(Sweep.Trigger)] = sweep.Trigger,
        [nameof(Sweep.Actor)] = sweep.Actor,
    };

    private static TableEntity ToEntity(SweepRecord record)
    {
        TableEntity entity = ToEntity(record.Sweep, Prefix + record.Sweep.Id);
        entity[nameof(SweepRecord.State)] = record.State.ToString();
        entity[nameof(SweepRecord.FinishedAt)] = record.FinishedAt;
        entity[nameof(SweepRecord.Version)] = record.Version;
        entity[nameof(SweepRecord.Rows)] = record.Rows;
        entity[nameof(SweepRecord.Alerts)] = record.Alerts;
        entity[nameof(SweepRecord.Undelivered)] = record.Undelivered;
        entity[nameof(SweepRecord.Problem)] = record.Problem;
        return entity;
    }

    private static Sweep ToSweep(TableEntity entity) => new(
        entity.GetString(nameof(Sweep.Id)), entity.PartitionKey, Time(entity, nameof(Sweep.From)), Time(entity, nameof(Sweep.To)), entity.GetString(nameof(Sweep.Trigger)))
    { Actor = entity.GetString(nameof(Sweep.Actor)) };

    // As text: the table would round a time to its own precision, and ids follow from times.
    private static DateTimeOffset Time(TableEntity entity, string name) => new(long.Parse(entity.GetString(name), CultureInfo.InvariantCulture), TimeSpan.Zero);

    private static SweepRecord FromEntity(TableEntity entity) => new(ToSweep(entity), Enum.Parse<SweepState>(entity.GetString(nameof(SweepRecord.State))))
    {
        FinishedAt = entity.GetDateTimeOffset(nameof(SweepRecord.FinishedAt)),
        Version = entity.GetString(nameof(SweepRecord.Version)),
        Rows = entity.GetInt64(nameof(SweepRecord.Rows)),
        Alerts = entity.GetInt32(nameof(SweepRecord.Alerts)),
        Undelivered = entity.GetInt32(nameof(SweepRecord.Undelivered)),
        Problem = entity.GetString(nameof(SweepRecord.Problem)),
    };

    private Task<TableClient> TableAsync() => storage.TableAsync(StorageAccount.AuditsTable);
}
