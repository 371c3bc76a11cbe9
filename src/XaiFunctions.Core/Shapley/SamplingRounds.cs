using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// Samples the rows of a block in rounds until the errors are small enough, or the time is over. Each round takes the next groups of the plan, so nothing is valued twice, and gives
/// all coalitions so far the weights of a sample of that size. A block of which neither is asked has one round.
/// </summary>
/// <remarks>
/// A row that has got there stops with what it has, so its attributions do not depend on the other rows of the block. One worker that goes through all rounds (<see cref="Run"/>) and many that
/// share each of them (<see cref="Conclude"/> in between) take the same steps.
/// </remarks>
internal static class SamplingRounds
{
    /// <summary>The groups of the first round of which errors are told. If the time is limited there are shorter ones before it.</summary>
    public const int FirstGroups = SamplingOptions.FirstRoundEvaluationsPerPlayer / CoalitionPlan.GroupEvaluationsPerPlayer;

    /// <summary>Samples and solves a block.</summary>
    public static BlockStatistics Run(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, SamplingOptions resolved, BlockStatistics? known, CancellationToken cancellation, CancellationToken deadline)
    {
        BlockRound round = KernelShap.FirstRound(game.Players.Count, rows.Length / game.Model.ColumnCount, resolved);
        BlockStatistics all = TakeFirst(game, rows, block, round, resolved, known, cancellation);
        (all, BlockRound? next) = Conclude(all, round, deadline.IsCancellationRequested);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline);
        while (next is { } following)
        {
            try
            {
                all = BlockStatistics.Merge([all, CoalitionSampling.Value(game, rows, block, following, resolved, all, all, either.Token)]);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested)
            {
                return all; // A broken round gives nothing; the rounds before it do, also if nobody waits any longer for what was under way.
            }

            (all, next) = Conclude(all, following, deadline.IsCancellationRequested);
        }

        return Solved(all);
    }

    /// <summary>The groups up to which the round goes that follows so many groups.</summary>
    public static int NextStop(int players, SamplingOptions resolved, int groups)
    {
        int all = CoalitionPlan.GroupsFor(players, resolved);
        int first = resolved.HasDeadline ? 1 : FirstGroups;
        return resolved.InRounds ? Math.Min(all, groups == 0 ? first : 2 * groups) : all;
    }

    /// <inheritdoc cref="KernelShap.Conclude"/>
    public static (BlockStatistics Solved, BlockRound? Next) Conclude(BlockStatistics known, BlockRound round, bool isTimeOver)
    {
        if (!known.Key.MethodName.StartsWith(KernelShap.SampledMethod, StringComparison.Ordinal) && known.Solved is not null)
            return (known, null);

        SamplingOptions options = known.Key.Options;
        int players = known.PlayerCount, end = round.Groups.End;
        int[] open = [.. Enumerable.Range(0, known.RowCount).Where(row => round.Has(row) && !known.Fails(row))];
        if (open.FirstOrDefault(row => known.Groups(row).First > 0 || known.Groups(row).End < end, -1) is var missing and >= 0)
            throw new ArgumentException($"Groups of row {missing} of block {known.Block} are missing; it has {known.Groups(missing).Count} of {end}.", nameof(known));

        CoalitionPlan plan = CoalitionPlan.CreateTo(players, options, known.Block, end);
        Attributions solved = known.Solved?.Copy() ?? BlockSolver.Empty(known);
        BlockSolver.Solve(known, plan, BackgroundPlan(known, plan, round.Groups), open, solved);
        solved.Without(known.Failures);
        bool isLast = end == known.Key.GroupCount;
        if (!options.InRounds)
            return (known.With(solved, plan.Digest), null);

        int left = 0;
        foreach (int row in open)
        {
            solved.Rounds[row] = RoundsTo(end);
            double widest = solved.LargestHalfWidth(row, options.MaxErrorIsRelative);
            bool converged = widest <= (options.MaxError ?? 0) && (isLast || end >= FirstGroups);
            solved.StopReasons[row] = widest == 0 ? StopReason.Exact : converged ? StopReason.Converged : isLast ? StopReason.Budget : StopReason.Deadline;
            left |= converged || isLast ? 0 : 1 << row;
        }

        BlockStatistics all = known.With(solved, plan.Digest);
        return (all, left == 0 || isTimeOver ? null : new(new(end, NextStop(players, options, end) - end), left));
    }

    /// <summary>The statistics with their attributions: those that they have, or those of all groups.</summary>
    /// <exception cref="ArgumentException">Groups are missing.</exception>
    public static BlockStatistics Solved(BlockStatistics complete) => complete.Solved is not null
        ? complete
        : Conclude(complete, new(new(0, complete.Key.GroupCount), -1), isTimeOver: true).Solved;

    private static BlockStatistics TakeFirst(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, BlockRound round, SamplingOptions resolved, BlockStatistics? known, CancellationToken cancellation)
    {
        BlockStatistics part = KernelShap.Sample(game, rows, block, round, resolved, known, cancellation);
        if (known is null)
            return part;
        // What another kind of processor valued may differ in the last bits; then nothing of it is used.
        return part.SharesRows(known) ? BlockStatistics.Merge([known, part]) : KernelShap.Sample(game, rows, block, round, resolved, null, cancellation);
    }

    /// <summary>The coalitions of which the errors that come from the background are told after a round, or null if the rounds before it have told them.</summary>
    private static CoalitionPlan? BackgroundPlan(BlockStatistics known, CoalitionPlan plan, GroupRange round)
    {
        int deviating = CoalitionSampling.DeviatingGroups(known.PlayerCount, known.Key.Options);
        if (known.BackgroundGroups == 0 || round.First >= deviating)
            return null;
        return round.End <= deviating ? plan : CoalitionPlan.CreateTo(known.PlayerCount, known.Key.Options, known.Block, deviating);
    }

    private static int RoundsTo(int groups) => 1 + Math.Max(0, (int)Math.Ceiling(Math.Log2((double)groups / FirstGroups)));
}
