namespace XaiFunctions.Core.Slices;

/// <summary>How slices are looked for.</summary>
public sealed record SliceOptions
{
    /// <summary>How much the error of a slice weighs against its size: near 1 finds small bad slices, near 0 large ones. At 0.6 a slice of a tenth of the rows needs seven times the mean error to score above 0, at 0.95 one and a half times. Above 0, at most 1.</summary>
    /// <value>The default is 0.6.</value>
    public double Alpha { get; init; } = 0.6;

    /// <summary>The most slices that are reported; at least 1.</summary>
    /// <value>The default is 10.</value>
    public int Top { get; init; } = 10;

    /// <summary>The most predicates of a slice, 1 to 8.</summary>
    /// <value>The default is 4.</value>
    public int Depth { get; init; } = 4;

    /// <summary>The fewest rows of a slice; at least 1.</summary>
    /// <value>The default is 11: counts of 1 to 10 are suppressed.</value>
    public int MinimumCount { get; init; } = Privacy.SmallCells.DefaultMinimumCount;

    /// <summary>The most slices that are looked at on one level; beyond it those with the lowest bounds are dropped, and the result says so.</summary>
    /// <value>The default is 20,000.</value>
    public int MostCandidates { get; init; } = 20_000;

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    internal void Validate()
    {
        if (!(Alpha > 0 && Alpha <= 1 && Top >= 1 && Depth is >= 1 and <= 8 && MinimumCount >= 1 && MostCandidates >= 1))
            throw new ArgumentException("An option of the slice search is out of its range.");
    }
}
