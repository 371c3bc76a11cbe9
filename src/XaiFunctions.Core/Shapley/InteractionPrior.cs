using System.Numerics.Tensors;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// What is thought of a game's interactions before any coalition is valued: which are large and which are small.
/// </summary>
/// <remarks>
/// <para>
/// With z_i = 1 for a player in S and -1 for one that is not, the odd part of a game, o(S) = (v(S) - v(complement)) / 2, is the sum over all sets T of odd size of theta_T times the product of
/// z_i over T, and phi_i is the sum over those T that have i of 2 theta_T / |T| (the transform of OddSHAP). The prior: the theta_T are independent and normal with mean 0 and variances in
/// proportion to the product of the strengths a_i over T. So players that matter more interact more, and interactions of many players are small.
/// </para>
/// <para>
/// Then o(S) and o(S') have the covariance [product of (1 + a_i z_i z'_i) - product of (1 - a_i z_i z'_i)] / 2 = C sinh(sum of w_i z_i z'_i) with w_i = artanh(a_i) and C = product of
/// sqrt(1 - a_i^2): sums over 2^n interactions in n steps. In covariances with phi_i the factor 1 / |T| is the integral of s^(|T| - 1) from 0 to 1, which scales all strengths by s; Gauss's
/// eight nodes give it exactly up to |T| = 16, and beyond that what is left of an interaction does not matter.
/// </para>
/// </remarks>
internal sealed class InteractionPrior
{
    /// <summary>The strength of the strongest player. From a quarter of it to double, attributions change by less than their errors.</summary>
    private const double Strongest = 0.4;

    /// <summary>
    /// The least strength, as a share of the largest: an interaction may be there though its players' attributions are small. Smaller shares make smaller errors on boosted trees, but on
    /// networks intervals that cover too little.
    /// </summary>
    private const double LeastShare = 0.1;

    /// <summary>The strengths sum to no more than this, so that main effects do not drown in interactions when many players matter alike.</summary>
    private const double MostInAll = 2;

    private static readonly double[] Nodes =
    [
        0.019855071751231884, 0.10166676129318664, 0.2372337950418355, 0.4082826787521751, 0.5917173212478249, 0.7627662049581645, 0.8983332387068134, 0.9801449282487681,
    ];

    private static readonly double[] NodeWeights =
    [
        0.05061426814518813, 0.11119051722668723, 0.15685332293894363, 0.18134189168918099, 0.18134189168918099, 0.15685332293894363, 0.11119051722668723, 0.05061426814518813,
    ];

    private readonly double[] strengths;

    /// <param name="players">The number of players.</param>
    public InteractionPrior(int players)
    {
        strengths = new double[players];
    }

    /// <summary>Makes the strengths of first estimates of the attributions.</summary>
    /// <returns>False, and nothing is set, if no attribution differs from 0.</returns>
    public bool TrySet(ReadOnlySpan<double> attributions)
    {
        double largest = Math.Abs(TensorPrimitives.MaxMagnitude(attributions));
        if (!(largest > 0 && double.IsFinite(largest)))
            return false;

        for (int i = 0; i < strengths.Length; i++)
            strengths[i] = Math.Max(LeastShare, Math.Abs(attributions[i]) / largest);
        double scale = Math.Min(Strongest, MostInAll / TensorPrimitives.Sum<double>(strengths));
        TensorPrimitives.Multiply(strengths, scale, strengths);
        return true;
    }

    /// <summary>The covariances of o at one coalition with o at the first so many others.</summary>
    /// <param name="coalition">1 or -1 a player.</param>
    /// <param name="signs">1 or -1, players x <paramref name="stride"/>.</param>
    /// <param name="stride">The numbers from one player to the next.</param>
    /// <param name="covariances">One a coalition; overwritten.</param>
    public void Covariances(ReadOnlySpan<double> coalition, ReadOnlySpan<double> signs, int stride, Span<double> covariances)
    {
        double constant = 1;
        covariances.Clear();
        for (int i = 0; i < strengths.Length; i++)
        {
            constant *= Math.Sqrt(1 - (strengths[i] * strengths[i]));
            double factor = Math.Atanh(strengths[i]) * coalition[i];
            TensorPrimitives.MultiplyAdd(signs.Slice(i * stride, covariances.Length), factor, covariances, covariances);
        }

        TensorPrimitives.Exp(covariances, covariances);
        for (int point = 0; point < covariances.Length; point++)
            covariances[point] = constant / 2 * (covariances[point] - (1 / covariances[point]));
    }

    /// <summary>The covariances of all attributions with o at so many coalitions.</summary>
    /// <param name="signs">1 or -1, players x <paramref name="stride"/>.</param>
    /// <param name="stride">The numbers from one player to the next, in the signs and in the covariances.</param>
    /// <param name="rising">Room for one number a coalition.</param>
    /// <param name="falling">Room for one number a coalition.</param>
    /// <param name="covariances">players x <paramref name="stride"/>; overwritten.</param>
    public void CovariancesOfAttributions(ReadOnlySpan<double> signs, int stride, Span<double> rising, Span<double> falling, Span<double> covariances)
    {
        int points = rising.Length;
        covariances.Clear();
        for (int node = 0; node < Nodes.Length; node++)
        {
            double constant = NodeWeights[node];
            rising.Clear();
            for (int i = 0; i < strengths.Length; i++)
            {
                double strength = Nodes[node] * strengths[i];
                constant *= Math.Sqrt(1 - (strength * strength));
                TensorPrimitives.MultiplyAdd(signs.Slice(i * stride, points), Math.Atanh(strength), rising, rising);
            }

            TensorPrimitives.Exp(rising, rising);
            for (int point = 0; point < points; point++)
            {
                double up = constant * rising[point], down = constant / rising[point];
                (rising[point], falling[point]) = (up + down, up - down);
            }

            // Without player i itself: (e^u / (1 + t z) + e^-u / (1 - t z)) / 2 = (cosh u - t z sinh u) / (1 - t^2), times z a_i 2.
            for (int i = 0; i < strengths.Length; i++)
            {
                double strength = Nodes[node] * strengths[i], factor = strengths[i] / (1 - (strength * strength));
                Span<double> own = covariances.Slice(i * stride, points);
                for (int point = 0; point < points; point++)
                    own[point] += factor * ((signs[(i * stride) + point] * rising[point]) - (strength * falling[point]));
            }
        }
    }

    /// <summary>The variances of the attributions before anything is known.</summary>
    /// <param name="variances">One a player; overwritten.</param>
    public void Variances(Span<double> variances)
    {
        variances.Clear();
        for (int first = 0; first < Nodes.Length; first++)
        {
            for (int second = 0; second < Nodes.Length; second++)
            {
                double node = Nodes[first] * Nodes[second], up = NodeWeights[first] * NodeWeights[second], down = up;
                foreach (double strength in strengths)
                {
                    up *= 1 + (node * strength);
                    down *= 1 - (node * strength);
                }

                for (int i = 0; i < strengths.Length; i++)
                    variances[i] += 2 * strengths[i] * ((up / (1 + (node * strengths[i]))) + (down / (1 - (node * strengths[i]))));
            }
        }
    }
}
