namespace XaiFunctions.Core.Performance;

/// <summary>How performance is measured.</summary>
public sealed record PerformanceOptions
{
    /// <summary>The score from which on a row is decided yes.</summary>
    /// <value>The default is 0.5.</value>
    public double Threshold { get; init; } = 0.5;

    /// <summary>The fewest rows of a denominator with which a metric is reported; at least 1.</summary>
    /// <value>The default is 11: counts of 1 to 10 are suppressed.</value>
    public int MinimumCount { get; init; } = Privacy.SmallCells.DefaultMinimumCount;

    /// <summary>The bins of equal width over 0 to 1 for calibration; 2 to 100.</summary>
    /// <value>The default is 15 (Guo et al. 2017).</value>
    public int Bins { get; init; } = 15;

    /// <summary>The most cells of the table of scores; at least 16.</summary>
    /// <value>The default is <see cref="ScoreTable.DefaultCapacity"/>.</value>
    public int ScoreCapacity { get; init; } = ScoreTable.DefaultCapacity;

    /// <summary>The draws for bootstrap intervals, 100 to 100,000.</summary>
    /// <value>The default is 1,000.</value>
    public int Draws { get; init; } = 1000;

    /// <summary>Where the draws start from; the same seed gives the same intervals.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    internal void Validate()
    {
        if (!(double.IsFinite(Threshold) && MinimumCount >= 1 && Bins is >= 2 and <= 100 && ScoreCapacity >= 16 && Draws is >= 100 and <= 100_000))
            throw new ArgumentException("An option of the performance metrics is out of its range.");
    }
}
