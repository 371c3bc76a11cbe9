using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Http;
using XaiFunctions.App.Options;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Access;

/// <summary>
/// Counts the rows that a caller has explained by request in each hour, and refuses more than <see cref="AccessOptions.RowsPerHour"/>: nobody's program
/// gone wild spends everybody's money. One entity a caller and hour in the Explanations table, in a partition that no job's id can be.
/// </summary>
public sealed class CallerQuota(StorageAccount storage, IOptions<AccessOptions> options, TimeProvider time)
{
    private const string RowsProperty = "Rows";

    /// <summary>Takes rows from a caller's quota of this hour.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="rows">For how many rows.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <exception cref="ProblemException">The quota does not hold so many any more.</exception>
    public async Task TakeAsync(Caller caller, long rows, CancellationToken cancellation)
    {
        long most = options.Value.RowsPerHour;
        if (most == 0)
            return;
        TableClient table = await storage.TableAsync(StorageAccount.ExplanationsTable);
        string partition = Paths.RequestKey("quota", caller.Id), hour = time.GetUtcNow().UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
        while (true)
        {
            NullableResponse<TableEntity> found = await table.GetEntityIfExistsAsync<TableEntity>(partition, hour, cancellationToken: cancellation);
            TableEntity entity = found.HasValue ? found.Value! : new TableEntity(partition, hour);
            long taken = entity.GetInt64(RowsProperty) ?? 0;
            if (taken + rows > most)
                throw new ProblemException(Problem.TooManyRequests(string.Create(CultureInfo.InvariantCulture, $"{most:N0} rows an hour are explained for one caller; {taken:N0} of this hour's are used. Drop a file instead, or come back in the next hour.")));
            entity[RowsProperty] = taken + rows;
            if (await TryStoreAsync(table, entity, found.HasValue, cancellation))
                return;
        }
    }

    /// <returns>Whether nobody else was faster; then it has to be counted again.</returns>
    private static async Task<bool> TryStoreAsync(TableClient table, TableEntity entity, bool isThere, CancellationToken cancellation)
    {
        try
        {
            await (isThere ? table.UpdateEntityAsync(entity, entity.ETag, TableUpdateMode.Replace, cancellation) : table.AddEntityAsync(entity, cancellation));
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return false;
        }
    }
}
