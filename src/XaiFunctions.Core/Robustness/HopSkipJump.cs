using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Robustness;

/// <summary>
/// HopSkipJump (Chen, Jordan and Wainwright 2020), the variant for the greatest change of a column: looks at decisions only, and seeks the least change that turns one. From a row of the
/// reference that is decided the other way it goes to the boundary, estimates there which way the boundary faces, jumps along it and comes back, nearer each time.
/// </summary>
public static class HopSkipJump
{
    private const double Tolerance = 1e-4;
    private const int MostStarts = 100;

    /// <summary>The most rows that are asked for before the first step: all starts, and the way to the boundary.</summary>
    internal const int MostStartQueries = 1 + (2 * MostStarts) + MostHalvings;

    /// <summary>The most halvings of a way of one quantile down to the tolerance.</summary>
    internal const int MostHalvings = 14;

    /// <summary>Attacks one row.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="space">The columns and their quantiles; its reference gives the starts.</param>
    /// <param name="row">The cells.</param>
    /// <param name="options">How hard is tried.</param>
    /// <param name="key">Tells rows apart in the draws.</param>
    /// <returns>The greatest change of a column, in quantiles, of the nearest row found that is decided the other way; infinite if none was found.</returns>
    public static double Attack(ScoredDecision decision, QuantileSpace space, ReadOnlySpan<double> row, RobustnessOptions options, ulong key)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(options);
        if (space.Movable.Count == 0)
            return double.PositiveInfinity;

        var walk = new Walk(decision, space, row.ToArray(), options, key);
        return walk.Run();
    }

    private sealed class Walk
    {
        private readonly ScoredDecision decision;
        private readonly QuantileSpace space;
        private readonly double[] row;
        private readonly RobustnessOptions options;
        private readonly double[] start;
        private readonly bool isYes;
        private Draws draws;

        public Walk(ScoredDecision decision, QuantileSpace space, double[] row, RobustnessOptions options, ulong key)
        {
            (this.decision, this.space, this.row, this.options) = (decision, space, row, options);
            start = space.ToQuantiles(row);
            isYes = decision.Margin(row) >= 0;
            draws = new Draws(options.Seed, 200 + key);
        }

        public double Run()
        {
            if (Start() is not { } found)
                return double.PositiveInfinity;

            double[] near = ToBoundary(found);
            double best = SquareAttack.Change(start, near);
            for (int step = 1; step <= options.HopSteps && best > Tolerance; step++)
            {
                double[] direction = Direction(near, step, best);
                double[]? jumped = Jump(near, direction, best / Math.Sqrt(step));
                if (jumped is null)
                    continue;
                double[] candidate = ToBoundary(jumped);
                double change = SquareAttack.Change(start, candidate);
                if (change < best)
                    (near, best) = (candidate, change);
            }

            return best;
        }

        // The row of the reference, of some, that is decided the other way and nearest; else any random one.
        private double[]? Start()
        {
            int columns = space.Features.Count, rows = space.Reference.Length / columns;
            double[]? nearest = null;
            double least = double.PositiveInfinity;
            for (int tried = 0; tried < Math.Min(rows, MostStarts); tried++)
            {
                int other = rows <= MostStarts ? tried : draws.Index(rows);
                double[] quantiles = space.ToQuantiles(space.Reference.AsSpan(other * columns, columns));
                double change = SquareAttack.Change(start, quantiles);
                if (change < least && IsTurned(quantiles))
                    (nearest, least) = (quantiles, change);
            }

            for (int tried = 0; tried < MostStarts && nearest is null; tried++)
            {
                double[] random = new double[start.Length];
                for (int column = 0; column < random.Length; column++)
                    random[column] = draws.Uniform();
                nearest = IsTurned(random) ? random : null;
            }

            return nearest;
        }

        // Bisects the box around the start that the turned row is clipped to.
        private double[] ToBoundary(double[] turned)
        {
            double low = 0, high = SquareAttack.Change(start, turned);
            double[] near = turned;
            while (high - low > Tolerance)
            {
                double middle = (low + high) / 2;
                double[] clipped = new double[start.Length];
                for (int column = 0; column < clipped.Length; column++)
                    clipped[column] = Math.Clamp(turned[column], start[column] - middle, start[column] + middle);
                if (IsTurned(clipped))
                    (near, high) = (clipped, middle);
                else
                    low = middle;
            }

            return near;
        }

        // Which way turns the decision: the mean over random steps of those that do, less the mean of those that do not.
        private double[] Direction(double[] near, int step, double change)
        {
            int count = (int)(options.HopEvaluations * Math.Sqrt(step)), columns = start.Length;
            double size = Math.Max(change / columns, 10 * Tolerance);
            var steps = new double[count][];
            var rows = new double[count * row.Length];
            for (int draw = 0; draw < count; draw++)
            {
                var moved = new double[columns];
                for (int column = 0; column < columns; column++)
                    moved[column] = Math.Clamp(near[column] + (size * ((2 * draws.Uniform()) - 1)), 0, 1);
                space.ToRow(row, start, moved, rows.AsSpan(draw * row.Length, row.Length));
                for (int column = 0; column < columns; column++)
                    moved[column] -= near[column];
                steps[draw] = moved;
            }

            double[] margins = decision.Margins(rows);
            double mean = margins.Average(margin => margin >= 0 == isYes ? -1.0 : 1);
            var direction = new double[columns];
            for (int draw = 0; draw < count; draw++)
            {
                double sign = (margins[draw] >= 0 == isYes ? -1 : 1) - (Math.Abs(mean) < 1 ? mean : 0);
                for (int column = 0; column < columns; column++)
                    direction[column] += sign * steps[draw][column];
            }

            return direction;
        }

        private double[]? Jump(double[] near, double[] direction, double length)
        {
            for (double size = length; size > Tolerance; size /= 2)
            {
                double[] jumped = new double[near.Length];
                for (int column = 0; column < jumped.Length; column++)
                    jumped[column] = Math.Clamp(near[column] + (size * Math.Sign(direction[column])), 0, 1);
                if (IsTurned(jumped))
                    return jumped;
            }

            return null;
        }

        private bool IsTurned(double[] quantiles)
        {
            var cells = new double[row.Length];
            space.ToRow(row, start, quantiles, cells);
            return decision.Margin(cells) >= 0 != isYes;
        }
    }
}
