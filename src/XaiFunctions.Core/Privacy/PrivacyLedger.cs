namespace XaiFunctions.Core.Privacy;

/// <summary>One release in a ledger.</summary>
/// <param name="What">What was released, for people.</param>
/// <param name="Cost">What it cost.</param>
/// <param name="Partition">
/// The name of a set of disjoint slices of the rows, or null. Releases on different slices of one partition compose in parallel: the dearest slice counts.
/// </param>
/// <param name="Slice">The slice of that partition; null without a partition.</param>
public sealed record PrivacyEntry(string What, PrivacyCost Cost, string? Partition = null, string? Slice = null);

/// <summary>What a model's releases have cost and what is left of its budget. Immutable: spending gives a new ledger.</summary>
public sealed record PrivacyLedger
{
    /// <param name="budget">The most that all releases together may cost.</param>
    /// <param name="entries">What was spent already.</param>
    /// <exception cref="ArgumentException">The budget is not positive, or has an impossible delta.</exception>
    public PrivacyLedger(PrivacyCost budget, IReadOnlyList<PrivacyEntry>? entries = null)
    {
        if (!(budget.Epsilon > 0 && double.IsFinite(budget.Epsilon) && budget.Delta is >= 0 and < 1))
            throw new ArgumentException("A budget has a positive epsilon and a delta from 0 to 1.", nameof(budget));
        Budget = budget;
        Entries = entries ?? [];
    }

    /// <summary>The most that all releases together may cost.</summary>
    public PrivacyCost Budget { get; }

    /// <summary>The releases, oldest first.</summary>
    public IReadOnlyList<PrivacyEntry> Entries { get; }

    /// <summary>
    /// The sum of all costs (basic composition: epsilons and deltas add, Dwork et al. 2006), with the dearest slice of each partition (McSherry 2009).
    /// </summary>
    public PrivacyCost Spent
    {
        get
        {
            double epsilon = 0, delta = 0;
            foreach (PrivacyEntry entry in Entries.Where(entry => entry.Partition is null))
                (epsilon, delta) = (epsilon + entry.Cost.Epsilon, delta + entry.Cost.Delta);
            foreach (IGrouping<string, PrivacyEntry> partition in Entries.Where(entry => entry.Partition is not null).GroupBy(entry => entry.Partition!))
            {
                var slices = partition.GroupBy(entry => entry.Slice).Select(slice => (Epsilon: slice.Sum(entry => entry.Cost.Epsilon), Delta: slice.Sum(entry => entry.Cost.Delta))).ToList();
                (epsilon, delta) = (epsilon + slices.Max(slice => slice.Epsilon), delta + slices.Max(slice => slice.Delta));
            }

            return new PrivacyCost(epsilon, delta);
        }
    }

    /// <summary>Whether a release fits into what is left.</summary>
    public bool CanSpend(PrivacyEntry entry) => Fits(With(entry).Spent);

    /// <summary>The ledger with one release more.</summary>
    /// <exception cref="InvalidOperationException">It would cost more than is left.</exception>
    /// <exception cref="ArgumentException">The cost is not positive, or a slice is named without its partition.</exception>
    public PrivacyLedger Spend(PrivacyEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!(entry.Cost.Epsilon > 0 && double.IsFinite(entry.Cost.Epsilon) && entry.Cost.Delta is >= 0 and < 1))
            throw new ArgumentException("A release has a positive epsilon and a delta from 0 to 1.", nameof(entry));
        if (entry.Partition is null != entry.Slice is null)
            throw new ArgumentException("A slice belongs to a partition.", nameof(entry));

        PrivacyLedger next = With(entry);
        return Fits(next.Spent) ? next : throw new InvalidOperationException($"The release costs more than the privacy budget has left: {next.Spent} of {Budget}.");
    }

    private PrivacyLedger With(PrivacyEntry entry) => new(Budget, [.. Entries, entry]);

    // Ten times a tenth is not more than one.
    private bool Fits(PrivacyCost cost) => cost.Epsilon <= Budget.Epsilon * (1 + 1e-12) && cost.Delta <= Budget.Delta * (1 + 1e-12);
}
