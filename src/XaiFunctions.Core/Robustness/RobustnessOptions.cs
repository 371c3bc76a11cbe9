namespace XaiFunctions.Core.Robustness;

/// <summary>How hard is tried to change decisions.</summary>
public sealed record RobustnessOptions
{
    /// <summary>The sizes of change that are looked at, in quantiles of the reference, ascending, each above 0 and at most 1.</summary>
    /// <value>The default is 0.01, 0.05, 0.1, 0.25.</value>
    public IReadOnlyList<double> Epsilons { get; init; } = [0.01, 0.05, 0.1, 0.25];

    /// <summary>The steps of the Square attack per row and size; 1 to 10,000.</summary>
    /// <value>The default is 100.</value>
    public int SquareSteps { get; init; } = 100;

    /// <summary>The share of columns that the Square attack changes at first; above 0, at most 1.</summary>
    /// <value>The default is 0.8.</value>
    public double SquareShare { get; init; } = 0.8;

    /// <summary>The steps of HopSkipJump per row; 1 to 100.</summary>
    /// <value>The default is 10.</value>
    public int HopSteps { get; init; } = 10;

    /// <summary>The rows that the first gradient of HopSkipJump is estimated from; it grows with the root of the step. 4 to 10,000.</summary>
    /// <value>The default is 100.</value>
    public int HopEvaluations { get; init; } = 100;

    /// <summary>The random rows tried per row and size as a baseline for the attacks; 1 to 10,000.</summary>
    /// <value>The default is 50.</value>
    public int NoiseDraws { get; init; } = 50;

    /// <summary>The fewest rows that are reported; at least 1.</summary>
    /// <value>The default is 11.</value>
    public int MinimumCount { get; init; } = Privacy.SmallCells.DefaultMinimumCount;

    /// <summary>Where the draws start from; the same seed gives the same attacks.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    internal void Validate()
    {
        if (!(Epsilons.Count > 0 && Epsilons.All(epsilon => epsilon is > 0 and <= 1) && Epsilons.Zip(Epsilons.Skip(1)).All(pair => pair.First < pair.Second)
            && SquareSteps is >= 1 and <= 10_000 && SquareShare is > 0 and <= 1 && HopSteps is >= 1 and <= 100 && HopEvaluations is >= 4 and <= 10_000
            && NoiseDraws is >= 1 and <= 10_000 && MinimumCount >= 1))
            throw new ArgumentException("An option of the robustness metrics is out of its range.");
    }
}
