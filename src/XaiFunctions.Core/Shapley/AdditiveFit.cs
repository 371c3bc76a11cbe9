using System.Numerics;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// How much of what a model does with coalitions an additive explanation tells: fidelity = 1 - E[(v(S) - g(S))^2] / Var[v(S)] with
/// g(S) = v(empty) + sum of phi_i over i in S, where S has any size from 1 to n - 1 with equal chance and is any coalition of that size. 1 if the model adds its players up; what is
/// missing is what players do together, of which an attribution tells each only its share.
/// </summary>
internal static class AdditiveFit
{
    /// <summary>A spread below this share of the values is rounding.</summary>
    private const double Rounding = 1e-12;

    /// <summary>The fidelity of the attributions of one row and output; estimated, if the plan is a sample, from the means of the coalitions of each size.</summary>
    /// <param name="plan">The coalitions.</param>
    /// <param name="values">v of coalition i at i * <paramref name="stride"/>.</param>
    /// <param name="stride">The distance between values.</param>
    /// <param name="baseValue">v(empty).</param>
    /// <param name="attributions">One a player.</param>
    public static double Fidelity(CoalitionPlan plan, ReadOnlySpan<double> values, int stride, double baseValue, ReadOnlySpan<double> attributions)
    {
        int players = plan.PlayerCount;
        var counts = new int[players];
        var sums = new double[players];
        double largest = 0;
        for (int coalition = 0; coalition < plan.CoalitionCount; coalition++)
        {
            int size = Size(Words(plan, coalition));
            double value = values[coalition * stride];
            counts[size]++;
            sums[size] += value;
            largest = Math.Max(largest, Math.Abs(value));
        }

        int sizes = counts.Count(count => count > 0);
        double mean = 0, missed = 0, spread = 0;
        for (int size = 1; size < players; size++)
            mean += counts[size] > 0 ? sums[size] / counts[size] / sizes : 0;
        for (int coalition = 0; coalition < plan.CoalitionCount; coalition++)
        {
            ReadOnlySpan<ulong> words = Words(plan, coalition);
            double value = values[coalition * stride], weight = 1.0 / counts[Size(words)];
            double residual = value - baseValue - Sum(words, attributions);
            missed += weight * residual * residual;
            spread += weight * (value - mean) * (value - mean);
        }

        return spread <= sizes * (Rounding * largest) * (Rounding * largest) ? 1 : 1 - (missed / spread);
    }

    private static ReadOnlySpan<ulong> Words(CoalitionPlan plan, int coalition) => plan.Words.Slice(coalition * plan.WordCount, plan.WordCount);

    private static int Size(ReadOnlySpan<ulong> words)
    {
        int size = 0;
        foreach (ulong word in words)
            size += BitOperations.PopCount(word);
        return size;
    }

    private static double Sum(ReadOnlySpan<ulong> words, ReadOnlySpan<double> attributions)
    {
        double sum = 0;
        for (int word = 0; word < words.Length; word++)
        {
            for (ulong bits = words[word]; bits != 0; bits &= bits - 1)
                sum += attributions[(word * 64) + BitOperations.TrailingZeroCount(bits)];
        }

        return sum;
    }
}
