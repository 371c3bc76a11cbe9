namespace XaiFunctions.Core.Shapley;

/// <summary>Numbers the subsets of a given size: the combinatorial number system.</summary>
internal sealed class Subsets
{
    /// <summary>Sets with more members than this are not numbered; they are drawn and compared instead.</summary>
    public const ulong MaxCount = 1UL << 62;

    private readonly ulong[][] binomials;

    /// <param name="items">The number of items, n.</param>
    public Subsets(int items)
    {
        binomials = new ulong[items + 1][];
        for (int n = 0; n <= items; n++)
        {
            binomials[n] = new ulong[(items / 2) + 2];
            binomials[n][0] = 1;
            for (int k = 1; k < binomials[n].Length && n > 0; k++)
                binomials[n][k] = Math.Min(binomials[n - 1][k - 1] + binomials[n - 1][k], MaxCount + 1);
        }
    }

    /// <summary>C(n, k) for k up to half the items, or <see cref="MaxCount"/> + 1 if it is larger than that.</summary>
    public ulong Count(int n, int k) => binomials[n][k];

    /// <summary>The subset of a rank: adds the bits of <paramref name="size"/> of <paramref name="items"/> items to an empty bit set.</summary>
    public void Unrank(ulong rank, int items, int size, Span<ulong> bits)
    {
        int item = items - 1;
        for (int left = size; left > 0; left--)
        {
            while (binomials[item][left] > rank)
                item--;
            rank -= binomials[item][left];
            bits[item >> 6] |= 1UL << (item & 63);
            item--;
        }
    }

    /// <summary>Draws a uniform subset: adds the bits of <paramref name="size"/> of <paramref name="items"/> items to an empty bit set (Floyd's algorithm).</summary>
    /// <param name="items">The number of items.</param>
    /// <param name="size">The number of items to choose.</param>
    /// <param name="key">Which draw.</param>
    /// <param name="bits">The bit set.</param>
    public static void Draw(int items, int size, ulong key, Span<ulong> bits)
    {
        for (int last = items - size; last < items; last++)
        {
            int item = (int)Math.BigMul(CounterRandom.Next(key, (ulong)last), (ulong)last + 1, out _);
            if ((bits[item >> 6] >> (item & 63) & 1) != 0)
                item = last;
            bits[item >> 6] |= 1UL << (item & 63);
        }
    }
}
