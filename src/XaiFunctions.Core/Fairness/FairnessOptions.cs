namespace XaiFunctions.Core.Fairness;

/// <summary>How fairness is measured.</summary>
public sealed record FairnessOptions
{
    /// <summary>The fewest rows of a group with which anything is reported on it; smaller groups are hidden, with the next smallest if they could be had by subtraction. At least 1.</summary>
    /// <value>The default is 11: counts of 1 to 10 are suppressed.</value>
    public int MinimumCount { get; init; } = Privacy.SmallCells.DefaultMinimumCount;

    /// <summary>The least ratio to the reference group that counts as parity; its inverse is the greatest. Above 0, below 1.</summary>
    /// <value>The default is 0.8 (Aequitas; the four-fifths rule of 29 CFR 1607.4(D) for selection rates).</value>
    public double ParityRatio { get; init; } = 0.8;

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
        if (!(MinimumCount >= 1 && ParityRatio > 0 && ParityRatio < 1 && Draws is >= 100 and <= 100_000))
            throw new ArgumentException("An option of the fairness metrics is out of its range.");
    }
}
