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

    /// <summary>
    /// The Shapley interaction index of two players of a leaf's game (Grabisch and Roubens 1999). Taking the difference in both turns the game into that of the same leaf without
    /// the two, with the opposite sign if they are needed from different sides, in which the pair moves as one more player: 1 / (n - 1) C(n - 2, |S|)^-1 summed over the S
    /// that have the rest of the needed and none of the barred is (needed-2)! barred! / (needed+barred-1)! for two needed ones, and likewise for the others.
    /// </summary>
    /// <param name="firstNeeded">Whether the first is needed from the row; else barred.</param>
    /// <param name="secondNeeded">Whether the second is.</param>
    /// <param name="needed">The number of players needed from the row, these included.</param>
    /// <param name="barred">The number of players barred, these included.</param>
    public static double PairShare(bool firstNeeded, bool secondNeeded, int needed, int barred) => (firstNeeded, secondNeeded) switch
    {
        (true, true) => Share(needed - 1, barred),
        (false, false) => Share(barred - 1, needed),
        _ => -Share(needed, barred - 1),
    };

    /// <summary>Adds the interaction indices of a leaf for one pair of patterns, times a weight, to its pairs of slots: (0,1), (0,2), (1,2), (0,3), ...</summary>
    public static void AddPairs(ulong row, ulong background, ulong full, double weight, Span<double> pairs)
    {
        if ((row | background) != full)
            return;

        ulong fromRow = row & ~background, parted = row ^ background;
        int needed = BitOperations.PopCount(fromRow), barred = BitOperations.PopCount(background & ~row);
        for (ulong seconds = parted; seconds != 0; seconds &= seconds - 1)
        {
            int second = BitOperations.TrailingZeroCount(seconds);
            bool secondNeeded = (fromRow >> second & 1) != 0;
            for (ulong firsts = parted & ((1UL << second) - 1); firsts != 0; firsts &= firsts - 1)
            {
                int first = BitOperations.TrailingZeroCount(firsts);
                pairs[(second * (second - 1) / 2) + first] += weight * PairShare((fromRow >> first & 1) != 0, secondNeeded, needed, barred);
            }
        }
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
