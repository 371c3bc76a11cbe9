using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// The probabilities of a logistic regression without an exponential per coalition: exp(-margin) of a coalition with player g is the one without it times
/// exp(c_g(b) - c_g(x)), so the cube doubles by products, and a probability costs one addition and one division.
/// </summary>
/// <param name="game">A game of a linear structure with <see cref="OutputTransform.Logistic"/>.</param>
internal sealed class LogisticCube(ExplanationGame game)
{
    /// <summary>Beyond this sum of the sizes of all terms a product might leave the range of doubles on its way.</summary>
    private const double SafeExponent = 600;

    private readonly LinearStructure structure = (LinearStructure)game.Structure!;
    private readonly PlayerTerms terms = new((LinearStructure)game.Structure!, game.Background, game.Players);
    private readonly double[] factors = new double[(game.Players.Count + 1) * MarginCube.Lanes];

    /// <summary>Adds the weighted probabilities of all coalitions against up to eight background rows.</summary>
    /// <param name="row">The row's cells.</param>
    /// <param name="first">The first background row.</param>
    /// <param name="count">The number of background rows.</param>
    /// <param name="weights">Their weights; 0 beyond the count.</param>
    /// <param name="cube">Room for 2^n x lanes.</param>
    /// <param name="sums">outputs x 2^n x lanes.</param>
    /// <returns>False, and nothing is done, if a margin is too far from 0 for products of exponentials.</returns>
    public bool TryAccumulate(
        ReadOnlySpan<double> row, int first, int count, ReadOnlySpan<double> weights, Span<double> cube, Span<double> sums)
    {
        int outputs = structure.Explained.Count, length = sums.Length / outputs;
        for (int output = 0; output < outputs; output++)
        {
            if (!FindFactors(structure.Explained[output], row, first, count))
                return false;
        }

        var weight = Vector512.Create(weights);
        Span<Vector512<double>> coalitions = MemoryMarshal.Cast<double, Vector512<double>>(cube[..length]);
        for (int output = 0; output < outputs; output++)
        {
            FindFactors(structure.Explained[output], row, first, count);
            Accumulate(coalitions, weight, MemoryMarshal.Cast<double, Vector512<double>>(sums.Slice(output * length, length)));
        }

        return true;
    }

    private void Accumulate(Span<Vector512<double>> odds, Vector512<double> weight, Span<Vector512<double>> sums)
    {
        ReadOnlySpan<Vector512<double>> factor = MemoryMarshal.Cast<double, Vector512<double>>(factors);
        int players = game.Players.Count;
        odds[0] = factor[players];
        for (int player = 0; player < players - 1; player++)
        {
            Vector512<double> step = factor[player];
            Span<Vector512<double>> without = odds[..(1 << player)], with = odds.Slice(1 << player, 1 << player);
            for (int i = 0; i < without.Length; i++)
                with[i] = without[i] * step;
        }

        // The last doubling is not stored: its products are used at once.
        Vector512<double> last = factor[players - 1], one = Vector512<double>.One;
        Span<Vector512<double>> half = odds[..(1 << (players - 1))], low = sums[..half.Length], high = sums.Slice(half.Length, half.Length);
        for (int i = 0; i < half.Length; i++)
        {
            low[i] += weight / (one + half[i]);
            high[i] += weight / (one + (half[i] * last));
        }
    }

    private bool FindFactors(int margin, ReadOnlySpan<double> row, int first, int count)
    {
        Span<double> size = stackalloc double[MarginCube.Lanes];
        size.Clear();
        for (int player = 0; player <= game.Players.Count; player++)
        {
            Span<double> lanes = factors.AsSpan(player * MarginCube.Lanes, MarginCube.Lanes);
            if (player < game.Players.Count)
                terms.Step(margin, player, row, first, count, lanes);
            else
                terms.Empty(margin, first, count, lanes);
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                size[lane] += Math.Abs(lanes[lane]);
                lanes[lane] = Math.Exp(-lanes[lane]);
            }
        }

        foreach (double sum in size)
        {
            if (!(sum <= SafeExponent))
                return false;
        }

        return true;
    }
}
