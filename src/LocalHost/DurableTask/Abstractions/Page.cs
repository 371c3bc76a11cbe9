namespace Microsoft.DurableTask;

/// <summary>One page of items.</summary>
/// <typeparam name="T">The type of an item.</typeparam>
public sealed class Page<T>
    where T : notnull
{
    /// <summary>Makes a page.</summary>
    /// <param name="values">The page's items.</param>
    /// <param name="continuationToken">What to ask the next page with; null for the last page.</param>
    public Page(IReadOnlyList<T> values, string? continuationToken = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
        ContinuationToken = continuationToken;
    }

    /// <summary>The page's items.</summary>
    public IReadOnlyList<T> Values { get; }

    /// <summary>What to ask the next page with; null for the last page.</summary>
    public string? ContinuationToken { get; }
}
