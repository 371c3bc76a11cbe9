using System.Globalization;
using Azure.Data.Tables;

namespace XaiFunctions.App.Storage;

/// <summary>The Explanations table: partition = job, row = the row's number in the file, padded to ten digits.</summary>
public sealed class ExplanationTable(StorageAccount storage)
{
    // A transaction takes 100 entities and 4 MiB; a text property takes 32 Ki characters.
    private const int BatchRows = 100;
    private const int BatchCharacters = 1_500_000;
    private const int PropertyCharacters = 32_000;

    /// <summary>Upserts rows in batches, so that writing them again changes nothing.</summary>
    public async Task WriteAsync(string job, IEnumerable<ExplanationEntry> entries, CancellationToken cancellation)
    {
        TableClient table = await storage.TableAsync(StorageAccount.ExplanationsTable);
        var batch = new List<TableTransactionAction>(BatchRows);
        int characters = 0;
        foreach (ExplanationEntry entry in entries)
        {
            batch.Add(new(TableTransactionActionType.UpsertReplace, ToEntity(job, entry)));
            characters += entry.Attributions.Length + entry.Predictions.Length;
            if (batch.Count < BatchRows && characters < BatchCharacters)
                continue;

            await table.SubmitTransactionAsync(batch, cancellation);
            batch.Clear();
            characters = 0;
        }

        if (batch.Count > 0)
            await table.SubmitTransactionAsync(batch, cancellation);
    }

    /// <summary>Reads a job's rows in order.</summary>
    public async IAsyncEnumerable<ExplanationEntry> ReadAsync(string job)
    {
        TableClient table = await storage.TableAsync(StorageAccount.ExplanationsTable);
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(RowsOf(job)))
        {
            yield return new(
                long.Parse(entity.RowKey, CultureInfo.InvariantCulture),
                entity.GetString(nameof(ExplanationEntry.Predictions)) ?? "",
                entity.GetString(nameof(ExplanationEntry.Attributions)) ?? "",
                entity.GetInt64(nameof(ExplanationEntry.Evaluations)) ?? 0);
        }
    }

    /// <summary>Removes a job's rows.</summary>
    public async Task RemoveAsync(string job, CancellationToken cancellation)
    {
        TableClient table = await storage.TableAsync(StorageAccount.ExplanationsTable);
        var batch = new List<TableTransactionAction>(BatchRows);
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(RowsOf(job), select: ["PartitionKey", "RowKey"], cancellationToken: cancellation))
        {
            batch.Add(new(TableTransactionActionType.Delete, entity));
            if (batch.Count < BatchRows)
                continue;
            await table.SubmitTransactionAsync(batch, cancellation);
            batch.Clear();
        }

        if (batch.Count > 0)
            await table.SubmitTransactionAsync(batch, cancellation);
    }

    /// <summary>Removes some of a job's rows.</summary>
    public async Task RemoveAsync(string job, IEnumerable<long> rows, CancellationToken cancellation)
    {
        TableClient table = await storage.TableAsync(StorageAccount.ExplanationsTable);
        foreach (long row in rows)
            await table.DeleteEntityAsync(job, RowKey(row), cancellationToken: cancellation);
    }

    private static string RowKey(long row) => row.ToString("D10", CultureInfo.InvariantCulture);

    // Row keys are digits; the job's own entity ("job") comes after them.
    private static string RowsOf(string job) => TableClient.CreateQueryFilter($"PartitionKey eq {job} and RowKey lt {":"}");

    private static TableEntity ToEntity(string job, ExplanationEntry entry)
    {
        var entity = new TableEntity(job, RowKey(entry.Row))
        {
            [nameof(ExplanationEntry.Evaluations)] = entry.Evaluations,
        };
        // What does not fit into a property is in rows.jsonl all the same.
        if (entry.Predictions.Length <= PropertyCharacters)
            entity[nameof(ExplanationEntry.Predictions)] = entry.Predictions;
        if (entry.Attributions.Length <= PropertyCharacters)
            entity[nameof(ExplanationEntry.Attributions)] = entry.Attributions;
        return entity;
    }
}

/// <summary>One explained row as the table keeps it.</summary>
/// <param name="Row">The 1-based data row in the file.</param>
/// <param name="Predictions">JSON: one number an output.</param>
/// <param name="Attributions">JSON: an array an output, of one number a player.</param>
/// <param name="Evaluations">Coalitions valued for the row.</param>
public sealed record ExplanationEntry(long Row, string Predictions, string Attributions, long Evaluations);
