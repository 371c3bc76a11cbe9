using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Robustness;

/// <summary>What the attacks on one row came to. Rows do not depend on each other, so that they can be attacked on many machines.</summary>
/// <param name="IsYes">How the row is decided as it is.</param>
/// <param name="LeastChange">The least change found that turns the decision, in quantiles; null if none was found.</param>
/// <param name="HeldUnderNoise">For each size of change, ascending, whether none of the random changes turned the decision.</param>
public sealed record RowRobustness(bool IsYes, double? LeastChange, IReadOnlyList<bool> HeldUnderNoise)
{
    /// <summary>Attacks a row with HopSkipJump, with the Square attack at every size, and with noise.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="space">The columns and their quantiles.</param>
    /// <param name="row">The cells.</param>
    /// <param name="options">How hard is tried.</param>
    /// <param name="key">Tells rows apart in the draws.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static RowRobustness Of(ScoredDecision decision, QuantileSpace space, ReadOnlySpan<double> row, RobustnessOptions options, ulong key)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        bool isYes = decision.Margin(row) >= 0;
        double least = HopSkipJump.Attack(decision, space, row, options, key);
        var held = new bool[options.Epsilons.Count];
        for (int level = 0; level < held.Length; level++)
        {
            // What turns at a smaller size turns at a larger one. What chance turned counts against the row as well.
            double epsilon = options.Epsilons[level], byNoise = Noise(decision, space, row, isYes, options, level, key);
            held[level] = double.IsInfinity(byNoise);
            least = Math.Min(least, byNoise);
            if (least > epsilon)
                least = Math.Min(least, SquareAttack.Attack(decision, space, row, epsilon, options, key));
        }

        return new RowRobustness(isYes, double.IsFinite(least) ? least : null, held);
    }

    /// <summary>The most rows that <see cref="Of"/> asks the model for.</summary>
    /// <param name="options">How hard is tried.</param>
    public static long MostQueries(RobustnessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        long hops = Enumerable.Range(1, options.HopSteps).Sum(step => (long)(options.HopEvaluations * Math.Sqrt(step)) + (2 * HopSkipJump.MostHalvings));
        return 1 + HopSkipJump.MostStartQueries + hops + (options.Epsilons.Count * (options.SquareSteps + 2L + options.NoiseDraws));
    }

    // The least of the random changes that turned the decision.
    private static double Noise(ScoredDecision decision, QuantileSpace space, ReadOnlySpan<double> row, bool isYes, RobustnessOptions options, int level, ulong key)
    {
        var draws = new Draws(options.Seed, 300 + (key * (ulong)options.Epsilons.Count) + (ulong)level);
        double[] start = space.ToQuantiles(row), moved = new double[start.Length], rows = new double[options.NoiseDraws * row.Length], changes = new double[options.NoiseDraws];
        for (int draw = 0; draw < options.NoiseDraws; draw++)
        {
            for (int column = 0; column < moved.Length; column++)
                moved[column] = Math.Clamp(start[column] + (options.Epsilons[level] * ((2 * draws.Uniform()) - 1)), 0, 1);
            space.ToRow(row, start, moved, rows.AsSpan(draw * row.Length, row.Length));
            changes[draw] = SquareAttack.Change(start, moved);
        }

        double[] margins = decision.Margins(rows);
        return Enumerable.Range(0, margins.Length).Where(draw => margins[draw] >= 0 != isYes).Select(draw => changes[draw]).DefaultIfEmpty(double.PositiveInfinity).Min();
    }
}
