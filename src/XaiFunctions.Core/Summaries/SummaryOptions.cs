namespace XaiFunctions.Core.Summaries;

/// <summary>How a background is summarised.</summary>
public enum SummaryMethod
{
    /// <summary>Means of clusters, put together from values that occur: each column of a mean takes the nearest value of that column.</summary>
    KMeans,

    /// <summary>Rows that occur, each in the middle of its cluster.</summary>
    KMedoids,
}

/// <summary>A wish for a smaller background. Explanations against a summary are of another game than those against the rows: cheaper, and not the same.</summary>
public sealed record SummaryOptions
{
    /// <summary>How the rows are summarised.</summary>
    /// <value>The default is <see cref="SummaryMethod.KMeans"/>.</value>
    public SummaryMethod Method { get; init; } = SummaryMethod.KMeans;

    /// <summary>The rows of the summary, from 1; fewer if there are not as many different rows.</summary>
    public required int Size { get; init; }

    /// <summary>Where the choice of the first centres starts from. The same seed gives the same summary.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }
}
