using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>Removes instances that have ended, in transactions of a bounded size so that nobody waits long for the writer.</summary>
internal static class Purge
{
    private const int BatchSize = 100;

    /// <summary>Purges instances and, if asked for, their ended sub-orchestrations.</summary>
    /// <returns>How many were purged.</returns>
    public static Task<int> RunAsync(HubWriter writer, IReadOnlyList<long> keys, bool recursive) => writer.RunAsync(
        connection => keys.Sum(key => Remove(connection, key, recursive)), null, patient: false);

    /// <summary>Purges the ended instances that a filter matches.</summary>
    public static async Task<PurgeResult> RunAsync(
        HubDatabase database, HubWriter writer, PurgeInstancesFilter filter, bool recursive, TimeProvider clock, CancellationToken cancellation)
    {
        OrchestrationRuntimeStatus[] asked = [.. filter.Statuses ?? []];
        OrchestrationRuntimeStatus[] ended = [.. StatusSets.Ended.Where(status => asked.Length == 0 || asked.Contains(status))];
        if (ended.Length == 0)
            return new(0, isComplete: true);

        OrchestrationQuery query = new(filter.CreatedFrom, filter.CreatedTo, ended);
        long start = clock.GetTimestamp(), after = 0;
        int purged = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (filter.Timeout is { } timeout && clock.GetElapsedTime(start) >= timeout)
                return new(purged, isComplete: false);

            long from = after;
            List<InstanceRow> rows = database.Read(connection => HubStore.ListInstances(connection, query, from, BatchSize));
            if (rows.Count == 0)
                return new(purged, isComplete: true);
            purged += await RunAsync(writer, [.. rows.Select(row => row.Key)], recursive);
            after = rows[^1].Key;
        }
    }

    private static int Remove(HubConnection connection, long key, bool recursive)
    {
        // It may be gone since it was found, with its parent or because a new instance took its id.
        if (HubStore.FindInstance(connection, key) is not { HasEnded: true })
            return 0;
        int children = recursive ? HubStore.EndedChildren(connection, key).Sum(child => Remove(connection, child, recursive)) : 0;
        HubStore.DeleteInstance(connection, key);
        return children + 1;
    }
}
