using System.Numerics;
using System.Numerics.Tensors;

namespace XaiFunctions.Core.Shapley;

/// <summary>Shapley values from the values of all coalitions.</summary>
/// <remarks>
/// With all coalitions the normal equations of KernelSHAP solve themselves: phi_i = D/n + n (b_i - mean b), b_i = sum over S containing i of w(|S|) v(S),
/// w(k) = 1 / (C(n,k) k (n-k)), D = v(all) - v(empty). All b_i come from one array of 2^n by folding it in half n times.
/// </remarks>
internal sealed class Enumeration
{
    private readonly int players;
    private readonly double[] kernel;
    private readonly double[] weighted;

    /// <param name="players">The number of players.</param>
    public Enumeration(int players)
    {
        this.players = players;
        kernel = new double[players + 1];
        double binomial = 1;
        for (int size = 1; size < players; size++)
        {
            binomial = binomial * (players - size + 1) / size;
            kernel[size] = 1 / (binomial * size * (players - size));
        }

        weighted = new double[1 << players];
    }

    /// <summary>Solves for one row and output. Allocates nothing.</summary>
    /// <param name="values">v(S) of the coalitions 1 .. 2^n - 2 as binary numbers, spaced by <paramref name="stride"/>.</param>
    /// <param name="stride">The number of outputs.</param>
    /// <param name="baseValue">v(empty).</param>
    /// <param name="difference">v(all) - v(empty).</param>
    /// <param name="attributions">One a player; overwritten.</param>
    public void Solve(ReadOnlySpan<double> values, int stride, double baseValue, double difference, Span<double> attributions)
    {
        weighted[0] = weighted[^1] = 0;
        for (int mask = 1; mask < weighted.Length - 1; mask++)
            weighted[mask] = kernel[BitOperations.PopCount((uint)mask)] * (values[(mask - 1) * stride] - baseValue);

        for (int player = players - 1; player >= 0; player--)
        {
            Span<double> without = weighted.AsSpan(0, 1 << player), with = weighted.AsSpan(1 << player, 1 << player);
            attributions[player] = players * TensorPrimitives.Sum<double>(with);
            TensorPrimitives.Add(without, with, without);
        }

        double shift = (difference - TensorPrimitives.Sum<double>(attributions)) / players;
        TensorPrimitives.Add(attributions, shift, attributions);
    }
}
