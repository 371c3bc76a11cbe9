namespace XaiFunctions.Core.Shapley;

/// <summary>The pairs (S, complement of S) of each size |S| = 1 .. n/2, in the pseudo-random order in which a block takes them.</summary>
internal sealed class PairStrata
{
    private readonly int players;
    private readonly int words;
    private readonly ulong seed;
    private readonly ulong block;
    private readonly Subsets subsets;
    private readonly double[] capacities;

    /// <param name="players">The number of players, at least 2.</param>
    /// <param name="seed">The seed of the job.</param>
    /// <param name="block">The block of rows.</param>
    public PairStrata(int players, ulong seed, long block)
    {
        this.players = players;
        this.seed = seed;
        this.block = (ulong)block;
        words = (players + 63) / 64;
        subsets = new(players);
        capacities = new double[players / 2];
        for (int size = 1; size <= capacities.Length; size++)
        {
            (int items, int chosen) = Free(size);
            ulong count = subsets.Count(items, chosen);
            capacities[size - 1] = count > Subsets.MaxCount ? double.PositiveInfinity : count;
        }
    }

    /// <summary>The number of pairs of size index + 1; infinity stands for more than 2^62.</summary>
    public ReadOnlySpan<double> Capacities => capacities;

    /// <summary>The regression weight of the coalitions of a size of which so many pairs are taken: kernel weight / probability.</summary>
    public double Weight(int size, int taken) =>
        1 / ((2 * size == players ? 2.0 : 1.0) * size * (players - size) * taken);

    /// <summary>The first pairs of a size: the words of their S, pairs x words. A longer list begins with every shorter one.</summary>
    public ulong[] Draw(int size, int taken)
    {
        var drawn = new ulong[taken * words];
        ulong key = CounterRandom.Key(seed, block, (ulong)size);
        if (double.IsInfinity(capacities[size - 1]))
            DrawDistinct(size, taken, key, drawn);
        else
            DrawRanks(size, taken, key, drawn);
        return drawn;
    }

    private void DrawRanks(int size, int taken, ulong key, Span<ulong> drawn)
    {
        (int items, int chosen) = Free(size);
        var ranks = new RankPermutation((ulong)capacities[size - 1], key);
        for (int place = 0; place < taken; place++)
        {
            Span<ulong> subset = drawn.Slice(place * words, words);
            subsets.Unrank(ranks[(ulong)place], items, chosen, subset);
            Fix(size, subset);
        }
    }

    private void DrawDistinct(int size, int taken, ulong key, Span<ulong> drawn)
    {
        (int items, int chosen) = Free(size);
        var seen = new HashSet<UInt128>();
        for (int place = 0; place < taken; place++)
        {
            Span<ulong> subset = drawn.Slice(place * words, words);
            ulong attempt = 0;
            do
            {
                subset.Clear();
                Subsets.Draw(items, chosen, CounterRandom.Key(key, (ulong)place, attempt++), subset);
            }
            while (!seen.Add(Fingerprint(subset)));
            Fix(size, subset);
        }
    }

    /// <summary>128 bits by which equal subsets are found; should two different ones share them, one is merely drawn again.</summary>
    private static UInt128 Fingerprint(ReadOnlySpan<ulong> subset)
    {
        ulong high = 0, low = 1;
        foreach (ulong word in subset)
        {
            high = CounterRandom.Next(high, word);
            low = CounterRandom.Next(low, word);
        }

        return new(high, low);
    }

    /// <summary>Which items are free to choose: all, or for half of the players all but the last, which is in S.</summary>
    private (int Items, int Chosen) Free(int size) => 2 * size == players ? (players - 1, size - 1) : (players, size);

    private void Fix(int size, Span<ulong> subset)
    {
        if (2 * size == players)
            subset[(players - 1) >> 6] |= 1UL << ((players - 1) & 63);
    }
}
