namespace Microsoft.DurableTask;

/// <summary>Items that arrive page by page.</summary>
/// <typeparam name="T">The type of an item.</typeparam>
public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
    where T : notnull
{
    /// <summary>The pages, from the one that a continuation token names.</summary>
    /// <param name="continuationToken">The token of the page before; null starts with the first page.</param>
    /// <param name="pageSizeHint">How many items a page should hold; null takes the query's own size.</param>
    public abstract IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null);

    /// <inheritdoc/>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (Page<T> page in AsPages().WithCancellation(cancellationToken))
            foreach (T value in page.Values)
                yield return value;
    }
}
