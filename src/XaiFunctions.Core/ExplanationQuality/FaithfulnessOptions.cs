namespace XaiFunctions.Core.ExplanationQuality;

/// <summary>How the faithfulness of an explanation is measured.</summary>
public sealed record FaithfulnessOptions
{
    /// <summary>The random subsets of players that are removed; 10 to 10,000.</summary>
    /// <value>The default is 100.</value>
    public int Subsets { get; init; } = 100;

    /// <summary>The random orders, and random assignments of the attributions to players, that each number is held against; 10 to 1,000.</summary>
    /// <value>The default is 50.</value>
    public int RandomOrders { get; init; } = 50;

    /// <summary>Where the draws start from; the same seed gives the same numbers.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    internal void Validate()
    {
        if (!(Subsets is >= 10 and <= 10_000 && RandomOrders is >= 10 and <= 1000))
            throw new ArgumentException("An option of the faithfulness metrics is out of its range.");
    }
}
