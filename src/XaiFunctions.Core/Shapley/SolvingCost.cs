namespace XaiFunctions.Core.Shapley;

/// <summary>
/// How long a row takes to be solved once its coalitions are valued: from what <see cref="SampleSolver"/> does, counted in multiplications, and what one of them was measured to take. It matters where the
/// model is fast or the sample large: a few milliseconds at hundreds of pairs, a third of a second at 2,048.
/// </summary>
internal static class SolvingCost
{
    /// <summary>Measured from 45 to 170 ps on a core of 2.5 GHz or so, with 12 to 100 players and 96 to 3,200 pairs.</summary>
    private const double SecondsPerStep = 1e-10;

    /// <summary>What the regression does with each pair and player: it, its errors, and the deviations of eight groups of background rows.</summary>
    private const double RegressionSteps = 12;

    /// <summary>Seconds for a row; 0 where nothing is solved that takes time beside valuing: all coalitions, and closed forms.</summary>
    /// <param name="players">The number of players.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="resolved">Resolved options.</param>
    public static double Seconds(int players, int outputs, SamplingOptions resolved)
    {
        if (resolved.Method == ShapleyMethod.ClosedForm || CoalitionPlan.CoversAll(players, resolved))
            return 0;

        double pairs = resolved.EvaluationsFor(players) / 2, steps = RegressionSteps * pairs * players;
        if (pairs >= 2 * players)
            steps += ProcessSteps(players, pairs);
        return outputs * steps * SecondsPerStep;
    }

    /// <summary>Of the Gaussian process: a factorisation that carries the players' rows along, the covariances that it is of, and those of the pairs that are not fitted with the fitted ones.</summary>
    private static double ProcessSteps(int players, double pairs)
    {
        bool all = pairs <= SampleSolver.MaxFittedPairs;
        double fitted = all ? pairs : SampleSolver.FittedPairs;
        double fit = (fitted * fitted * fitted / 3) + (fitted * fitted * ((2.5 * players) + 1));
        return (fitted <= SampleSolver.MaxPairsFittedTwice ? 2 * fit : fit) + ((pairs - fitted) * fitted * players);
    }
}
