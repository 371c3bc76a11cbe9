using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>The instances that a query matches, read page by page in the order of their creation.</summary>
internal sealed class InstancePages(
    HubDatabase database, OrchestrationQuery query, Func<InstanceRow, OrchestrationMetadata> convert, string hubName) : AsyncPageable<OrchestrationMetadata>
{
    /// <inheritdoc/>
    public override IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        int size = pageSizeHint ?? query.PageSize;
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(pageSizeHint));
        return ReadAsync(Parse(continuationToken ?? query.ContinuationToken), size);
    }

    private static long Parse(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return 0;
        return long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out long key)
            ? key
            : throw new ArgumentException($"'{token}' is no continuation token of this task hub.");
    }

    private async IAsyncEnumerable<Page<OrchestrationMetadata>> ReadAsync(
        long afterKey, int size, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        bool isOther = query.TaskHubNames is { } names && !names.Contains(hubName, StringComparer.OrdinalIgnoreCase);
        for (bool more = !isOther; more;)
        {
            cancellation.ThrowIfCancellationRequested();
            long after = afterKey;

            // One more than the page holds tells whether there is another page.
            List<InstanceRow> rows = await Task.Run(
                () => database.Read(connection => HubStore.ListInstances(connection, query, after, size + 1)), cancellation);
            more = rows.Count > size;
            if (more)
                rows.RemoveAt(size);
            afterKey = rows.Count > 0 ? rows[^1].Key : afterKey;
            yield return new([.. rows.Select(convert)], more ? afterKey.ToString(CultureInfo.InvariantCulture) : null);
        }
    }
}
