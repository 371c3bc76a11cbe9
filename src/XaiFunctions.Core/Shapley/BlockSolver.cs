using System.Numerics.Tensors;

namespace XaiFunctions.Core.Shapley;

/// <summary>Solves a block's rows. Rows with the same constant players share everything that depends on the plan.</summary>
internal static class BlockSolver
{
    /// <summary>Attributions of a block's rows before any is solved.</summary>
    public static Attributions Empty(BlockStatistics block) => new(
        block.RowCount,
        block.PlayerCount,
        block.BaseValues.ToArray(),
        block.Predictions.ToArray(),
        block.Key.MethodName,
        StopReason.Exact,
        Math.Max(0, block.BackgroundGroups - 1));

    /// <summary>Solves some rows of a block.</summary>
    /// <param name="block">Has the values of the plan's coalitions for the rows; what is there beyond the plan is left alone.</param>
    /// <param name="plan">The coalitions to make attributions of.</param>
    /// <param name="backgroundPlan">The coalitions of a sample of which the errors that come from the background are told; null if these are told already, or not at all.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="result">Gets the rows' attributions.</param>
    public static void Solve(BlockStatistics block, CoalitionPlan plan, CoalitionPlan? backgroundPlan, IEnumerable<int> rows, Attributions result)
    {
        foreach (IGrouping<string, int> alike in rows.GroupBy(row => ConstantPlayers(block, row)))
        {
            foreach (int row in alike)
            {
                result.Evaluations[row] = plan.CoalitionCount;
                result.Rounds[row] = plan.CoalitionCount > 0 ? 1 : 0;
                result.StopReasons[row] = plan.IsExact ? StopReason.Exact : StopReason.Budget;
            }

            int[] active = [.. Enumerable.Range(0, block.PlayerCount).Where(player => alike.Key[player] == '0')];
            if (active.Length <= 1)
                SolveTrivial(block, alike, active, result);
            else if (plan.IsExact)
                SolveExact(block, alike, active, result);
            else
                SolveSample(block, plan, backgroundPlan, alike, active, result);
            foreach (int row in alike)
                Fit(block, plan, row, active.Length <= 1, result);
        }
    }

    private static void Fit(BlockStatistics block, CoalitionPlan plan, int row, bool trivial, Attributions result)
    {
        for (int output = 0; output < block.OutputCount; output++)
        {
            result.Fidelities[(row * block.OutputCount) + output] = trivial
                ? 1
                : AdditiveFit.Fidelity(plan, block.Values(row)[output..], block.OutputCount, block.BaseValues[output], result.ValuesOf(row, output));
        }
    }

    private static string ConstantPlayers(BlockStatistics block, int row)
    {
        int words = (block.PlayerCount + 63) / 64;
        return string.Create(block.PlayerCount, (block, row, words), static (text, state) =>
        {
            ReadOnlySpan<ulong> set = state.block.ConstantPlayers.Slice(state.row * state.words, state.words);
            for (int player = 0; player < text.Length; player++)
                text[player] = (char)('0' + (set[player >> 6] >> (player & 63) & 1));
        });
    }

    /// <summary>A single player that can differ from the background takes all.</summary>
    private static void SolveTrivial(BlockStatistics block, IEnumerable<int> rows, int[] active, Attributions result)
    {
        foreach (int row in rows)
        {
            result.StopReasons[row] = StopReason.Exact;
            for (int output = 0; output < block.OutputCount; output++)
            {
                foreach (int player in active)
                {
                    result.Values[Index(block, row, output) + player] = Difference(block, row, output);
                    if (result.BackgroundErrors is { } errors)
                        errors[Index(block, row, output) + player] = TensorPrimitives.Norm(block.BaseDeviations.Slice(output * block.BackgroundGroups, block.BackgroundGroups));
                }
            }
        }
    }

    private static void SolveExact(BlockStatistics block, IEnumerable<int> rows, int[] active, Attributions result)
    {
        var enumeration = new Enumeration(block.PlayerCount);
        bool[] takesPart = new bool[block.PlayerCount];
        foreach (int player in active)
            takesPart[player] = true;
        foreach (int row in rows)
        {
            for (int output = 0; output < block.OutputCount; output++)
            {
                Span<double> attributions = result.Values.AsSpan(Index(block, row, output), block.PlayerCount);
                enumeration.Solve(
                    block.Values(row)[output..], block.OutputCount, block.BaseValues[output], Difference(block, row, output), attributions);
                DropConstants(attributions, takesPart, active.Length);
                SolveBackground(block, row, output, result, (deviations, stride, baseDeviation, moved) =>
                {
                    enumeration.Solve(deviations, stride, baseDeviation, -baseDeviation, moved);
                    DropConstants(moved, takesPart, active.Length);
                });
            }
        }
    }

    /// <summary>A constant player's value is 0 up to rounding; makes it 0 and gives the rest their sum.</summary>
    private static void DropConstants(Span<double> attributions, bool[] takesPart, int active)
    {
        if (active == attributions.Length)
            return;

        double rest = 0;
        for (int player = 0; player < attributions.Length; player++)
            rest += takesPart[player] ? 0 : attributions[player];
        for (int player = 0; player < attributions.Length; player++)
            attributions[player] = takesPart[player] ? attributions[player] + (rest / active) : 0;
    }

    private static void SolveSample(BlockStatistics block, CoalitionPlan plan, CoalitionPlan? backgroundPlan, IEnumerable<int> rows, int[] active, Attributions result)
    {
        var solver = new SampleSolver(plan, active);
        PairedRegression background = backgroundPlan?.CoalitionCount == plan.CoalitionCount || backgroundPlan is null ? solver.Regression : new PairedRegression(backgroundPlan, active);
        var attributions = new double[active.Length];
        var errors = new double[active.Length];
        var halfWidths = new double[active.Length];
        foreach (int row in rows)
        {
            for (int output = 0; output < block.OutputCount; output++)
            {
                solver.Solve(
                    block.Values(row)[output..], block.OutputCount, Difference(block, row, output), attributions, errors, halfWidths);
                int at = Index(block, row, output);
                for (int i = 0; i < active.Length; i++)
                {
                    result.Values[at + active[i]] = attributions[i];
                    result.StandardErrors[at + active[i]] = errors[i];
                    result.IntervalHalfWidths[at + active[i]] = halfWidths[i];
                }

                if (backgroundPlan is null)
                    continue;
                SolveBackground(block, row, output, result, (deviations, stride, baseDeviation, moved) =>
                {
                    background.Estimate(deviations, stride, -baseDeviation, attributions);
                    for (int i = 0; i < active.Length; i++)
                        moved[active[i]] = attributions[i];
                });
            }
        }
    }

    /// <summary>Solves the deviations of each group of background rows as if they were values: how far they move the attributions. v(all) does not move.</summary>
    private static void SolveBackground(BlockStatistics block, int row, int output, Attributions result, BackgroundSolver solve)
    {
        if (result.BackgroundErrors is null)
            return;

        int groups = block.BackgroundGroups;
        Span<double> errors = result.BackgroundErrors.AsSpan(Index(block, row, output), block.PlayerCount);
        errors.Clear();
        var moved = new double[block.PlayerCount];
        for (int group = 0; group < groups; group++)
        {
            int at = (output * groups) + group;
            solve(block.Deviations(row)[at..], block.OutputCount * groups, block.BaseDeviations[at], moved);
            TensorPrimitives.MultiplyAdd(moved, moved, errors, errors);
        }

        TensorPrimitives.Sqrt(errors, errors);
    }

    private delegate void BackgroundSolver(ReadOnlySpan<double> deviations, int stride, double baseDeviation, Span<double> moved);

    private static int Index(BlockStatistics block, int row, int output) => ((row * block.OutputCount) + output) * block.PlayerCount;

    private static double Difference(BlockStatistics block, int row, int output) =>
        block.Predictions[(row * block.OutputCount) + output] - block.BaseValues[output];
}
