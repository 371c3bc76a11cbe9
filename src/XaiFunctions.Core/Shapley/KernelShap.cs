using XaiFunctions.Core.Games;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// Shapley values by valuing coalitions: KernelSHAP (Lundberg and Lee 2017) on a leverage sample (Musco and Witter 2024), or all coalitions if the budget covers them.
/// </summary>
/// <remarks>
/// Rows are explained in blocks of <see cref="CoalitionPlan.RowsPerBlock"/>: row r of a job belongs to block r / RowsPerBlock, and every block has its own coalitions.
/// A block can be sampled in parts by groups of coalitions. Neither how blocks are given to workers nor how a block is parted changes a bit of the result.
/// </remarks>
public static class KernelShap
{
    /// <summary>The name of <see cref="Attributions.Method"/> when all coalitions are valued.</summary>
    public const string ExactMethod = "exact enumeration";

    /// <summary>All coalitions of a structure take about so many times less than asking a fast model for them (measured on a logistic regression and on boosted trees).</summary>
    private const int StructuredSpeedUp = 20;

    /// <summary>The numbers that may be kept of a block to tell the errors that come from the background: 128 MB.</summary>
    private const long MaxDeviations = 1 << 24;

    /// <summary>The name of <see cref="Attributions.Method"/> when coalitions are sampled.</summary>
    public const string SampledMethod = "leverage-sampled KernelSHAP";

    /// <summary>
    /// Values a share of the coalitions for the rows of one block. Costs at most (coalitions of the groups) x (background rows) model rows a row, and one more
    /// for v(all).
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">All rows of the block, row-major: up to <see cref="CoalitionPlan.RowsPerBlock"/> rows x columns.</param>
    /// <param name="block">The block, counted from 0.</param>
    /// <param name="groups">Which groups of the block's plan.</param>
    /// <param name="options">Method, budget and seed.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <exception cref="ArgumentException">The rows, groups or options do not fit the game.</exception>
    /// <exception cref="ModelOutputException">The model is not finite somewhere.</exception>
    /// <exception cref="StructureMismatchException">The model's structure answers otherwise than the model.</exception>
    public static BlockStatistics Sample(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, GroupRange groups, SamplingOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        int columns = game.Model.ColumnCount, count = rows.Length / columns;
        if (rows.Length != count * columns || count is 0 or > CoalitionPlan.RowsPerBlock)
            throw new ArgumentException($"{rows.Length} cells are not 1 to {CoalitionPlan.RowsPerBlock} rows of {columns} columns.", nameof(rows));

        SamplingOptions resolved = Resolve(game, options);
        int groupCount = CoalitionPlan.GroupsFor(game.Players.Count, resolved);
        if (groups.First < 0 || groups.Count < 1 || groups.End > groupCount)
            throw new ArgumentException($"Groups {groups.First} to {groups.End - 1} are not among the {groupCount} groups of the plan.", nameof(groups));
        if (resolved.Method == ShapleyMethod.ClosedForm)
            return StructuredSampling.ClosedForm(game, rows, block, resolved);
        if (resolved.MaxError is not null)
            return AdaptiveSampling.Run(game, rows, block, resolved, cancellation);

        return Value(game, rows, block, groups, resolved, cancellation);
    }

    /// <summary>Values the coalitions of some groups for the rows of a block, from the structure where it is known, else by asking the model.</summary>
    internal static BlockStatistics Value(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, GroupRange groups, SamplingOptions resolved, CancellationToken cancellation)
    {
        int outputs = game.Model.OutputCount, count = rows.Length / game.Model.ColumnCount;
        CoalitionPlan plan = CoalitionPlan.Create(game.Players.Count, resolved, block);
        int first = plan.GroupStart(groups.First), length = plan.GroupStart(groups.End) - first;
        var predictions = new double[count * outputs];
        bool structured = StructuredSampling.Uses(game, resolved);
        Baseline baseline = Keep(structured ? game.StructureBaseline : game.ModelBaseline, game, plan.CoalitionCount);
        int size = count * length * outputs;
        var values = new CoalitionValues(new double[size], new double[size * (baseline.Deviations.Length / outputs)]);
        Predict(game, structured, rows, block, predictions);
        if (structured)
            StructuredSampling.Value(game, rows, block, plan, first, values, cancellation);
        else
            AskModel(game, rows, block, plan, groups, values, cancellation);
        BlockKey key = BlockKey.Of(game, count, block, plan, resolved, plan.IsExact ? ExactMethod : SampledMethod);
        return new(key, groups, first, baseline, predictions, ConstantPlayers(game, rows, plan.WordCount), values);
    }

    /// <summary>
    /// What options come to for a game: <see cref="ShapleyMethod.Auto"/> becomes <see cref="ShapleyMethod.ClosedForm"/> where one holds, and takes all coalitions where they can
    /// be valued from the model's structure. Resolved options stay as they are. Asks the model for the background if its structure is known.
    /// </summary>
    /// <exception cref="ArgumentException">A closed form is asked for and does not hold, or the options do not fit the number of players.</exception>
    public static SamplingOptions Resolve(ExplanationGame game, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        int players = game.Players.Count;
        options.EvaluationsFor(players);
        if (options.Method == ShapleyMethod.ClosedForm && game.ClosedForm is null)
            throw new ArgumentException("The model has no closed form of its Shapley values in the explained space; ask for another method.", nameof(options));
        if (options.Method is ShapleyMethod.Exact or ShapleyMethod.ClosedForm)
            return options with { MaxError = null };
        if (options.Method == ShapleyMethod.Kernel)
            return options;
        if (game.ClosedForm is not null)
            return options with { Method = ShapleyMethod.ClosedForm, MaxEvaluations = null, MaxError = null };

        int all = players <= SamplingOptions.MaxEnumeratedPlayers ? (1 << players) - 2 : int.MaxValue;
        bool affordable = options.MaxEvaluations is { } budget ? budget >= all : players is > 1 and <= StructuredEvaluator.MaxPlayersByDefault;
        return affordable && StructuredEvaluator.Supports(game) ? options with { MaxEvaluations = all, MaxError = null } : options;
    }

    /// <summary>The groups into which the coalitions of a block are cut for a game; 1 for a closed form.</summary>
    /// <inheritdoc cref="Resolve" path="/exception"/>
    public static int GroupsFor(ExplanationGame game, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        return CoalitionPlan.GroupsFor(game.Players.Count, Resolve(game, options));
    }

    /// <summary>
    /// About how many model rows the attributions of a row cost, for <see cref="Planning.WorkPlanner"/>: coalitions x background rows when the model is asked; when the structure
    /// is known, what takes as long.
    /// </summary>
    /// <inheritdoc cref="Resolve" path="/exception"/>
    public static long CostInModelRows(ExplanationGame game, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        SamplingOptions resolved = Resolve(game, options);
        long asked = (long)resolved.EvaluationsFor(game.Players.Count) * game.Background.RowCount;
        return Math.Max(1, StructuredSampling.Uses(game, resolved) ? asked / StructuredSpeedUp : asked);
    }

    /// <summary>The attributions of a block whose coalitions have all been valued. Evaluates nothing.</summary>
    /// <param name="complete">The statistics of all groups.</param>
    /// <exception cref="ArgumentException">Groups are missing, or the statistics are not of the plan that their options make.</exception>
    public static Attributions Solve(BlockStatistics complete)
    {
        ArgumentNullException.ThrowIfNull(complete);
        if (!complete.IsComplete)
            throw new ArgumentException($"Only {complete.Groups.Count} of {complete.Key.GroupCount} groups of block {complete.Block} are there.", nameof(complete));

        if (complete.Solved is { } solved)
            return solved;

        CoalitionPlan plan = CoalitionPlan.Create(complete.PlayerCount, complete.Key.Options, complete.Block);
        if (plan.Digest != complete.PlanDigest || plan.CoalitionCount != complete.CoalitionCount)
            throw new ArgumentException($"The statistics of block {complete.Block} are of another plan than their options make.", nameof(complete));

        return BlockSolver.Solve(complete, plan);
    }

    /// <summary>The attributions of the rows of one block: <see cref="Sample"/> of all groups and <see cref="Solve"/> at once.</summary>
    /// <inheritdoc cref="Sample" path="/param"/>
    /// <inheritdoc cref="Sample" path="/exception"/>
    public static Attributions ExplainBlock(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, SamplingOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(game);
        SamplingOptions resolved = Resolve(game, options);
        var all = new GroupRange(0, CoalitionPlan.GroupsFor(game.Players.Count, resolved));
        return Solve(Sample(game, rows, block, all, resolved, cancellation));
    }

    /// <summary>The attributions of all rows of a job, block by block, with the same bytes as when the blocks are given to many workers.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">Row-major: rows x columns; the first row is row 0 of the job.</param>
    /// <param name="options">Method, budget and seed.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <inheritdoc cref="Sample" path="/exception"/>
    public static Attributions Explain(ExplanationGame game, double[] rows, SamplingOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(rows);
        int columns = game.Model.ColumnCount;
        if (rows.Length == 0 || rows.Length % columns != 0)
            throw new ArgumentException($"{rows.Length} cells are not a whole number of rows of {columns} columns.", nameof(rows));

        var parts = new List<Attributions>();
        int step = CoalitionPlan.RowsPerBlock * columns;
        for (int at = 0; at < rows.Length; at += step)
            parts.Add(ExplainBlock(game, rows.AsSpan(at, Math.Min(step, rows.Length - at)), parts.Count, options, cancellation));
        return Attributions.Concat(parts);
    }

    /// <summary>The values of the empty coalition, with their deviations if those of so many coalitions a row can be kept.</summary>
    internal static Baseline Keep(Baseline whole, ExplanationGame game, int coalitions)
    {
        int groups = game.Background.GroupWeights.Length;
        long numbers = (long)coalitions * CoalitionPlan.RowsPerBlock * game.Model.OutputCount * groups;
        return groups > 1 && numbers <= MaxDeviations ? whole : whole with { Deviations = [] };
    }

    /// <summary>v(all) of the rows of a block, rows x outputs.</summary>
    internal static void Predict(ExplanationGame game, bool structured, ReadOnlySpan<double> rows, long block, Span<double> predictions)
    {
        if (structured)
            StructuredSampling.Predict(game, rows, block, predictions);
        else
            game.Predict(rows, block * CoalitionPlan.RowsPerBlock, predictions);
    }

    private static void AskModel(
        ExplanationGame game,
        ReadOnlySpan<double> rows,
        long block,
        CoalitionPlan plan,
        GroupRange groups,
        CoalitionValues values,
        CancellationToken cancellation)
    {
        int columns = game.Model.ColumnCount, outputs = game.Model.OutputCount, count = rows.Length / columns;
        long firstRow = block * CoalitionPlan.RowsPerBlock;
        int first = plan.GroupStart(groups.First), length = plan.GroupStart(groups.End) - first;
        int deviations = values.Deviations.Length / Math.Max(1, values.Values.Length);
        for (int group = groups.First; group < groups.End; group++)
        {
            // Group by group: a model's last bits may depend on what else is in the batch, so batches end with the group.
            int start = plan.GroupStart(group), end = plan.GroupStart(group + 1);
            var evaluator = new CoalitionEvaluator(game, plan.Words[(start * plan.WordCount)..(end * plan.WordCount)]);
            for (int row = 0; row < count; row++)
            {
                int at = ((row * length) + start - first) * outputs, size = (end - start) * outputs;
                evaluator.Evaluate(
                    rows.Slice(row * columns, columns),
                    firstRow + row,
                    values.Values.AsSpan(at, size),
                    values.Deviations.AsSpan(at * deviations, size * deviations),
                    cancellation);
            }
        }
    }

    /// <summary>Bit sets of the players in which a row equals every background row; rows x words.</summary>
    internal static ulong[] ConstantPlayers(ExplanationGame game, ReadOnlySpan<double> rows, int words)
    {
        int columns = game.Model.ColumnCount, count = rows.Length / columns;
        var sets = new ulong[count * words];
        for (int player = 0; player < game.Players.Count; player++)
        {
            if (!game.IsConstantInBackground(player))
                continue;

            for (int row = 0; row < count; row++)
            {
                if (game.EqualsBackground(player, rows.Slice(row * columns, columns)))
                    sets[(row * words) + (player >> 6)] |= 1UL << (player & 63);
            }
        }

        return sets;
    }
}
