using Azure;
using Azure.Data.Tables;

namespace XaiFunctions.App.Storage;

/// <summary>
/// The Jobs table: partition = model, row = inverted time and id. A job is found by its id alone through an entity of its own in the
/// Explanations table (partition = job, row = <c>job</c>).
/// </summary>
public sealed partial class JobTable(StorageAccount storage)
{
    private const string IndexKey = "job";

    /// <summary>Notes a new job. A job that is noted already stays as it is.</summary>
    public async Task CreateAsync(JobRecord job, CancellationToken cancellation)
    {
        TableClient index = await storage.TableAsync(StorageAccount.ExplanationsTable);
        var pointer = new TableEntity(job.Id, IndexKey) { ["Model"] = job.Model, ["JobKey"] = job.RowKey };
        await index.UpsertEntityAsync(pointer, TableUpdateMode.Replace, cancellation);
        TableClient jobs = await storage.TableAsync(StorageAccount.JobsTable);
        try
        {
            await jobs.AddEntityAsync(ToEntity(job), cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            // A redelivered event: the job may have come further in the meantime.
        }
    }

    /// <summary>Stores what is now known of a job.</summary>
    public async Task UpdateAsync(JobRecord job, CancellationToken cancellation) =>
        await (await storage.TableAsync(StorageAccount.JobsTable)).UpsertEntityAsync(ToEntity(job), TableUpdateMode.Replace, cancellation);

    /// <summary>Notes that a job is being cancelled, unless it has ended in the meantime.</summary>
    /// <returns>The job as it now stands, or null if there is none.</returns>
    public async Task<JobRecord?> MarkCancellingAsync(string id, CancellationToken cancellation)
    {
        TableClient jobs = await storage.TableAsync(StorageAccount.JobsTable);
        while (await FindEntityAsync(id, cancellation) is { } entity)
        {
            JobRecord job = FromEntity(entity);
            if (job.HasEnded)
                return job;
            entity[nameof(JobRecord.State)] = nameof(JobState.Cancelling);
            try
            {
                await jobs.UpdateEntityAsync(entity, entity.ETag, TableUpdateMode.Replace, cancellation);
                return job with { State = JobState.Cancelling };
            }
            catch (RequestFailedException exception) when (exception.Status == 412)
            {
                // The job went on in between; look again.
            }
        }

        return null;
    }

    /// <summary>Notes what became of a job's callback. A job that is deleted stays so.</summary>
    public async Task NoteCallbackAsync(JobRecord job, CallbackState state, CancellationToken cancellation)
    {
        TableClient jobs = await storage.TableAsync(StorageAccount.JobsTable);
        var change = new TableEntity(Paths.ModelFolder(job.Model), job.RowKey) { [nameof(JobRecord.Callback)] = state.ToString() };
        try
        {
            await jobs.UpdateEntityAsync(change, ETag.All, TableUpdateMode.Merge, cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            // It was deleted in between.
        }
    }

    /// <summary>Finds a job by its id.</summary>
    public async Task<JobRecord?> FindAsync(string id, CancellationToken cancellation) =>
        await FindEntityAsync(id, cancellation) is { } entity ? FromEntity(entity) : null;

    private async Task<TableEntity?> FindEntityAsync(string id, CancellationToken cancellation)
    {
        TableClient index = await storage.TableAsync(StorageAccount.ExplanationsTable);
        NullableResponse<TableEntity> pointer = await index.GetEntityIfExistsAsync<TableEntity>(id, IndexKey, cancellationToken: cancellation);
        if (!pointer.HasValue)
            return null;

        TableClient jobs = await storage.TableAsync(StorageAccount.JobsTable);
        string partition = Paths.ModelFolder(pointer.Value!.GetString("Model"));
        NullableResponse<TableEntity> entity =
            await jobs.GetEntityIfExistsAsync<TableEntity>(partition, pointer.Value.GetString("JobKey"), cancellationToken: cancellation);
        return entity.HasValue ? entity.Value : null;
    }

    /// <summary>Forgets a job.</summary>
    public async Task RemoveAsync(JobRecord job, CancellationToken cancellation)
    {
        await (await storage.TableAsync(StorageAccount.JobsTable)).DeleteEntityAsync(Paths.ModelFolder(job.Model), job.RowKey, cancellationToken: cancellation);
        await (await storage.TableAsync(StorageAccount.ExplanationsTable)).DeleteEntityAsync(job.Id, IndexKey, cancellationToken: cancellation);
    }

    private static TableEntity ToEntity(JobRecord job) => new(Paths.ModelFolder(job.Model), job.RowKey)
    {
        [nameof(JobRecord.Id)] = job.Id,
        [nameof(JobRecord.Model)] = job.Model,
        [nameof(JobRecord.CreatedAt)] = job.CreatedAt,
        [nameof(JobRecord.Trigger)] = job.Trigger,
        [nameof(JobRecord.State)] = job.State.ToString(),
        [nameof(JobRecord.File)] = job.File,
        [nameof(JobRecord.FinishedAt)] = job.FinishedAt,
        [nameof(JobRecord.Version)] = job.Version,
        [nameof(JobRecord.Rows)] = job.Rows,
        [nameof(JobRecord.Rejected)] = job.Rejected,
        [nameof(JobRecord.Problem)] = job.Problem,
        [nameof(JobRecord.Callback)] = job.Callback?.ToString(),
    };

    private static JobRecord FromEntity(TableEntity entity) => new()
    {
        Id = entity.GetString(nameof(JobRecord.Id)),
        Model = entity.GetString(nameof(JobRecord.Model)),
        CreatedAt = entity.GetDateTimeOffset(nameof(JobRecord.CreatedAt))!.Value,
        Trigger = entity.GetString(nameof(JobRecord.Trigger)),
        State = Enum.Parse<JobState>(entity.GetString(nameof(JobRecord.State))),
        File = entity.GetString(nameof(JobRecord.File)),
        FinishedAt = entity.GetDateTimeOffset(nameof(JobRecord.FinishedAt)),
        Version = entity.GetString(nameof(JobRecord.Version)),
        Rows = entity.GetInt64(nameof(JobRecord.Rows)),
        Rejected = entity.GetInt64(nameof(JobRecord.Rejected)),
        Problem = entity.GetString(nameof(JobRecord.Problem)),
        Callback = entity.GetString(nameof(JobRecord.Callback)) is { } callback ? Enum.Parse<CallbackState>(callback) : null,
    };
}
