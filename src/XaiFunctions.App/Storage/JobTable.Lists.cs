using System.Globalization;
using Azure.Data.Tables;

namespace XaiFunctions.App.Storage;

/// <content>Lists of jobs.</content>
public sealed partial class JobTable
{
    /// <summary>Lists jobs.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="top">The most jobs in the answer.</param>
    /// <param name="after">The place after which to go on, or null to begin.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async Task<JobPage> ListAsync(JobFilter filter, int top, JobPlace? after, CancellationToken cancellation)
    {
        TableClient table = await storage.TableAsync(StorageAccount.JobsTable);
        var found = new List<TableEntity>(top + 1);
        foreach (string? query in Queries(filter, after))
        {
            // One more than asked for tells whether there are more.
            await foreach (TableEntity entity in table.QueryAsync<TableEntity>(query, maxPerPage: Math.Min(top + 1, 1000), cancellationToken: cancellation))
            {
                found.Add(entity);
                if (found.Count > top)
                    return new([.. found.Take(top).Select(FromEntity)], new(found[top - 1].PartitionKey, found[top - 1].RowKey));
            }
        }

        return new([.. found.Select(FromEntity)], null);
    }

    /// <summary>
    /// The queries whose answers follow one another. Going on in the middle takes two, the rest of a partition and the partitions after it: the
    /// service turns each into a range of keys, which it does not do for the two joined by "or".
    /// </summary>
    private static IEnumerable<string?> Queries(JobFilter filter, JobPlace? after)
    {
        string? model = filter.Model is null ? null : Paths.ModelFolder(filter.Model);
        string[] common = [.. Conditions(filter)];
        if (after is not null && (model is null || model == after.Partition))
            yield return All([TableClient.CreateQueryFilter($"PartitionKey eq {after.Partition} and RowKey gt {after.Row}"), .. common]);
        if (model is not null && after is null)
            yield return All([TableClient.CreateQueryFilter($"PartitionKey eq {model}"), .. common]);
        if (model is null)
            yield return All(after is null ? common : [TableClient.CreateQueryFilter($"PartitionKey gt {after.Partition}"), .. common]);
    }

    private static IEnumerable<string> Conditions(JobFilter filter)
    {
        // Row keys begin with the inverted time, so that the later end comes first; "-" and the id follow the digits.
        if (filter.From is { } from)
            yield return TableClient.CreateQueryFilter($"RowKey lt {Inverted(from)}");
        if (filter.To is { } to)
            yield return TableClient.CreateQueryFilter($"RowKey ge {Inverted(to)}");
        if (filter.State is { } state)
            yield return TableClient.CreateQueryFilter($"State eq {state.ToString()}");
    }

    /// <summary>The lowest row key of all jobs that were asked for before a time.</summary>
    private static string Inverted(DateTimeOffset time) =>
        (DateTimeOffset.MaxValue.Ticks - time.UtcTicks + 1).ToString("D19", CultureInfo.InvariantCulture);

    /// <returns>Null, that is everything, if there is no condition.</returns>
    private static string? All(string[] conditions) => conditions.Length == 0 ? null : string.Join(" and ", conditions);
}
