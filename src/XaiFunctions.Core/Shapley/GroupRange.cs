namespace XaiFunctions.Core.Shapley;

/// <summary>Consecutive groups of a <see cref="CoalitionPlan"/>: the share of one piece of work.</summary>
/// <param name="First">The first group.</param>
/// <param name="Count">The number of groups.</param>
public readonly record struct GroupRange(int First, int Count)
{
    /// <summary>The group after the last.</summary>
    public int End => First + Count;
}
