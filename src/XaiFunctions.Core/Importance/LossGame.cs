using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Importance;

/// <summary>Turns the valued coalitions of a block into the games of its rows' losses and solves these and their mean.</summary>
internal static class LossGame
{
    /// <summary>A probability may be off by what single precision makes of the sum over some classes.</summary>
    private const double ProbabilityTolerance = 1e-4;

    /// <param name="answers">All coalitions of the plan, valued in the model's own space.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="labels">One a row; a row without one (NaN) is left out, as one on which the model is not finite.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="pass">The pass, counted from 0.</param>
    public static ImportancePart Solve(BlockStatistics answers, CoalitionPlan plan, ReadOnlySpan<double> labels, Loss loss, int pass)
    {
        int outputs = answers.OutputCount, coalitions = plan.CoalitionCount;
        int[] known = Known(answers, labels);
        double baseLoss = 0, modelLoss = 0;
        double[][] values = [.. Enumerable.Range(0, known.Length + 1).Select(_ => new double[coalitions])];
        var reductions = new double[known.Length + 1];
        double[] mean = values[known.Length];
        for (int at = 0; at < known.Length; at++)
        {
            int row = known[at];
            ReadOnlySpan<double> prediction = answers.Predictions.Slice(row * outputs, outputs);
            double empty = Loss(answers.BaseValues, labels[row], loss), full = Loss(prediction, labels[row], loss);
            baseLoss += empty / known.Length;
            modelLoss += full / known.Length;
            reductions[at] = empty - full;
            reductions[known.Length] += (empty - full) / known.Length;
            double[] game = values[at];
            for (int coalition = 0; coalition < coalitions; coalition++)
            {
                game[coalition] = empty - Loss(answers.Values(row).Slice(coalition * outputs, outputs), labels[row], loss);
                mean[coalition] += game[coalition] / known.Length;
            }
        }

        Attributions solved = SolveGames(answers, plan, known, values, reductions);
        return Part(answers, plan, known.Length, pass, solved, baseLoss, modelLoss);
    }

    /// <summary>The rows that have a label and answers.</summary>
    private static int[] Known(BlockStatistics answers, ReadOnlySpan<double> labels)
    {
        var known = new List<int>();
        for (int row = 0; row < answers.RowCount; row++)
        {
            if (!double.IsNaN(labels[row]) && !answers.Failures.Any(failure => failure.Row == row))
                known.Add(row);
        }

        return [.. known];
    }

    private static double Loss(ReadOnlySpan<double> answer, double label, Loss loss)
    {
        foreach (double probability in answer)
        {
            if (loss != Importance.Loss.SquaredError && probability is < -ProbabilityTolerance or > 1 + ProbabilityTolerance)
                throw new ArgumentException("The model's answers are not probabilities, of which this loss is made.", nameof(answer));
        }

        return loss.Of(answer, label);
    }

    /// <summary>The games of the rows, and behind them their mean, as the rows of a block with one output whose value of nothing known is 0.</summary>
    private static Attributions SolveGames(BlockStatistics answers, CoalitionPlan plan, int[] known, double[][] values, double[] reductions)
    {
        int rows = known.Length, words = plan.WordCount;
        var constants = new ulong[(rows + 1) * words];
        for (int at = 0; at < rows; at++)
            answers.ConstantPlayers.Slice(known[at] * words, words).CopyTo(constants.AsSpan(at * words));
        for (int word = 0; word < words; word++)
        {
            // What is constant in every row changes nothing in the mean either.
            ulong all = ulong.MaxValue;
            for (int row = 0; row < rows; row++)
                all &= constants[(row * words) + word];
            constants[(rows * words) + word] = all;
        }

        BlockKey key = answers.Key with { RowCount = rows + 1, OutputCount = 1 };
        var games = new BlockStatistics(
            key, new([0], []), reductions, constants, [], new GroupRange[rows + 1], [.. values.Select(game => new CoalitionValues(game, []))]);
        Attributions solved = BlockSolver.Empty(games);
        BlockSolver.Solve(games, plan, null, Enumerable.Range(0, rows + 1), solved);
        return solved;
    }

    private static ImportancePart Part(BlockStatistics answers, CoalitionPlan plan, int rows, int pass, Attributions solved, double baseLoss, double modelLoss)
    {
        int players = answers.PlayerCount;
        var sums = new double[players];
        var squares = new double[players];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> own = solved.ValuesOf(row, 0);
            for (int player = 0; player < players; player++)
            {
                sums[player] += own[player];
                squares[player] += own[player] * own[player];
            }
        }

        return new(
            answers.Block,
            pass,
            rows,
            plan.CoalitionCount,
            plan.IsExact,
            baseLoss,
            modelLoss,
            solved.ValuesOf(rows, 0).ToArray(),
            solved.StandardErrors[(rows * players)..],
            solved.IntervalHalfWidths[(rows * players)..],
            sums,
            squares);
    }
}
