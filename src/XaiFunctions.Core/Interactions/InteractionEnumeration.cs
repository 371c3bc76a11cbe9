using System.Numerics;

namespace XaiFunctions.Core.Interactions;

/// <summary>
/// Pairwise Shapley interactions from the values of all coalitions, by the definition: I_ij = sum over S without i and j of |S|! (n-|S|-2)! / (n-1)!
/// [v(S+i+j) - v(S+i) - v(S+j) + v(S)] (Grabisch and Roubens 1999). The weights of one pair sum to 1, so errors of the values are not enlarged.
/// </summary>
internal sealed class InteractionEnumeration
{
    private readonly int players;
    private readonly double[] weights;
    private readonly double[] game;

    /// <param name="players">The number of players, n.</param>
    public InteractionEnumeration(int players)
    {
        this.players = players;
        game = new double[1 << players];
        weights = new double[Math.Max(0, players - 1)];
        double binomial = 1;
        for (int size = 0; size < weights.Length; size++)
        {
            weights[size] = 1 / ((players - 1) * binomial);
            binomial = binomial * (players - 2 - size) / (size + 1);
        }
    }

    /// <summary>Fills the pairs of one matrix. Allocates nothing.</summary>
    /// <param name="values">v(S) of the coalitions 1 .. 2^n - 2 as binary numbers, spaced by <paramref name="stride"/>.</param>
    /// <param name="stride">The number of outputs.</param>
    /// <param name="baseValue">v(empty).</param>
    /// <param name="prediction">v(all).</param>
    /// <param name="matrix">players x players; the pairs are overwritten, the diagonal is left.</param>
    public void Solve(ReadOnlySpan<double> values, int stride, double baseValue, double prediction, Span<double> matrix)
    {
        game[0] = baseValue;
        game[^1] = prediction;
        for (int mask = 1; mask < game.Length - 1; mask++)
            game[mask] = values[(mask - 1) * stride];
        for (int second = 1; second < players; second++)
        {
            for (int first = 0; first < second; first++)
                matrix[(first * players) + second] = matrix[(second * players) + first] = Index(1 << first, 1 << second) / 2;
        }
    }

    private double Index(int first, int second)
    {
        double sum = 0;
        for (int high = 0; high < game.Length; high += 2 * second)
        {
            for (int middle = high; middle < high + second; middle += 2 * first)
            {
                for (int without = middle; without < middle + first; without++)
                {
                    // Grouped so that a player who changes nothing gives exactly 0.
                    double with = game[without | first | second] - game[without | second], alone = game[without | first] - game[without];
                    sum += weights[BitOperations.PopCount((uint)without)] * (with - alone);
                }
            }
        }

        return sum;
    }
}
