namespace XaiFunctions.Core.Drift;

/// <summary>What decides whether a column has drifted.</summary>
public enum DriftMethod
{
    /// <summary>By type and size, as Evidently does: with a reference of at most 1,000 rows a test, above that a distance. See <see cref="ColumnDrift.Method"/>.</summary>
    Auto,

    /// <summary>The two-sample Kolmogorov-Smirnov test.</summary>
    KolmogorovSmirnov,

    /// <summary>Pearson's chi-squared test of homogeneity.</summary>
    ChiSquared,

    /// <summary>The z test of two shares; for columns of two values.</summary>
    TwoProportions,

    /// <summary>The Wasserstein distance in standard deviations of the reference.</summary>
    Wasserstein,

    /// <summary>The Jensen-Shannon distance.</summary>
    JensenShannon,

    /// <summary>The population stability index.</summary>
    PopulationStability,

    /// <summary>The Hellinger distance.</summary>
    Hellinger,
}

/// <summary>How drift is measured and when it is called drift.</summary>
public sealed record DriftOptions
{
    /// <summary>The largest reference for which <see cref="DriftMethod.Auto"/> takes a test (Evidently's rule).</summary>
    public const int LargestReferenceForTests = 1000;

    /// <summary>Numbers with at most so many different values are treated as categories (Evidently's rule).</summary>
    public const int MostDistinctAsCategories = 5;

    /// <summary>What decides.</summary>
    /// <value>The default is <see cref="DriftMethod.Auto"/>.</value>
    public DriftMethod Method { get; init; } = DriftMethod.Auto;

    /// <summary>The level of the tests, and the rate of false discoveries over the columns; between 0 and 1.</summary>
    /// <value>The default is 0.05.</value>
    public double Significance { get; init; } = 0.05;

    /// <summary>The Wasserstein distance, in standard deviations of the reference, from which on it is drift; positive.</summary>
    /// <value>The default is 0.1 (Evidently).</value>
    public double WassersteinThreshold { get; init; } = 0.1;

    /// <summary>The Jensen-Shannon distance (base 2) from which on it is drift; 0 to 1.</summary>
    /// <value>The default is 0.1.</value>
    public double JensenShannonThreshold { get; init; } = 0.1;

    /// <summary>The population stability index above which it is drift; positive.</summary>
    /// <value>The default is 0.25 (Siddiqi 2006: below 0.1 none, to 0.25 some, above it much).</value>
    public double StabilityThreshold { get; init; } = 0.25;

    /// <summary>The Hellinger distance from which on it is drift; 0 to 1.</summary>
    /// <value>The default is 0.4 (whylogs: drift; from 0.15 on possible drift).</value>
    public double HellingerThreshold { get; init; } = 0.4;

    /// <summary>The number of bins of equal reference counts for numbers, 2 to 100. Values that repeat much make them fewer.</summary>
    /// <value>The default is 10: deciles of the reference.</value>
    public int Bins { get; init; } = 10;

    /// <summary>The inner edges of the bins, ascending, instead of quantiles of the reference; a bin holds its upper edge. Each must be a point of the grid.</summary>
    /// <value>The default is null: quantiles.</value>
    public IReadOnlyList<double>? Edges { get; init; }

    /// <summary>The share that stands for an empty bin in the population stability index; positive and small.</summary>
    /// <value>The default is 0.0001 (Evidently). The other distances need none.</value>
    public double EmptyShare { get; init; } = 1e-4;

    /// <summary>The fewest values on either side with which anything is reported; also the smallest count of a bin that is told. At least 1.</summary>
    /// <value>The default is 11: counts of 1 to 10 are suppressed.</value>
    public int MinimumCount { get; init; } = Privacy.SmallCells.DefaultMinimumCount;

    /// <summary>The share of drifted columns from which on the data set as a whole has drifted; above 0, at most 1.</summary>
    /// <value>The default is 0.5 (Evidently).</value>
    public double DataDriftShare { get; init; } = 0.5;

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    internal void Validate()
    {
        if (!(Significance > 0 && Significance < 1 && WassersteinThreshold > 0 && JensenShannonThreshold > 0 && StabilityThreshold > 0 && HellingerThreshold > 0
            && Bins is >= 2 and <= 100 && EmptyShare > 0 && EmptyShare < 0.1 && MinimumCount >= 1 && DataDriftShare > 0 && DataDriftShare <= 1))
            throw new ArgumentException("An option of the drift metrics is out of its range.");
        if (Edges is { } edges && edges.Zip(edges.Skip(1)).Any(pair => !(pair.First < pair.Second)))
            throw new ArgumentException("The edges of the bins must ascend.");
    }
}
