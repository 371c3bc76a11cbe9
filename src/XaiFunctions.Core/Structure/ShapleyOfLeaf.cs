using System.Numerics;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// The Shapley values of the game that one leaf makes of a row x and a background row b: 1 for the coalitions that reach the leaf, else 0. With U the players of which x
/// passes the tests on the path and b does not, and W the other way round, it is 1 if U is in and W is out (and no player has both fail). Each member of U gets
/// (|U|-1)! |W|! / (|U|+|W|)!, and each of W -|U|! (|W|-1)! / (|U|+|W|)! (Lundberg et al. 2020, "From local explanations to global understanding with
/// explainable AI for trees", appendix).
/// </summary>
internal static class ShapleyOfLeaf
{
    private const int Size = 65;

    private static readonly double[] Shares = Build();

    /// <summary>What each player gets that is needed from one side, with so many needed from this and from the other side: (own-1)! other! / (own+other)!.</summary>
    public static double Share(int own, int other) => Shares[(own * Size) + other];

    /// <summary>Adds the values of a leaf for one pair of patterns, times a weight, to its slots.</summary>
    public static void Add(ulong row, ulong background, ulong full, double weight, Span<double> slots)
    {
        if ((row | background) != full)
            return;

        ulong fromRow = row & ~background, fromBackground = background & ~row;
        int needed = BitOperations.PopCount(fromRow), barred = BitOperations.PopCount(fromBackground);
        double gain = weight * Share(needed, barred), loss = weight * Share(barred, needed);
        for (; fromRow != 0; fromRow &= fromRow - 1)
            slots[BitOperations.TrailingZeroCount(fromRow)] += gain;
        for (; fromBackground != 0; fromBackground &= fromBackground - 1)
            slots[BitOperations.TrailingZeroCount(fromBackground)] -= loss;
    }

    private static double[] Build()
    {
        var shares = new double[Size * Size];
        for (int own = 1; own < Size; own++)
        {
            // (own-1)! 0! / own! = 1 / own, and each further one on the other side multiplies by other / (own + other).
            shares[own * Size] = 1.0 / own;
            for (int other = 1; other < Size; other++)
                shares[(own * Size) + other] = shares[(own * Size) + other - 1] * other / (own + other);
        }

        return shares;
    }
}
