using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Drift;

/// <summary>One bin of a column: what is in it on either side. A count that is too small to be told is null.</summary>
/// <param name="Label">The category, or the range of numbers; "(missing)" and "(unseen)" for what their names say.</param>
/// <param name="Low">The lower edge, not in the bin; null for categories and for the lowest bin.</param>
/// <param name="High">The upper edge, in the bin; null for categories and for the highest bin.</param>
/// <param name="Reference">The count in the reference.</param>
/// <param name="Current">The count in the current values.</param>
public sealed record DriftBin(string Label, double? Low, double? High, long? Reference, long? Current);

/// <summary>What is known of a column's drift.</summary>
public enum DriftStatus
{
    /// <summary>It was measured.</summary>
    Measured,

    /// <summary>There are no current values.</summary>
    NoCurrentValues,

    /// <summary>There are no values in the reference.</summary>
    NoReference,

    /// <summary>One of the sides has too few values to report on.</summary>
    TooFew,
}

/// <summary>
/// The drift of one column: all distances, and the one that decides. Distances over bins count missing values and unseen categories as bins of their own;
/// the Kolmogorov-Smirnov and Wasserstein distances are those of the values that are there.
/// </summary>
public sealed record ColumnDrift
{
    /// <summary>The column's name.</summary>
    public required string Column { get; init; }

    /// <summary>Whether there was enough to measure. If not, no other number is given.</summary>
    public required DriftStatus Status { get; init; }

    /// <summary>The values of the reference, the missing ones included; null if too few to tell.</summary>
    public long? ReferenceCount { get; init; }

    /// <summary>The current values, the missing ones included; null if too few to tell.</summary>
    public long? CurrentCount { get; init; }

    /// <summary>The share of missing values in the reference; absent if they are too few to tell but not none, as the next two are.</summary>
    public Estimate? ReferenceMissing { get; init; }

    /// <summary>The share of missing values now.</summary>
    public Estimate? CurrentMissing { get; init; }

    /// <summary>The share of current values that the reference does not know: other categories, or numbers out of its range.</summary>
    public Estimate? Unseen { get; init; }

    /// <summary>Whether all values of the reference are the same; then only the distances over bins say something.</summary>
    public bool ReferenceIsConstant { get; init; }

    /// <summary>The bins that the next three are taken over.</summary>
    public IReadOnlyList<DriftBin> Bins { get; init; } = [];

    /// <summary>The population stability index.</summary>
    public Distance? PopulationStability { get; init; }

    /// <summary>The Jensen-Shannon distance, base 2.</summary>
    public Distance? JensenShannon { get; init; }

    /// <summary>The Hellinger distance.</summary>
    public Distance? Hellinger { get; init; }

    /// <summary>The chi-squared test over the bins.</summary>
    public HomogeneityTest? Homogeneity { get; init; }

    /// <summary>The Kolmogorov-Smirnov test; null for categories.</summary>
    public KolmogorovSmirnovTest? KolmogorovSmirnov { get; init; }

    /// <summary>The Wasserstein distance in the column's unit; null for categories.</summary>
    public Distance? Wasserstein { get; init; }

    /// <summary>The Wasserstein distance over the reference's standard deviation (at least 0.001, as in Evidently); null for categories.</summary>
    public double? ScaledWasserstein { get; init; }

    /// <summary>What decides: never <see cref="DriftMethod.Auto"/>.</summary>
    public DriftMethod Method { get; init; }

    /// <summary>The deciding number: a p value for tests, else the distance (for Wasserstein the scaled one).</summary>
    public double? Score { get; init; }

    /// <summary>What the score is held against: below it for a p value, at or above it for a distance.</summary>
    public double Threshold { get; init; }

    /// <summary>The p value that goes with the method: of the Kolmogorov-Smirnov test for numbers, of chi-squared for categories, of the z test for two values.</summary>
    public double? PValue { get; init; }

    /// <summary>The p value adjusted for the number of columns; set by <see cref="DataDrift.Of"/>.</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>
    /// Whether the column has drifted: for a test, its adjusted p value is below the level; for a distance, it reaches its threshold, and its test says that this is more than
    /// chance, so that few rows raise no alarm.
    /// </summary>
    public bool Drifted { get; init; }

    /// <summary>Whether the score crosses its threshold, looked at alone as Evidently does.</summary>
    public bool CrossesThreshold => Score is { } score && (IsTest ? score < Threshold : score >= Threshold);

    internal bool IsTest => Method is DriftMethod.KolmogorovSmirnov or DriftMethod.ChiSquared or DriftMethod.TwoProportions;

    /// <summary>The drift of a number, measured from both sides' counts on one grid.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="reference">The reference's values.</param>
    /// <param name="current">The values that may have drifted.</param>
    /// <param name="options">How; default: <see cref="DriftOptions"/>'s.</param>
    /// <exception cref="ArgumentException">An option is out of its range, the grids differ, an edge is not a point of the grid, or the method asked for is none for numbers.</exception>
    public static ColumnDrift OfNumbers(string column, NumberCounts reference, NumberCounts current, DriftOptions? options = null) =>
        ColumnComparison.Numbers(column, reference, current, options ?? new DriftOptions());

    /// <summary>The drift of a number whose values are at hand; all of the reference's values are points.</summary>
    /// <inheritdoc cref="OfNumbers(string, NumberCounts, NumberCounts, DriftOptions?)"/>
    public static ColumnDrift OfNumbers(string column, ReadOnlySpan<double> reference, ReadOnlySpan<double> current, DriftOptions? options = null)
    {
        NumberGrid grid = NumberGrid.Of(reference, int.MaxValue, options?.Edges);
        return OfNumbers(column, NumberCounts.Of(grid, reference), NumberCounts.Of(grid, current), options);
    }

    /// <summary>The drift of a category.</summary>
    /// <inheritdoc cref="OfNumbers(string, NumberCounts, NumberCounts, DriftOptions?)"/>
    public static ColumnDrift OfCategories(string column, CategoryCounts reference, CategoryCounts current, DriftOptions? options = null) =>
        ColumnComparison.Categories(column, reference, current, options ?? new DriftOptions());
}
