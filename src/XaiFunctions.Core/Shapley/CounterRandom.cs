namespace XaiFunctions.Core.Shapley;

/// <summary>
/// Random numbers without state: each is a function of its key and its counter, so that any of them can be had anywhere in any order.
/// The mixing is that of SplitMix64 (Steele, Lea and Flood 2014), applied once per part of the key.
/// </summary>
internal static class CounterRandom
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>A key that depends on every bit of all parts and on their order.</summary>
    public static ulong Key(ulong first, ulong second, ulong third) => Next(Next(Mix(first + Step), second), third);

    /// <summary>The number of a counter under a key.</summary>
    public static ulong Next(ulong key, ulong counter) => Mix(key ^ Mix(counter + Step));

    /// <summary>A bijection on 64 bits in which each input bit flips each output bit about half the time.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
