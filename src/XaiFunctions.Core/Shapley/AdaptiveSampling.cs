using System.Numerics.Tensors;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// Samples the rows of a block in rounds until the errors are small enough. Each round takes the next pairs of every size, so nothing is valued twice, and gives
/// all pairs so far the weights of a sample of that size.
/// </summary>
/// <remarks>
/// A row that has got there stops with what it has, so its attributions do not depend on the other rows of the block. The errors that come from the background are told by the
/// first round: more coalitions hardly change them.
/// </remarks>
internal static class AdaptiveSampling
{
    /// <summary>Samples and solves a block.</summary>
    public static BlockStatistics Run(ExplanationGame game, ReadOnlySpan<double> rows, long block, SamplingOptions resolved, CancellationToken cancellation)
    {
        int columns = game.Model.ColumnCount, outputs = game.Model.OutputCount, count = rows.Length / columns, players = game.Players.Count;
        long firstRow = block * CoalitionPlan.RowsPerBlock;
        var predictions = new double[count * outputs];
        bool structured = StructuredSampling.Uses(game, resolved);
        KernelShap.Predict(game, structured, rows, block, predictions);
        ulong[] constants = KernelShap.ConstantPlayers(game, rows, (players + 63) / 64);
        CoalitionPlan last = CoalitionPlan.Create(players, resolved with { Method = ShapleyMethod.ClosedForm }, block);
        BlockKey key = BlockKey.Of(game, count, block, last, resolved, KernelShap.SampledMethod);
        Baseline baseline = KernelShap.Keep(structured ? game.StructureBaseline : game.ModelBaseline, game, FirstRound(players, resolved));
        var outcome = new Outcome(count, players, baseline, predictions);
        var open = Enumerable.Range(0, count).ToList();
        var values = new double[count][];
        Array.Fill(values, []);
        int round = 0;
        foreach (CoalitionPlan plan in players == 1 ? [] : Rounds(players, resolved, block))
        {
            last = plan;
            Baseline wanted = round == 0 ? baseline : baseline with { Deviations = [] };
            var deviations = new double[count * plan.CoalitionCount * wanted.Deviations.Length];
            Extend(game, structured, rows, firstRow, plan, open, values, deviations, cancellation);
            Attributions attributions = Solve(key, wanted, plan, open, values, deviations, predictions, constants);
            bool final = plan.CoalitionCount >= resolved.EvaluationsFor(players);
            outcome.Take(open, attributions, ++round, plan.CoalitionCount, resolved, final);
            if (open.Count == 0)
                break;
        }

        if (players == 1)
            outcome.TakeSingle();
        return new(key with { PlanDigest = last.Digest }, outcome.Result);
    }

    private static int FirstRound(int players, SamplingOptions options) =>
        Math.Min(options.EvaluationsFor(players), SamplingOptions.FirstRoundEvaluationsPerPlayer * players) & ~1;

    /// <summary>The plans of the rounds, each with the pairs of those before it in the same places.</summary>
    private static IEnumerable<CoalitionPlan> Rounds(int players, SamplingOptions options, long block)
    {
        int most = options.EvaluationsFor(players), words = (players + 63) / 64;
        var strata = new PairStrata(players, options.Seed, block);
        var pairs = new List<ulong>();
        int[] taken = new int[players / 2];
        for (int size = FirstRound(players, options); ; size = Math.Min(most, 2 * size))
        {
            int[] wanted = SampleAllocation.TopUp(taken, SampleAllocation.Allocate(players, size / 2, strata.Capacities));
            for (int k = 1; k <= wanted.Length; k++)
                pairs.AddRange(strata.Draw(k, wanted[k - 1]).AsSpan(taken[k - 1] * words));
            taken = wanted;
            yield return CoalitionPlan.OfPairs(players, pairs.ToArray(), strata, taken);
            if (size == most)
                yield break;
        }
    }

    /// <summary>Values the coalitions that are new in a plan for the rows that are still open.</summary>
    private static void Extend(
        ExplanationGame game,
        bool structured,
        ReadOnlySpan<double> rows,
        long firstRow,
        CoalitionPlan plan,
        List<int> open,
        double[][] values,
        double[] deviations,
        CancellationToken cancellation)
    {
        int columns = game.Model.ColumnCount, outputs = game.Model.OutputCount, known = values[open[0]].Length / outputs, width = deviations.Length / values.Length;
        ReadOnlySpan<ulong> added = plan.Words[(known * plan.WordCount)..];
        ICoalitionEvaluator evaluator = structured ? StructuredEvaluator.Of(game, added) : new CoalitionEvaluator(game, added);
        foreach (int row in open)
        {
            Array.Resize(ref values[row], plan.CoalitionCount * outputs);
            evaluator.Evaluate(rows.Slice(row * columns, columns), firstRow + row, values[row].AsSpan(known * outputs), deviations.AsSpan(row * width, width), cancellation);
        }
    }

    private static Attributions Solve(
        BlockKey key, Baseline baseline, CoalitionPlan plan, List<int> open, double[][] values, double[] deviations, double[] predictions, ulong[] constants)
    {
        int outputs = key.OutputCount;
        double[] openPredictions = [.. open.SelectMany(row => predictions[(row * outputs)..((row + 1) * outputs)])];
        ulong[] openConstants = [.. open.SelectMany(row => constants[(row * plan.WordCount)..((row + 1) * plan.WordCount)])];
        var openValues = new CoalitionValues([.. open.SelectMany(row => values[row])], deviations);
        var part = new BlockStatistics(key with { RowCount = open.Count }, new(0, 1), 0, baseline, openPredictions, openConstants, openValues);
        return BlockSolver.Solve(part, plan);
    }

    /// <summary>What the rows have got so far.</summary>
    private sealed class Outcome(int rows, int players, Baseline baseline, double[] predictions)
    {
        /// <summary>The attributions of all rows, those of the open ones still missing.</summary>
        public Attributions Result { get; } = new(
            rows,
            players,
            [.. baseline.Values],
            predictions,
            KernelShap.SampledMethod,
            StopReason.Exact,
            Math.Max(0, (baseline.Deviations.Length / baseline.Values.Length) - 1));

        /// <summary>Keeps the attributions of the rows that stop here, and takes these off the open ones.</summary>
        public void Take(List<int> open, Attributions solved, int round, int evaluations, SamplingOptions asked, bool final)
        {
            int length = players * baseline.Values.Length;
            solved.BackgroundErrors?.CopyTo(Result.BackgroundErrors!, 0);
            double maxError = asked.MaxError!.Value;
            var left = new List<int>();
            for (int i = 0; i < open.Count; i++)
            {
                double widest = solved.LargestHalfWidth(i, asked.MaxErrorIsRelative);
                if (widest > maxError && !final)
                {
                    left.Add(open[i]);
                    continue;
                }

                Result.StopReasons[open[i]] = widest == 0 ? StopReason.Exact : widest <= maxError ? StopReason.Converged : StopReason.Budget;
                int at = open[i] * length;
                solved.Values.AsSpan(i * length, length).CopyTo(Result.Values.AsSpan(at));
                solved.StandardErrors.AsSpan(i * length, length).CopyTo(Result.StandardErrors.AsSpan(at));
                solved.IntervalHalfWidths.AsSpan(i * length, length).CopyTo(Result.IntervalHalfWidths.AsSpan(at));
                Result.Evaluations[open[i]] = evaluations;
                Result.Rounds[open[i]] = round;
            }

            open.Clear();
            open.AddRange(left);
        }

        /// <summary>A single player takes all.</summary>
        public void TakeSingle()
        {
            int outputs = baseline.Values.Length, groups = baseline.Deviations.Length / outputs;
            for (int i = 0; i < predictions.Length; i++)
            {
                Result.Values[i] = predictions[i] - baseline.Values[i % outputs];
                if (Result.BackgroundErrors is { } errors)
                    errors[i] = TensorPrimitives.Norm<double>(baseline.Deviations.AsSpan(i % outputs * groups, groups));
            }
        }
    }
}
