using System.Numerics;
using System.Numerics.Tensors;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// Solves a paired sample for one row and output after another: KernelSHAP's regression first, then a <see cref="CoalitionProcess"/> that starts from it. Whatever depends on the plan
/// alone is worked out once; solving allocates nothing.
/// </summary>
/// <remarks>
/// <para>
/// The regression alone is left as it is if the pairs are fewer than two a player, or all there are of the players that take part (there is no error then).
/// The process takes all pairs up to <see cref="MaxFittedPairs"/>. Its cost grows with their cube, so of more pairs it takes <see cref="FittedPairs"/>, spread evenly over the plan; the others then
/// correct it: the attributions of what it leaves unexplained are found by the regression, in which the fitted pairs stand for themselves and the others for all that are not fitted, and the errors are those
/// of that regression (the difference estimator of survey sampling: Cochran 1977, "Sampling Techniques", section 7.9; Regression-MSR does the same with another estimator).
/// </para>
/// <para>
/// If the sample has more than a quarter of all pairs, which happens up to 13 players or so, the errors stay those of the regression: they are too large then, but those of the process could be too small where
/// a model has interactions of very many players.
/// </para>
/// </remarks>
internal sealed class SampleSolver
{
    /// <summary>The most pairs that are all fitted.</summary>
    public const int MaxFittedPairs = 2048;

    /// <summary>The pairs that are fitted if there are more than can be.</summary>
    public const int FittedPairs = 1024;

    /// <summary>Up to this share of all pairs the process tells the errors.</summary>
    private const double MostSharePredicted = 0.25;

    /// <summary>Up to so many pairs the process is fitted twice, the second time from its own estimates: worth it where the regression's are poor, and cheap.</summary>
    public const int MaxPairsFittedTwice = 256;

    private readonly CoalitionPlan plan;
    private readonly int[] active;
    private readonly int[] fitted;
    private readonly double[] targets;
    private readonly Func<int, int, bool> isMember;
    private readonly bool keepErrors;
    private readonly CoalitionProcess? process;
    private readonly PairedRegression? correction;
    private readonly double[] residuals;
    private readonly double[] corrections;

    /// <param name="plan">A sample.</param>
    /// <param name="active">The players that take part, in ascending order; at least two.</param>
    public SampleSolver(CoalitionPlan plan, int[] active)
    {
        this.plan = plan;
        this.active = active;
        isMember = IsMember;
        int[] distinct = DistinctPairs();
        double existing = Math.Pow(2, active.Length - 1) - 1;
        bool complete = distinct.Length == existing, all = distinct.Length <= MaxFittedPairs;
        keepErrors = distinct.Length > MostSharePredicted * existing;
        Regression = complete ? Exact(distinct) : new(plan, active);
        fitted = all ? distinct : [.. Enumerable.Range(0, FittedPairs).Select(i => distinct[(int)((long)i * distinct.Length / FittedPairs)])];
        targets = new double[fitted.Length];
        corrections = new double[active.Length];
        residuals = new double[all ? 0 : plan.CoalitionCount];
        if (complete || fitted.Length < 2 * active.Length)
            return;

        process = new(active.Length, fitted.Length, (pair, player) => IsMember(fitted[pair], player));
        correction = all ? null : Correction();
    }

    /// <summary>The regression without the process: linear in the values.</summary>
    public PairedRegression Regression { get; }

    /// <summary>Solves for one row and output. Allocates nothing.</summary>
    /// <inheritdoc cref="PairedRegression.Solve" path="/param"/>
    public void Solve(
        ReadOnlySpan<double> values, int stride, double difference, Span<double> attributions, Span<double> errors, Span<double> halfWidths)
    {
        Regression.Solve(values, stride, difference, attributions, errors, halfWidths);
        if (process is null || double.IsInfinity(errors[0]))
            return;

        for (int i = 0; i < fitted.Length; i++)
            targets[i] = Target(values, stride, fitted[i]);
        if (!process.TryFit(targets, difference, attributions))
            return;
        if (fitted.Length <= MaxPairsFittedTwice && !process.TryFit(targets, difference, attributions))
            return;
        if (correction is null && !keepErrors)
            process.Errors(errors, halfWidths);
        else if (correction is not null)
            Correct(correction, process, values, stride, attributions, errors, halfWidths);
    }

    private static double Target(ReadOnlySpan<double> values, int stride, int pair) =>
        (values[2 * pair * stride] - values[((2 * pair) + 1) * stride]) / 2;

    private void Correct(
        PairedRegression regression, CoalitionProcess fit, ReadOnlySpan<double> values, int stride, Span<double> attributions, Span<double> errors, Span<double> halfWidths)
    {
        fit.PrepareToInterpolate();
        for (int pair = 0, next = 0; pair < residuals.Length / 2; pair++)
        {
            bool isFitted = next < fitted.Length && fitted[next] == pair;
            next += isFitted ? 1 : 0;
            double residual = isFitted ? 0 : Target(values, stride, pair) - fit.Interpolate(pair, isMember);
            (residuals[2 * pair], residuals[(2 * pair) + 1]) = (residual, -residual);
        }

        regression.Solve(residuals, 1, 0, corrections, errors, halfWidths);
        TensorPrimitives.Add(attributions, corrections, attributions);
    }

    /// <summary>The regression on all pairs that there are of the players that take part, which are fewer than those of all players: it has no error.</summary>
    private PairedRegression Exact(int[] distinct)
    {
        double[] weights = new double[plan.CoalitionCount / 2], shares = new double[weights.Length];
        Array.Fill(shares, 1);
        foreach (int pair in distinct)
        {
            int size = Enumerable.Range(0, active.Length).Count(player => IsMember(pair, player));
            double binomial = 1;
            for (int k = 1; k <= size; k++)
                binomial *= (active.Length - k + 1) / (double)k;
            weights[pair] = 1 / (binomial * size * (active.Length - size));
        }

        return new(plan, active, weights, shares);
    }

    /// <summary>The regression in which fitted pairs stand for themselves, and the others for all that are not fitted.</summary>
    private PairedRegression Correction()
    {
        int pairs = plan.CoalitionCount / 2;
        int[] size = [.. Enumerable.Range(0, pairs).Select(Size)];
        int[] taken = new int[plan.PlayerCount], ofThese = new int[plan.PlayerCount];
        foreach (int pair in Enumerable.Range(0, pairs))
            taken[size[pair]]++;
        foreach (int pair in fitted)
            ofThese[size[pair]]++;

        double[] weights = plan.PairWeights.ToArray(), shares = plan.SampledShares.ToArray();
        for (int pair = 0; pair < pairs; pair++)
        {
            // A pair's weight is that of its size over the number taken; its size has taken / share pairs in all.
            double others = taken[size[pair]] - ofThese[size[pair]], notTaken = 1 - (shares[pair] * ofThese[size[pair]] / taken[size[pair]]);
            weights[pair] *= notTaken * taken[size[pair]] / others;
            shares[pair] = shares[pair] * others / (taken[size[pair]] * notTaken);
        }

        foreach (int pair in fitted)
            (weights[pair], shares[pair]) = (plan.PairWeights[pair] * plan.SampledShares[pair], 1);
        return new(plan, active, weights, shares);
    }

    private int Size(int pair)
    {
        int size = 0;
        foreach (ulong word in plan.Words.Slice(2 * pair * plan.WordCount, plan.WordCount))
            size += BitOperations.PopCount(word);
        return size;
    }

    private bool IsMember(int pair, int player) =>
        (plan.Words[(2 * pair * plan.WordCount) + (active[player] >> 6)] >> (active[player] & 63) & 1) != 0;

    /// <summary>The pairs that differ in the players that take part, and part them: all, unless some players are left out.</summary>
    private int[] DistinctPairs()
    {
        IEnumerable<int> pairs = Enumerable.Range(0, plan.CoalitionCount / 2);
        if (active.Length == plan.PlayerCount)
            return [.. pairs];

        // Of S and its complement the one is compared that has the last player.
        var seen = new HashSet<string>();
        return [.. pairs.Where(pair =>
        {
            bool side = IsMember(pair, active.Length - 1);
            string members = string.Concat(Enumerable.Range(0, active.Length).Select(player => IsMember(pair, player) == side ? '1' : '0'));
            return members.Contains('0', StringComparison.Ordinal) && seen.Add(members);
        })];
    }
}
