using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Robustness;

/// <summary>
/// The Square attack (Andriushchenko et al. 2020) for rows: random subsets of columns in the place of squares of an image. It looks at scores, and changes no column by more than epsilon
/// quantiles. A success is a proof that the decision can be changed; a failure proves nothing.
/// </summary>
public static class SquareAttack
{
    // Where, as a share of the steps, the share of changed columns is halved; as in the Adversarial Robustness Toolbox.
    private static readonly double[] Halvings = [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8];

    /// <summary>Attacks one row.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="space">The columns and their quantiles.</param>
    /// <param name="row">The cells.</param>
    /// <param name="epsilon">The most that a column may change, in quantiles.</param>
    /// <param name="options">How hard is tried.</param>
    /// <param name="key">Tells rows apart in the draws.</param>
    /// <returns>The size of the change found that turns the decision, at most epsilon; infinite if none was found.</returns>
    public static double Attack(ScoredDecision decision, QuantileSpace space, ReadOnlySpan<double> row, double epsilon, RobustnessOptions options, ulong key)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(options);
        int columns = space.Movable.Count;
        if (columns == 0)
            return double.PositiveInfinity;

        var draws = new Draws(options.Seed ^ BitConverter.DoubleToUInt64Bits(epsilon), 100 + key);
        double[] start = space.ToQuantiles(row), best = new double[columns], tried = new double[columns], cells = new double[row.Length];
        double side = decision.Margin(row) >= 0 ? 1 : -1;
        for (int column = 0; column < columns; column++)
            best[column] = Moved(start[column], epsilon, ref draws);
        space.ToRow(row, start, best, cells);
        double loss = side * decision.Margin(cells);
        for (int step = 0; step < options.SquareSteps && !IsTurned(loss, side); step++)
        {
            best.CopyTo(tried, 0);
            int changed = Math.Max(1, (int)Math.Round(Share(step, options) * columns));
            for (int change = 0; change < changed; change++)
            {
                int column = draws.Index(columns);
                tried[column] = Moved(start[column], epsilon, ref draws);
            }

            space.ToRow(row, start, tried, cells);
            double triedLoss = side * decision.Margin(cells);
            if (!(triedLoss < loss))
                continue;
            loss = triedLoss;
            (best, tried) = (tried, best);
        }

        return IsTurned(loss, side) ? Change(start, best) : double.PositiveInfinity;
    }

    // A margin of 0 is a yes: from yes the loss has to be negative, from no it may be 0.
    internal static bool IsTurned(double loss, double side) => side > 0 ? loss < 0 : loss <= 0;

    internal static double Change(ReadOnlySpan<double> start, ReadOnlySpan<double> quantiles)
    {
        double change = 0;
        for (int column = 0; column < start.Length; column++)
            change = Math.Max(change, Math.Abs(quantiles[column] - start[column]));
        return change;
    }

    private static double Moved(double from, double epsilon, ref Draws draws) => Math.Clamp(from + (draws.Uniform() < 0.5 ? -epsilon : epsilon), 0, 1);

    private static double Share(int step, RobustnessOptions options) =>
        options.SquareShare / Math.Pow(2, Halvings.Count(halving => (double)step / options.SquareSteps > halving));
}
