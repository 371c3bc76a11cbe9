using System.Globalization;
using Azure.Data.Tables;

namespace XaiFunctions.App.Storage;

/// <summary>What a reader says of the explanation of a row. What is null was not said.</summary>
/// <param name="Job">The job.</param>
/// <param name="Row">The row.</param>
/// <param name="At">When it was said.</param>
/// <param name="Understandable">Whether it could be understood.</param>
/// <param name="Useful">Whether it was of use.</param>
/// <param name="Right">Whether it was right in the reader's eyes.</param>
/// <param name="Comment">A text of the reader's own. It may tell of people, so it is never logged.</param>
public sealed record FeedbackEntry(string Job, long Row, DateTimeOffset At, bool? Understandable, bool? Useful, bool? Right, string? Comment);

/// <summary>The Feedback table: partition = model, row = job, row number and a random part, so that nothing that was said replaces something else.</summary>
public sealed class FeedbackTable(StorageAccount storage)
{
    private const int BatchRows = 100;

    /// <summary>Notes what a reader says.</summary>
    public async Task AddAsync(string model, FeedbackEntry entry, CancellationToken cancellation)
    {
        string row = string.Create(CultureInfo.InvariantCulture, $"{entry.Job}-{entry.Row:D10}-{Guid.NewGuid():N}");
        var entity = new TableEntity(Paths.ModelFolder(model), row)
        {
            [nameof(FeedbackEntry.Job)] = entry.Job,
            [nameof(FeedbackEntry.Row)] = entry.Row,
            [nameof(FeedbackEntry.At)] = entry.At,
            [nameof(FeedbackEntry.Understandable)] = entry.Understandable,
            [nameof(FeedbackEntry.Useful)] = entry.Useful,
            [nameof(FeedbackEntry.Right)] = entry.Right,
            [nameof(FeedbackEntry.Comment)] = entry.Comment,
        };
        await (await storage.TableAsync(StorageAccount.FeedbackTable)).AddEntityAsync(entity, cancellation);
    }

    /// <summary>Reads all that was said of a model's explanations, job by job.</summary>
    public async IAsyncEnumerable<FeedbackEntry> ReadAsync(string model)
    {
        TableClient table = await storage.TableAsync(StorageAccount.FeedbackTable);
        string partition = Paths.ModelFolder(model);
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}")))
        {
            yield return new(
                entity.GetString(nameof(FeedbackEntry.Job)),
                entity.GetInt64(nameof(FeedbackEntry.Row)) ?? 0,
                entity.GetDateTimeOffset(nameof(FeedbackEntry.At))!.Value,
                entity.GetBoolean(nameof(FeedbackEntry.Understandable)),
                entity.GetBoolean(nameof(FeedbackEntry.Useful)),
                entity.GetBoolean(nameof(FeedbackEntry.Right)),
                entity.GetString(nameof(FeedbackEntry.Comment)));
        }
    }

    /// <summary>Removes what was said of a job.</summary>
    public Task RemoveAsync(string model, string job, CancellationToken cancellation) => RemovePrefixAsync(model, job, cancellation);

    /// <summary>Removes what was said of a row.</summary>
    public Task RemoveAsync(string model, string job, long row, CancellationToken cancellation) =>
        RemovePrefixAsync(model, string.Create(CultureInfo.InvariantCulture, $"{job}-{row:D10}"), cancellation);

    private async Task RemovePrefixAsync(string model, string prefix, CancellationToken cancellation)
    {
        TableClient table = await storage.TableAsync(StorageAccount.FeedbackTable);
        string partition = Paths.ModelFolder(model);
        // "." follows the hyphen after the prefix.
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {prefix} and RowKey lt {prefix + "."}");
        var batch = new List<TableTransactionAction>(BatchRows);
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellation))
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
}
