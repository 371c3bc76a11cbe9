using XaiFunctions.Core.Games;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// Shapley values by valuing coalitions: all of them if the budget covers them, else KernelSHAP (Lundberg and Lee 2017) on a leverage sample (Musco and Witter 2024), whose regression a Gaussian
/// process over coalitions goes on from (<see cref="CoalitionProcess"/>).
/// </summary>
/// <remarks>
/// Rows are explained in blocks of <see cref="CoalitionPlan.RowsPerBlock"/>: row r of a job belongs to block r / RowsPerBlock, and every block has its own coalitions.
/// A block can be sampled in parts by groups of coalitions. Neither how blocks are given to workers nor how a block is parted changes a bit of the result.
/// </remarks>
public static class KernelShap
{
    /// <summary>The name of <see cref="Attributions.Method"/> when all coalitions are valued.</summary>
    public const string ExactMethod = "exact enumeration";

    /// <summary>The name of <see cref="Attributions.Method"/> when coalitions are sampled.</summary>
    public const string SampledMethod = "leverage-sampled KernelSHAP";

    /// <summary>What is added to the name when coalitions are valued from the model's structure, whose last digits differ from those of the model.</summary>
    public const string FromStructure = ", valued from the model's structure";

    /// <summary>
    /// Values a share of the coalitions for the rows of one block. Costs at most (coalitions of the groups) x (background rows) model rows a row, and one more
    /// for v(all). A row on which the model is not finite, or does not answer, is among <see cref="BlockStatistics.Failures"/> and does not touch the others.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">All rows of the block, row-major: up to <see cref="CoalitionPlan.RowsPerBlock"/> rows x columns.</param>
    /// <param name="block">The block, counted from 0.</param>
    /// <param name="round">Which groups of the block's plan, and for which of the rows.</param>
    /// <param name="options">Method, budget and seed.</param>
    /// <param name="known">What is there already of the block, and is not valued again; null for nothing.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <returns>What is new.</returns>
    /// <exception cref="ArgumentException">The rows, groups or options do not fit the game.</exception>
    /// <exception cref="ModelOutputException">The model is not finite on a background row.</exception>
    /// <exception cref="StructureMismatchException">The model's structure answers otherwise than the model.</exception>
    public static BlockStatistics Sample(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, BlockRound round, SamplingOptions options, BlockStatistics? known, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        RequireBlock(game, rows);
        SamplingOptions resolved = Resolve(game, options);
        int groupCount = CoalitionPlan.GroupsFor(game.Players.Count, resolved);
        GroupRange groups = round.Groups;
        if (groups.First < 0 || groups.Count < 1 || groups.End > groupCount)
            throw new ArgumentException($"Groups {groups.First} to {groups.End - 1} are not among the {groupCount} groups of the plan.", nameof(round));
        if (resolved.Method == ShapleyMethod.ClosedForm)
            return StructuredSampling.ClosedForm(game, rows, block, resolved);

        return CoalitionSampling.Value(game, rows, block, round, resolved, known, null, cancellation);
    }

    /// <summary>Values a share of the coalitions for all rows of one block.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">All rows of the block, row-major: up to <see cref="CoalitionPlan.RowsPerBlock"/> rows x columns.</param>
    /// <param name="block">The block, counted from 0.</param>
    /// <param name="groups">Which groups of the block's plan.</param>
    /// <param name="options">Method, budget and seed.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <inheritdoc cref="Sample(ExplanationGame, ReadOnlySpan{double}, long, BlockRound, SamplingOptions, BlockStatistics?, CancellationToken)" path="/exception"/>
    public static BlockStatistics Sample(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, GroupRange groups, SamplingOptions options, CancellationToken cancellation) =>
        Sample(game, rows, block, new BlockRound(groups, -1), options, null, cancellation);

    /// <summary>Values all coalitions that the rows of one block need, in rounds if an error or a deadline is asked for, and solves the block.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">All rows of the block, row-major: up to <see cref="CoalitionPlan.RowsPerBlock"/> rows x columns.</param>
    /// <param name="block">The block, counted from 0.</param>
    /// <param name="options">Method, budget and seed.</param>
    /// <param name="known">What is there already of the block, from <see cref="BlockStatistics.ToppedUp"/>; null for nothing.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <param name="deadline">
    /// Ends the sampling if <see cref="SamplingOptions.HasDeadline"/>: a round that goes on is given up, and the attributions are those of the rounds before. The first round, one group if the time is
    /// limited, comes to its end unless <paramref name="cancellation"/> ends it; what comes after it has no say over rounds that are there once the deadline is over.
    /// </param>
    /// <returns>The values and the attributions.</returns>
    /// <inheritdoc cref="Sample(ExplanationGame, ReadOnlySpan{double}, long, BlockRound, SamplingOptions, BlockStatistics?, CancellationToken)" path="/exception"/>
    public static BlockStatistics SampleBlock(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, SamplingOptions options, BlockStatistics? known, CancellationToken cancellation, CancellationToken deadline = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        SamplingOptions resolved = Resolve(game, options);
        return SamplingRounds.Run(game, rows, block, resolved, known, cancellation, resolved.HasDeadline ? deadline : default);
    }

    /// <summary>The coalitions that a block needs first: those of all groups, unless sampling goes in rounds.</summary>
    /// <param name="players">The number of players.</param>
    /// <param name="rows">The rows of the block.</param>
    /// <param name="resolved">Resolved options.</param>
    public static BlockRound FirstRound(int players, int rows, SamplingOptions resolved)
    {
        ArgumentNullException.ThrowIfNull(resolved);
        return new(new(0, SamplingRounds.NextStop(players, resolved, 0)), (1 << rows) - 1);
    }

    /// <summary>Solves a block as far as a round and says what it needs next. Evaluates nothing.</summary>
    /// <param name="known">What is known of the block: the groups of this round and of those before it, for the rows that needed them.</param>
    /// <param name="round">The round.</param>
    /// <param name="isTimeOver">Whether this shall be the last round, whatever its errors.</param>
    /// <returns>The same statistics with the attributions so far, and the next round; null if there is none.</returns>
    /// <exception cref="ArgumentException">Groups are missing.</exception>
    public static (BlockStatistics Solved, BlockRound? Next) Conclude(BlockStatistics known, BlockRound round, bool isTimeOver)
    {
        ArgumentNullException.ThrowIfNull(known);
        return SamplingRounds.Conclude(known, round, isTimeOver);
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
            return options with { MaxError = null, HasDeadline = false };
        if (options.Method == ShapleyMethod.Kernel)
            return options;
        if (game.ClosedForm is not null)
            return options with { Method = ShapleyMethod.ClosedForm, MaxEvaluations = null, MaxError = null, HasDeadline = false };

        int all = players <= SamplingOptions.MaxEnumeratedPlayers ? (1 << players) - 2 : int.MaxValue;
        bool affordable = options.MaxEvaluations is { } budget ? budget >= all : players is > 1 and <= StructuredEvaluator.MaxPlayersByDefault;
        return affordable && StructuredEvaluator.Supports(game) ? options with { MaxEvaluations = all, MaxError = null, HasDeadline = false } : options;
    }

    /// <summary>The groups into which the coalitions of a block are cut for a game; 1 for a closed form.</summary>
    /// <inheritdoc cref="Resolve" path="/exception"/>
    public static int GroupsFor(ExplanationGame game, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        return CoalitionPlan.GroupsFor(game.Players.Count, Resolve(game, options));
    }

    /// <summary>Whether a larger sample can go on from the one that options come to: not if there is a closed form or all coalitions are valued.</summary>
    /// <inheritdoc cref="Resolve" path="/exception"/>
    public static bool CanTopUp(ExplanationGame game, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        return !CoalitionPlan.CoversAll(game.Players.Count, Resolve(game, options));
    }

    /// <summary>
    /// About how many model rows the attributions of a row cost, for <see cref="Planning.WorkPlanner"/>: coalitions x background rows when the model is asked; when the structure
    /// is known, what takes as long.
    /// </summary>
    /// <inheritdoc cref="Resolve" path="/exception"/>
    public static long CostInModelRows(ExplanationGame game, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        return CoalitionSampling.CostInModelRows(game, Resolve(game, options));
    }

    /// <summary>About the processor seconds that the attributions of a row take to be solved once its coalitions are valued; grows with the cube of the sample, up to a size.</summary>
    /// <inheritdoc cref="Resolve" path="/exception"/>
    public static double SolveSeconds(ExplanationGame game, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        return SolvingCost.Seconds(game.Players.Count, game.Model.OutputCount, Resolve(game, options));
    }

    /// <summary>The attributions of a block whose coalitions have all been valued. Evaluates nothing.</summary>
    /// <param name="complete">The statistics of all groups.</param>
    /// <exception cref="ArgumentException">Groups are missing.</exception>
    public static Attributions Solve(BlockStatistics complete)
    {
        ArgumentNullException.ThrowIfNull(complete);
        return SamplingRounds.Solved(complete).Solved!;
    }

    /// <summary>The attributions of the rows of one block: <see cref="SampleBlock"/> and <see cref="Solve"/> at once.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">All rows of the block, row-major: up to <see cref="CoalitionPlan.RowsPerBlock"/> rows x columns.</param>
    /// <param name="block">The block, counted from 0.</param>
    /// <param name="options">Method, budget and seed.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <exception cref="ArgumentException">The rows or options do not fit the game.</exception>
    /// <exception cref="ModelOutputException">The model is not finite somewhere; of several rows the first is named.</exception>
    /// <exception cref="StructureMismatchException">The model's structure answers otherwise than the model.</exception>
    public static Attributions ExplainBlock(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, SamplingOptions options, CancellationToken cancellation)
    {
        Attributions attributions = SampleBlock(game, rows, block, options, null, cancellation).Solved!;
        return attributions.Failures is [var first, ..] ? throw first.ToException(block * CoalitionPlan.RowsPerBlock) : attributions;
    }

    /// <summary>The attributions of all rows of a job, block by block, with the same bytes as when the blocks are given to many workers.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">Row-major: rows x columns; the first row is row 0 of the job.</param>
    /// <param name="options">Method, budget and seed.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <inheritdoc cref="ExplainBlock" path="/exception"/>
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

    private static void RequireBlock(ExplanationGame game, ReadOnlySpan<double> rows)
    {
        int columns = game.Model.ColumnCount, count = rows.Length / columns;
        if (rows.Length != count * columns || count is 0 or > CoalitionPlan.RowsPerBlock)
            throw new ArgumentException($"{rows.Length} cells are not 1 to {CoalitionPlan.RowsPerBlock} rows of {columns} columns.", nameof(rows));
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
