using XaiFunctions.Core.Games;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Shapley;

/// <summary>Values coalitions for the rows of a block: from the model's structure where it is known, else by asking the model.</summary>
internal static class CoalitionSampling
{
    /// <summary>The numbers that may be kept of a block to tell the errors that come from the background: 128 MB.</summary>
    private const long MaxDeviations = 1 << 24;

    /// <summary>About how many model rows the coalitions of a row cost.</summary>
    public static long CostInModelRows(ExplanationGame game, SamplingOptions resolved)
    {
        long asked = (long)resolved.EvaluationsFor(game.Players.Count) * game.Background.RowCount;
        return Math.Max(1, asked / StructuredSampling.SpeedUp(game, resolved));
    }

    /// <summary>Values the coalitions of a round.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">All rows of the block: rows x columns.</param>
    /// <param name="block">The block.</param>
    /// <param name="round">Which groups, and for which rows.</param>
    /// <param name="resolved">Resolved options.</param>
    /// <param name="known">What is there already and is not valued again, or null.</param>
    /// <param name="before">What this process has found out of the rows before, so that v(all) is not asked for again, or null.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    public static BlockStatistics Value(
        ExplanationGame game,
        ReadOnlySpan<double> rows,
        long block,
        BlockRound round,
        SamplingOptions resolved,
        BlockStatistics? known,
        BlockStatistics? before,
        CancellationToken cancellation)
    {
        int outputs = game.Model.OutputCount, count = rows.Length / game.Model.ColumnCount;
        bool structured = StructuredSampling.Uses(game, resolved);
        CoalitionPlan plan = CoalitionPlan.CreateTo(game.Players.Count, resolved, block, round.Groups.End);
        Baseline baseline = Keep(structured ? game.StructureBaseline : game.ModelBaseline, game, resolved);
        double[] predictions = before?.Predictions.ToArray() ?? new double[count * outputs];
        List<RowFailure> failures = before is not null ? [.. before.Failures]
            : structured ? StructuredSampling.Predict(game, rows, block, predictions) : game.Predict(rows, predictions);
        GroupRange[] wanted = Wanted(round, count, known, failures);
        CoalitionValues[] values = [.. wanted.Select(range => Room(plan, range, baseline, outputs, resolved))];
        foreach (GroupRange batch in Batches(plan, wanted, structured, resolved))
            ValueBatch(game, rows, block, plan, batch, structured, wanted, values, failures, cancellation);
        string name = (plan.IsExact ? KernelShap.ExactMethod : KernelShap.SampledMethod) + (structured ? KernelShap.FromStructure : "");
        BlockKey key = BlockKey.Of(game, count, block, resolved, name);
        return new(key, baseline, predictions, KernelShap.ConstantPlayers(game, rows, plan.WordCount), failures, wanted, values);
    }

    /// <summary>
    /// The groups of whose coalitions it is told how they move with the background: of a sample those of the first round, since more coalitions hardly change the errors that come from the
    /// background; else all.
    /// </summary>
    public static int DeviatingGroups(int players, SamplingOptions resolved) =>
        CoalitionPlan.IsAll(players, resolved) ? CoalitionPlan.GroupsFor(players, resolved) : SamplingRounds.FirstGroups;

    /// <summary>The values of the empty coalition, with their deviations if those of the coalitions of a block can be kept.</summary>
    private static Baseline Keep(Baseline whole, ExplanationGame game, SamplingOptions resolved)
    {
        int players = game.Players.Count, groups = game.Background.GroupWeights.Length, budget = resolved.EvaluationsFor(players);
        int coalitions = CoalitionPlan.IsAll(players, resolved) ? budget : Math.Min(budget, SamplingRounds.FirstGroups * CoalitionPlan.GroupSize(players));
        long numbers = (long)coalitions * CoalitionPlan.RowsPerBlock * game.Model.OutputCount * groups;
        return groups > 1 && numbers <= MaxDeviations ? whole : whole with { Deviations = [] };
    }

    /// <summary>The groups of a round that each row lacks.</summary>
    private static GroupRange[] Wanted(BlockRound round, int count, BlockStatistics? known, List<RowFailure> failures)
    {
        var wanted = new GroupRange[count];
        for (int row = 0; row < count; row++)
        {
            int first = Math.Clamp(known?.Groups(row).End ?? 0, round.Groups.First, round.Groups.End);
            bool lacks = round.Has(row) && !failures.Any(failure => failure.Row == row);
            wanted[row] = new(first, lacks ? round.Groups.End - first : 0);
        }

        return wanted;
    }

    private static CoalitionValues Room(CoalitionPlan plan, GroupRange range, Baseline baseline, int outputs, SamplingOptions resolved)
    {
        if (range.Count == 0)
            return CoalitionValues.None;

        int first = plan.GroupStart(range.First), size = plan.GroupStart(range.End) - first;
        int deviating = Math.Max(0, plan.GroupStart(Math.Min(range.End, DeviatingGroups(plan.PlayerCount, resolved))) - first);
        return new(new double[size * outputs], new double[deviating * baseline.Deviations.Length]);
    }

    /// <summary>
    /// The groups that are valued together. A model's last bits may depend on what else is in the batch, so if it is asked, batches end with the group; from the structure a coalition's value is the
    /// same with whatever others it is valued.
    /// </summary>
    private static IEnumerable<GroupRange> Batches(CoalitionPlan plan, GroupRange[] wanted, bool structured, SamplingOptions resolved)
    {
        GroupRange[] ranges = [.. wanted.Where(range => range.Count > 0).Distinct()];
        if (!structured)
            return ranges.SelectMany(range => Enumerable.Range(range.First, range.Count)).Distinct().Order().Select(group => new GroupRange(group, 1));

        int split = DeviatingGroups(plan.PlayerCount, resolved);
        return ranges.SelectMany(range => (GroupRange[])
            [
                new(range.First, Math.Max(0, Math.Min(range.End, split) - range.First)),
                new(Math.Max(range.First, split), Math.Max(0, range.End - Math.Max(range.First, split))),
            ]).Where(range => range.Count > 0).Distinct();
    }

    private static void ValueBatch(
        ExplanationGame game,
        ReadOnlySpan<double> rows,
        long block,
        CoalitionPlan plan,
        GroupRange batch,
        bool structured,
        GroupRange[] wanted,
        CoalitionValues[] values,
        List<RowFailure> failures,
        CancellationToken cancellation)
    {
        int columns = game.Model.ColumnCount, outputs = game.Model.OutputCount;
        int start = plan.GroupStart(batch.First), length = plan.GroupStart(batch.End) - start;
        using ICoalitionEvaluator evaluator = Evaluator(game, plan, start, length, structured);
        for (int row = 0; row < wanted.Length; row++)
        {
            GroupRange range = wanted[row];
            if (batch.First < range.First || batch.End > range.End)
                continue;

            int at = (start - plan.GroupStart(range.First)) * outputs, groups = game.Background.GroupWeights.Length, size = length * outputs;
            Span<double> deviations = values[row].Deviations.Length >= (at + size) * groups ? values[row].Deviations.AsSpan(at * groups, size * groups) : [];
            try
            {
                evaluator.Evaluate(
                    rows.Slice(row * columns, columns), (block * CoalitionPlan.RowsPerBlock) + row, values[row].Values.AsSpan(at, size), deviations, cancellation);
            }
            catch (Exception exception) when (exception is ModelOutputException or ModelRefusalException)
            {
                // The row cannot be explained, and what was valued of it is of no use; the others are not concerned.
                failures.Add(exception is ModelOutputException output ? new(row, output.Output, output.BackgroundRow) : RowFailure.Of(row, (ModelRefusalException)exception));
                wanted[row] = range with { Count = 0 };
                values[row] = CoalitionValues.None;
            }
        }
    }

    private static ICoalitionEvaluator Evaluator(ExplanationGame game, CoalitionPlan plan, int start, int length, bool structured)
    {
        if (structured && plan.IsExact && StructuredEvaluator.ValuesAllTogether(game))
            return StructuredEvaluator.All(game, start);

        ReadOnlySpan<ulong> coalitions = plan.Words.Slice(start * plan.WordCount, length * plan.WordCount);
        return structured ? StructuredEvaluator.Of(game, coalitions) : new CoalitionEvaluator(game, coalitions);
    }
}
