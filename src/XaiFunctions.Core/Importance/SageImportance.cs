using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Importance;

/// <summary>
/// Global importance by loss, SAGE (Covert, Lundberg and Lee 2020, "Understanding Global Feature Contributions With Additive Importance Measures"): the Shapley values of
/// w(S) = mean over rows of [loss(f_empty, y) - loss(f_S(x), y)], where f_S(x) is the mean of the model over the background with the players of S taken from the row.
/// </summary>
/// <remarks>
/// <para>
/// Shapley values are linear in the game, so those of w are the mean of the rows'. Rows go in blocks of <see cref="CoalitionPlan.RowsPerBlock"/>, each with its own coalitions: all of them if the
/// budget covers them, else a leverage sample in pairs, of which the block's mean game is solved with its error. No two passes over a block share coalitions on purpose, so errors
/// of blocks and passes are independent and their squares add.
/// </para>
/// <para>
/// Convergence: with <see cref="SamplingOptions.MaxError"/> passes go on, each as large as all before it, until no interval is wider than asked (the relative form is SAGE's own rule, the error over the
/// range of the values) or the budget is spent. Without, one pass spends the budget. The same seed gives the same values, however blocks are shared among workers.
/// </para>
/// <para>Rows without a label, and rows for which the model has no finite answer, are left out of all means.</para>
/// </remarks>
public static class SageImportance
{
    /// <summary>The first pass per player if an error is asked for; where that is half of all coalitions, all are valued instead.</summary>
    public const int FirstPassEvaluationsPerPlayer = SamplingOptions.FirstRoundEvaluationsPerPlayer;

    /// <summary>The importance of all players over all rows.</summary>
    /// <param name="game">The game, with <see cref="Link.Identity"/>: losses are of the model's own answers.</param>
    /// <param name="rows">Row-major: rows x columns.</param>
    /// <param name="labels">One a row, NaN where there is none; see <see cref="Loss"/>.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="options">Budget a row, error and seed. Only <see cref="ShapleyMethod.Exact"/> and <see cref="ShapleyMethod.Kernel"/> of the methods change anything: the others ask the model or its structure as suits.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <exception cref="ArgumentException">Rows, labels, loss, link or options do not fit, or an answer is no probability.</exception>
    /// <exception cref="ModelOutputException">The model is not finite on a background row.</exception>
    public static LossImportance Explain(
        ExplanationGame game, double[] rows, double[] labels, Loss loss, SamplingOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(labels);
        int columns = game.Model.ColumnCount, step = CoalitionPlan.RowsPerBlock;
        if (labels.Length == 0 || rows.Length != labels.Length * columns)
            throw new ArgumentException($"{rows.Length} cells are not {labels.Length} rows of {columns} columns.", nameof(rows));

        var parts = new List<ImportancePart>();
        for (int pass = 0; ; pass++)
        {
            for (int first = 0; first < labels.Length; first += step)
            {
                int count = Math.Min(step, labels.Length - first);
                parts.Add(SampleBlock(
                    game, rows.AsSpan(first * columns, count * columns), labels.AsSpan(first, count), first / step, pass, loss, options, cancellation));
            }

            LossImportance importance = Combine(parts, loss, options);
            if (importance.StopReason != StopReason.Budget || !HasPass(game, options, pass + 1))
                return importance;
        }
    }

    /// <summary>Whether there is a pass of this number within the budget.</summary>
    /// <inheritdoc cref="Explain" path="/exception[1]"/>
    public static bool HasPass(ExplanationGame game, SamplingOptions options, int pass)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        return PassOptions(game, options, pass) is not null;
    }

    /// <summary>
    /// The sampling of an importance that is one of many things asked of a job: all coalitions where they can be valued from the model's structure, else a single pass of a few a player, since the errors of
    /// many blocks average out.
    /// </summary>
    /// <param name="game">The game, with <see cref="Link.Identity"/>.</param>
    /// <param name="asked">The method and seed of the job; a method that only asks the model is kept to.</param>
    public static SamplingOptions OnePass(ExplanationGame game, SamplingOptions asked)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(asked);
        bool asksModel = asked.Method is ShapleyMethod.Kernel or ShapleyMethod.Exact;
        var whole = new SamplingOptions { Method = asksModel ? ShapleyMethod.Kernel : ShapleyMethod.Auto, Seed = asked.Seed };
        return !asksModel && IsWhole(game, whole) ? whole : whole with { MaxEvaluations = FirstPassEvaluationsPerPlayer * game.Players.Count };
    }

    /// <summary>About how many model rows the first pass costs a row, as <see cref="KernelShap.CostInModelRows"/> has it.</summary>
    /// <param name="game">The game, with <see cref="Link.Identity"/>.</param>
    /// <param name="options">Budget a row and method.</param>
    public static long CostInModelRows(ExplanationGame game, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        SamplingOptions pass = PassOptions(game, options, 0)!;
        return CoalitionSampling.CostInModelRows(game, pass);
    }

    /// <summary>About the processor seconds that a row takes to be solved in the first pass: as the attributions of one output, and the block's mean game beside its rows'.</summary>
    /// <param name="game">The game, with <see cref="Link.Identity"/>.</param>
    /// <param name="options">Budget a row and method.</param>
    public static double SolveSeconds(ExplanationGame game, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        return SolvingCost.Seconds(game.Players.Count, 1, PassOptions(game, options, 0)!) * (CoalitionPlan.RowsPerBlock + 1) / CoalitionPlan.RowsPerBlock;
    }

    /// <summary>One pass over the rows of one block: what is given to a worker.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">The rows of the block, row-major: up to <see cref="CoalitionPlan.RowsPerBlock"/> rows x columns.</param>
    /// <param name="labels">One a row, NaN where there is none.</param>
    /// <param name="block">The block, counted from 0.</param>
    /// <param name="pass">The pass, counted from 0; one that <see cref="HasPass"/>.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="options">Budget a row, error and seed.</param>
    /// <param name="cancellation">Looked at between calls of the model.</param>
    /// <inheritdoc cref="Explain" path="/exception"/>
    public static ImportancePart SampleBlock(
        ExplanationGame game,
        ReadOnlySpan<double> rows,
        ReadOnlySpan<double> labels,
        long block,
        int pass,
        Loss loss,
        SamplingOptions options,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        Check(game, rows, labels, block, loss);
        SamplingOptions resolved = PassOptions(game, options, pass) ?? throw new ArgumentException($"There is no pass {pass} within the budget.", nameof(pass));
        resolved = resolved with { Seed = CounterRandom.Key(options.Seed, (ulong)pass, 0) };
        CoalitionPlan plan = CoalitionPlan.Create(game.Players.Count, resolved, block);
        BlockStatistics answers = CoalitionSampling.Value(game, rows, block, new(new(0, plan.GroupCount), -1), resolved, null, null, cancellation);
        return LossGame.Solve(answers, plan, labels, loss, pass);
    }

    /// <summary>The importance that some passes over all blocks come to. Evaluates nothing.</summary>
    /// <param name="parts">Every block of every pass, in any order.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="options">The same as for the parts.</param>
    /// <exception cref="ArgumentException">There is no part, a pass or block is missing or there twice, or no row has a label and an answer.</exception>
    public static LossImportance Combine(IReadOnlyList<ImportancePart> parts, Loss loss, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(options);
        if (parts.Count == 0)
            throw new ArgumentException("There is nothing to put together.", nameof(parts));

        long blocks = parts.Max(part => part.Block) + 1;
        int passes = parts.Max(part => part.Pass) + 1;
        if (parts.Count != blocks * passes || parts.DistinctBy(part => (part.Block, part.Pass)).Count() != parts.Count)
            throw new ArgumentException($"{parts.Count} parts are not one for each of {blocks} blocks and {passes} passes.", nameof(parts));
        if (parts.All(part => part.RowCount == 0))
            throw new ArgumentException("No row has a label and an answer of the model.", nameof(parts));

        LossImportance importance = LossImportance.Of(loss, parts);
        bool converged = importance.StopReason != StopReason.Exact && options.MaxError is { } error && importance.LargestHalfWidth(options.MaxErrorIsRelative) <= error;
        return converged ? importance with { StopReason = StopReason.Converged } : importance;
    }

    /// <summary>What a pass may spend, or null if there is no such pass.</summary>
    private static SamplingOptions? PassOptions(ExplanationGame game, SamplingOptions options, int pass)
    {
        options.EvaluationsFor(game.Players.Count);
        int players = game.Players.Count, all = players <= SamplingOptions.MaxEnumeratedPlayers ? (1 << players) - 2 : int.MaxValue;
        ShapleyMethod method = options.Method == ShapleyMethod.Kernel ? ShapleyMethod.Kernel : ShapleyMethod.Auto;
        int budget = (options with { Method = method }).EvaluationsFor(players), first = FirstPassEvaluationsPerPlayer * players;
        bool whole = options.Method == ShapleyMethod.Exact || IsWhole(game, options with { Method = method }) || (budget >= all && (options.MaxError is null || all <= 2 * first));
        if (whole || options.MaxError is null)
            return pass == 0 ? Spend(whole ? all : budget) : null;

        // All coalitions after a sample of them is a pass like any other, and may be paid for.
        budget = options.MaxEvaluations ?? SamplingOptions.DefaultEvaluationsPerPlayerForError * players;
        long before = pass == 0 ? 0 : Math.Min(budget, (long)first << Math.Min(pass - 1, 30)), size = Math.Min(budget - before, pass == 0 ? first : before);
        if (size < 2)
            return null;
        return Spend(before + size >= all && before + all <= budget ? all : (int)Math.Min(size & ~1L, all - 2));

        SamplingOptions Spend(int evaluations) => new() { Method = method, MaxEvaluations = Math.Max(2, evaluations) };
    }

    /// <summary>Whether all coalitions are valued because the model's structure makes it cheap.</summary>
    private static bool IsWhole(ExplanationGame game, SamplingOptions options) =>
        options.Method == ShapleyMethod.Auto && options.MaxEvaluations is null && game.Players.Count <= StructuredEvaluator.MaxPlayersByDefault && StructuredEvaluator.Supports(game);

    private static void Check(ExplanationGame game, ReadOnlySpan<double> rows, ReadOnlySpan<double> labels, long block, Loss loss)
    {
        int columns = game.Model.ColumnCount, outputs = game.Model.OutputCount;
        if (game.Link != Link.Identity)
            throw new ArgumentException("Losses are of the model's own answers: the game must not have a link.", nameof(game));
        if (loss == Loss.SquaredError && outputs != 1)
            throw new ArgumentException($"The squared error is of one output; the model has {outputs}.", nameof(loss));
        if (labels.Length is 0 or > CoalitionPlan.RowsPerBlock || rows.Length != labels.Length * columns)
            throw new ArgumentException($"{rows.Length} cells and {labels.Length} labels are not those of 1 to {CoalitionPlan.RowsPerBlock} rows of {columns} columns.", nameof(rows));
        for (int row = 0; row < labels.Length; row++)
        {
            if (!double.IsNaN(labels[row]) && loss.Problem(outputs, labels[row]) is { } problem)
                throw new ArgumentException($"The label of row {(block * CoalitionPlan.RowsPerBlock) + row + 1} {problem}.", nameof(labels));
        }
    }
}
