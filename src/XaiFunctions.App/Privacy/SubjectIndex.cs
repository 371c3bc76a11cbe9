using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Privacy;

/// <summary>
/// Knows which rows are whose, by hashes alone. The Subjects table has one entity a row (partition = model and the first two digits of the hash, row = hash, job and row number), and the models' keys
/// (partition <c>keys</c>), by whose removal all their hashes become meaningless. The blob <c>explanations/_subjects/{job}</c> lists a job's rows, so that they can be taken out with it.
/// </summary>
public sealed class SubjectIndex(StorageAccount storage)
{
    private const string Keys = "keys";
    private const string KeyProperty = "Key";
    private const string AskedAt = "AskedAt";
    private const int BatchRows = 100;
    private const int Parallelism = 8;

    /// <summary>The hasher of a model; its key is drawn at the first use.</summary>
    public async Task<SubjectHasher> HasherAsync(string model, CancellationToken cancellation)
    {
        TableClient table = await TableAsync();
        while (true)
        {
            if (await FindHasherAsync(model, cancellation) is { } known)
                return known;
            try
            {
                await table.AddEntityAsync(new TableEntity(Keys, model) { [KeyProperty] = RandomNumberGenerator.GetBytes(SubjectHasher.KeyBytes) }, cancellation);
            }
            catch (RequestFailedException exception) when (exception.Status == 409)
            {
                // Another job drew one at the same moment.
            }
        }
    }

    /// <summary>The hasher of a model, or null if it never had a row with a key.</summary>
    public async Task<SubjectHasher?> FindHasherAsync(string model, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> entity = await (await TableAsync()).GetEntityIfExistsAsync<TableEntity>(Keys, model, cancellationToken: cancellation);
        return entity.HasValue ? new(entity.Value!.GetBinary(KeyProperty)) : null;
    }

    /// <summary>The models that have had rows with keys.</summary>
    public async Task<IReadOnlyList<string>> ModelsAsync(CancellationToken cancellation)
    {
        var models = new List<string>();
        TableClient table = await TableAsync();
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Keys}"), select: ["RowKey"], cancellationToken: cancellation))
            models.Add(entity.RowKey);
        return models;
    }

    /// <summary>Keeps whose a job's rows are. Doing it again changes nothing.</summary>
    public async Task KeepAsync(string model, string job, DateTimeOffset askedAt, IReadOnlyList<SubjectRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
            return;
        await WriteListAsync(job, rows, cancellation);
        await SubmitAsync(
            rows, row => new(TableTransactionActionType.UpsertReplace, new TableEntity(Partition(model, row.Subject), RowKey(job, row)) { [AskedAt] = askedAt }), cancellation);
    }

    /// <summary>Whose a job's rows are; empty if they have no keys.</summary>
    public async Task<IReadOnlyList<SubjectRow>> OfJobAsync(string job, CancellationToken cancellation)
    {
        try
        {
            using var reader = new BinaryReader((await (await ListAsync(job)).DownloadContentAsync(cancellation)).Value.Content.ToStream());
            var rows = new SubjectRow[reader.ReadInt32()];
            for (int row = 0; row < rows.Length; row++)
                rows[row] = new(reader.ReadInt64(), new(new UInt128(reader.ReadUInt64(), reader.ReadUInt64())));
            return rows;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return [];
        }
    }

    /// <summary>Where a subject has rows, the latest job first.</summary>
    public async Task<IReadOnlyList<SubjectPlace>> FindAsync(string model, SubjectHash subject, CancellationToken cancellation)
    {
        // "." follows the hyphen after the hash.
        string partition = Partition(model, subject), first = subject.ToString(), filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {first + "."}");
        TableClient table = await TableAsync();
        var places = new List<SubjectPlace>();
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
        {
            string[] parts = entity.RowKey.Split('-');
            places.Add(new(parts[1], long.Parse(parts[2], CultureInfo.InvariantCulture), entity.GetDateTimeOffset(AskedAt)!.Value));
        }

        return [.. places.OrderByDescending(place => place.AskedAt).ThenBy(place => place.Job, StringComparer.Ordinal).ThenByDescending(place => place.Row)];
    }

    /// <summary>Forgets whose a job's rows are; or only which are a subject's.</summary>
    public async Task RemoveAsync(string model, string job, SubjectHash? subject, CancellationToken cancellation)
    {
        IReadOnlyList<SubjectRow> rows = await OfJobAsync(job, cancellation);
        SubjectRow[] left = [.. rows.Where(row => subject is not null && row.Subject != subject)];
        await SubmitAsync(
            [.. rows.Where(row => subject is null || row.Subject == subject)],
            row => new(TableTransactionActionType.Delete, new TableEntity(Partition(model, row.Subject), RowKey(job, row)) { ETag = ETag.All }),
            cancellation);
        if (left.Length > 0)
            await WriteListAsync(job, left, cancellation);
        else
            await (await ListAsync(job)).DeleteIfExistsAsync(cancellationToken: cancellation);
    }

    private static string Partition(string model, SubjectHash subject) => string.Create(CultureInfo.InvariantCulture, $"{model}-{(byte)(subject.Value >> 120):x2}");

    private static string RowKey(string job, SubjectRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.Subject}-{job}-{row.Row:D10}");

    private async Task WriteListAsync(string job, IReadOnlyList<SubjectRow> rows, CancellationToken cancellation)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(rows.Count);
        foreach (SubjectRow row in rows)
        {
            writer.Write(row.Row);
            writer.Write((ulong)(row.Subject.Value >> 64));
            writer.Write((ulong)row.Subject.Value);
        }

        writer.Flush();
        await (await ListAsync(job)).UploadAsync(BinaryData.FromBytes(stream.ToArray()), overwrite: true, cancellation);
    }

    private async Task SubmitAsync(IReadOnlyList<SubjectRow> rows, Func<SubjectRow, TableTransactionAction> act, CancellationToken cancellation)
    {
        TableClient table = await TableAsync();
        // A partition is a first byte; a batch is made when its turn comes, for a file may have millions of rows.
        IEnumerable<TableTransactionAction[]> batches = rows.GroupBy(row => row.Subject.Value >> 120).SelectMany(partition => partition.Chunk(BatchRows)).Select(batch => batch.Select(act).ToArray());
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(batches, options, async (batch, token) =>
        {
            try
            {
                await table.SubmitTransactionAsync(batch, token);
            }
            catch (TableTransactionFailedException exception) when (exception.Status == 404)
            {
                // An earlier attempt removed some of them already.
                foreach (TableTransactionAction action in batch)
                    await table.DeleteEntityAsync(action.Entity.PartitionKey, action.Entity.RowKey, cancellationToken: token);
            }
        });
    }

    private Task<TableClient> TableAsync() => storage.TableAsync(StorageAccount.SubjectsTable);

    private async Task<BlobClient> ListAsync(string job) => (await storage.ContainerAsync(StorageAccount.Explanations)).GetBlobClient($"_subjects/{job}");
}
