using System.Numerics.Tensors;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// Attributions by universal kriging: main effects are free, interactions follow an <see cref="InteractionPrior"/>, and the attributions are what is then most likely given the values
/// of the coalitions. For one row and output after another; allocates nothing once made.
/// </summary>
/// <remarks>
/// <para>
/// With K the prior covariances of the odd part o at the coalitions (the full one among them, where o is half of v(all) - v(empty)), T their signs, c_i the covariances of o with phi_i and
/// d_i = 2 e_i - T' K^-1 c_i: beta = (T'K^-1T)^-1 T'K^-1 y, phi_i = 2 beta_i + c_i'K^-1 (y - T beta), and the variance of phi_i is
/// sigma^2 [prior_i - c_i'K^-1 c_i + d_i'(T'K^-1T)^-1 d_i] with sigma^2 = (y - T beta)'K^-1 (y - T beta) / (coalitions - players)
/// (Cressie 1993, "Statistics for Spatial Data", section 3.4; Rasmussen and Williams 2006, "Gaussian Processes for Machine Learning", section 2.7). All of it comes from one factorisation
/// of K that carries y, T and c along.
/// </para>
/// <para>
/// The degrees of freedom of sigma^2 are those of a normal sample whose sum of squares would vary as much: 3 (sum e^2)^2 / sum e^4 with e the uncorrelated residuals, but not more
/// than coalitions - players. A few large residuals thus widen the intervals.
/// </para>
/// </remarks>
internal sealed class CoalitionProcess
{
    /// <summary>What is added to the diagonal of K, as a share of its mean: keeps it definite, and stands for the rounding of models that answer in single precision.</summary>
    private const double Nugget = 1e-12;

    private readonly int players;
    private readonly int points;
    private readonly int stride;
    private readonly double[] signs;
    private readonly double[] rows;
    private readonly double[] trend;
    private readonly double[] mainEffects;
    private readonly double[] prior;
    private readonly double[] coalition;
    private readonly double[] scratch;
    private readonly InteractionPrior interactions;

    /// <param name="players">The number of players, n.</param>
    /// <param name="pairs">The number of pairs.</param>
    /// <param name="isMember">Whether a player is in the first coalition of a pair: called with pair and player.</param>
    public CoalitionProcess(int players, int pairs, Func<int, int, bool> isMember)
    {
        this.players = players;
        points = pairs + 1;

        // An odd number of cache lines, so that rows do not fall on the same places of the cache.
        stride = ((points + 7) / 8 * 8) | 8;
        signs = new double[players * stride];
        rows = new double[(points + 1 + (2 * players)) * stride];
        trend = new double[((2 * players) + 1) * players];
        mainEffects = new double[players];
        prior = new double[players];
        coalition = new double[players];
        scratch = new double[2 * points];
        interactions = new(players);
        for (int player = 0; player < players; player++)
        {
            for (int pair = 0; pair < pairs; pair++)
                signs[(player * stride) + pair] = isMember(pair, player) ? 1 : -1;
            signs[(player * stride) + pairs] = 1;
        }
    }

    private Span<double> Targets => rows.AsSpan(points * stride, points);

    /// <summary>Finds the attributions.</summary>
    /// <param name="targets">(v(S) - v(complement)) / 2 of each pair.</param>
    /// <param name="difference">v(all) - v(empty).</param>
    /// <param name="attributions">First estimates that sum to the difference; replaced.</param>
    /// <returns>Whether they were found; otherwise the first estimates stay.</returns>
    public bool TryFit(ReadOnlySpan<double> targets, double difference, Span<double> attributions)
    {
        if (!interactions.TrySet(attributions))
            return false;

        // What the first estimates explain as main effects is set aside: main effects are free, so this changes nothing but rounding.
        targets.CopyTo(Targets);
        Targets[^1] = difference / 2;
        for (int player = 0; player < players; player++)
            TensorPrimitives.MultiplyAdd(Signs(player), -attributions[player] / 2, Targets, Targets);
        FillRows();
        if (!CarriedCholesky.TryFactorize(rows, stride, points, points + 1 + (2 * players)) || !TrySolveTrend())
            return false;

        for (int player = 0; player < players; player++)
        {
            double first = attributions[player] / 2;
            attributions[player] += (2 * mainEffects[player]) + TensorPrimitives.Dot<double>(Covariances(player), Targets);
            mainEffects[player] += first;
        }

        TensorPrimitives.Add(attributions, (difference - TensorPrimitives.Sum<double>(attributions)) / players, attributions);
        return true;
    }

    /// <summary>Gets ready to <see cref="Interpolate"/> what was fitted last; its <see cref="Errors"/> cannot be asked for any more.</summary>
    public void PrepareToInterpolate() => CarriedCholesky.SolveTransposed(rows, stride, Targets);

    /// <summary>What (v(S) - v(complement)) / 2 most likely is.</summary>
    /// <param name="pair">The pair of S and its complement.</param>
    /// <param name="isMember">Whether a player is in S: called with pair and player.</param>
    public double Interpolate(int pair, Func<int, int, bool> isMember)
    {
        for (int player = 0; player < players; player++)
            coalition[player] = isMember(pair, player) ? 1 : -1;
        Span<double> covariances = scratch.AsSpan(0, points);
        interactions.Covariances(coalition, signs, stride, covariances);
        return TensorPrimitives.Dot<double>(mainEffects, coalition) + TensorPrimitives.Dot<double>(covariances, Targets);
    }

    /// <summary>The errors of the attributions that were found last.</summary>
    /// <param name="errors">Standard errors; overwritten.</param>
    /// <param name="halfWidths">Half the widths of the 95 % intervals; overwritten.</param>
    public void Errors(Span<double> errors, Span<double> halfWidths)
    {
        double squares = TensorPrimitives.SumOfSquares<double>(Targets), fourth = 0;
        foreach (double residual in Targets)
            fourth += residual * residual * residual * residual;
        int most = points - players;
        double freedom = fourth > 0 ? Math.Min(most, 3 * squares * squares / fourth * most / points) : most;
        double scale = squares / most, quantile = StudentT.Quantile975(freedom);
        interactions.Variances(prior);
        for (int player = 0; player < players; player++)
        {
            double left = Math.Max(0, prior[player] - TensorPrimitives.SumOfSquares<double>(Covariances(player)));
            double variance = scale * (left + TensorPrimitives.SumOfSquares<double>(trend.AsSpan((players + 1 + player) * players, players)));
            errors[player] = Math.Sqrt(variance);
            halfWidths[player] = quantile * errors[player];
        }
    }

    private Span<double> Signs(int player) => signs.AsSpan(player * stride, points);

    private Span<double> Trend(int player) => rows.AsSpan((points + 1 + player) * stride, points);

    private Span<double> Covariances(int player) => rows.AsSpan((points + 1 + players + player) * stride, points);

    private void FillRows()
    {
        double diagonal = 0;
        for (int point = 0; point < points; point++)
        {
            for (int player = 0; player < players; player++)
                coalition[player] = signs[(player * stride) + point];
            interactions.Covariances(coalition, signs, stride, rows.AsSpan(point * stride, point + 1));
            diagonal += rows[(point * stride) + point];
        }

        for (int point = 0; point < points; point++)
            rows[(point * stride) + point] += Nugget * diagonal / points;
        for (int player = 0; player < players; player++)
            Signs(player).CopyTo(Trend(player));
        Span<double> covariances = rows.AsSpan((points + 1 + players) * stride);
        interactions.CovariancesOfAttributions(signs, stride, scratch.AsSpan(0, points), scratch.AsSpan(points), covariances);
    }

    /// <summary>Finds the main effects and takes them out of the targets.</summary>
    private bool TrySolveTrend()
    {
        for (int i = 0; i < players; i++)
        {
            for (int j = 0; j < players; j++)
            {
                double product = TensorPrimitives.Dot<double>(Trend(i), Trend(j));
                trend[(i * players) + j] = product;
                trend[((players + 1 + i) * players) + j] = (i == j ? 2 : 0) - TensorPrimitives.Dot<double>(Trend(j), Covariances(i));
            }

            trend[(players * players) + i] = TensorPrimitives.Dot<double>(Trend(i), Targets);
        }

        if (!CarriedCholesky.TryFactorize(trend, players, players, (2 * players) + 1))
            return false;

        trend.AsSpan(players * players, players).CopyTo(mainEffects);
        CarriedCholesky.SolveTransposed(trend, players, mainEffects);
        for (int player = 0; player < players; player++)
            TensorPrimitives.MultiplyAdd(Trend(player), -mainEffects[player], Targets, Targets);
        return true;
    }
}
