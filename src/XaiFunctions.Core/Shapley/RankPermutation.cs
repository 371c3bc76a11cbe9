using System.Numerics;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// A pseudo-random permutation of 0 .. size - 1 that is computed element by element: a Feistel network on the next even number of
/// bits, walked until it falls below the size (Black and Rogaway 2002, "Ciphers with Arbitrary Finite Domains"). Its first m
/// elements are a sample without replacement, and the next ones top it up.
/// </summary>
internal readonly struct RankPermutation
{
    private const int Rounds = 8;

    private readonly ulong size;
    private readonly ulong key;
    private readonly int halfBits;
    private readonly ulong halfMask;

    /// <param name="size">The number of elements, 1 .. 2^62.</param>
    /// <param name="key">Which permutation.</param>
    public RankPermutation(ulong size, ulong key)
    {
        ArgumentOutOfRangeException.ThrowIfZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 1UL << 62);
        this.size = size;
        this.key = key;
        halfBits = Math.Max(1, (BitOperations.Log2(size - 1 | 1) + 2) / 2);
        halfMask = (1UL << halfBits) - 1;
    }

    /// <summary>The element at a place.</summary>
    public ulong this[ulong place]
    {
        get
        {
            // A permutation of the larger domain returns to the smaller one on every cycle, so the walk ends.
            ulong value = place;
            do
            {
                value = Encrypt(value);
            }
            while (value >= size);
            return value;
        }
    }

    private ulong Encrypt(ulong value)
    {
        ulong left = value >> halfBits, right = value & halfMask;
        for (ulong round = 0; round < Rounds; round++)
        {
            ulong mixed = CounterRandom.Next(key + round, right) & halfMask;
            (left, right) = (right, left ^ mixed);
        }

        return (left << halfBits) | right;
    }
}
