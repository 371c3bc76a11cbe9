using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Interactions;

/// <summary>
/// Pairwise Shapley interactions: how much of the prediction comes from two players being known together. The Shapley interaction index (Grabisch and Roubens 1999), laid out as
/// a matrix with main effects (Lundberg et al. 2020). Exact, or refused with the reason.
/// </summary>
/// <remarks>
/// Linear models in their own space have none; sums of trees in their own space have a closed form; else all coalitions must be valued. Of a sample no interaction is made: a
/// regression on pairs is biased by whatever interactions of higher order the model has, and no error bar of a sample shows that.
/// </remarks>
public static class ShapleyInteractions
{
    /// <summary>A step of <see cref="InteractionEnumeration"/>: about a nanosecond.</summary>
    private const double EnumerationSeconds = 1e-9;

    /// <summary>The most players: a matrix has their square, which is 32 KB for each row and output here.</summary>
    public const int MaxPlayers = 64;

    /// <summary>Why interactions are not offered, as a sentence for people; null if they are.</summary>
    /// <param name="game">The game.</param>
    /// <param name="options">Those of the attributions; interactions are offered if there is a closed form or the budget covers all coalitions.</param>
    /// <exception cref="ArgumentException">The options do not fit the game.</exception>
    public static string? Refusal(ExplanationGame game, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        SamplingOptions resolved = KernelShap.Resolve(game, options);
        int players = game.Players.Count;
        if (players > MaxPlayers)
            return $"Interactions are given for up to {MaxPlayers} players; there are {players}.";
        if (CoalitionPlan.CoversAll(players, resolved))
            return null;

        string needed = players <= SamplingOptions.MaxEnumeratedPlayers ? $"all {(1 << players) - 2:N0} coalitions of {players} players" : $"all coalitions, too many for {players} players";
        return FormattableString.Invariant(
            $"Interactions are given only if they are exact: the model has no closed form in the explained space, so they need {needed}, and the budget is {resolved.EvaluationsFor(players):N0}.");
    }

    /// <summary>About what the interactions of a row cost, beside its attributions: model rows as <see cref="KernelShap.CostInModelRows"/> has them, and processor seconds; 0 if they are refused.</summary>
    /// <inheritdoc cref="ExplainBlock" path="/param"/>
    public static (long ModelRows, double Seconds) Cost(ExplanationGame game, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        if (Refusal(game, options) is not null)
            return (0, 0);

        int players = game.Players.Count;
        bool closed = KernelShap.Resolve(game, options).Method == ShapleyMethod.ClosedForm;
        return (KernelShap.CostInModelRows(game, options), closed ? 0 : game.Model.OutputCount * EnumerationSeconds * players * players * Math.Pow(2, players) / 8);
    }

    /// <summary>The interactions of rows of a block. Costs what <see cref="KernelShap.ExplainBlock"/> costs, and n^2 2^n / 8 steps a row and output where coalitions are enumerated.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">Row-major: up to <see cref="CoalitionPlan.RowsPerBlock"/> rows x columns.</param>
    /// <param name="block">The block, counted from 0.</param>
    /// <param name="options">Those of the attributions.</param>
    /// <param name="cancellation">Looked at between calls of the model, and for every row.</param>
    /// <exception cref="ArgumentException">The rows or options do not fit the game, or there is a <see cref="Refusal"/>.</exception>
    /// <exception cref="ModelOutputException">The model is not finite somewhere.</exception>
    /// <exception cref="Structure.StructureMismatchException">The model's structure answers otherwise than the model.</exception>
    public static InteractionMatrices ExplainBlock(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, SamplingOptions options, CancellationToken cancellation)
    {
        if (Refusal(game, options) is { } reason)
            throw new ArgumentException(reason, nameof(options));

        // All coalitions leave no error to converge to.
        SamplingOptions resolved = KernelShap.Resolve(game, options) with { MaxError = null, HasDeadline = false };
        if (resolved.Method is ShapleyMethod.Auto or ShapleyMethod.Kernel)
            resolved = resolved with { MaxEvaluations = Math.Max(2, (1 << game.Players.Count) - 2) };
        var groups = new GroupRange(0, CoalitionPlan.GroupsFor(game.Players.Count, resolved));
        BlockStatistics statistics = KernelShap.Sample(game, rows, block, groups, resolved, cancellation);
        if (statistics.Failures is [var first, ..])
            throw first.ToException(block * CoalitionPlan.RowsPerBlock);
        return resolved.Method == ShapleyMethod.ClosedForm ? ByClosedForm(game, rows, statistics, cancellation) : FromAllCoalitions(statistics, cancellation);
    }

    /// <summary>The interactions of all rows of a job.</summary>
    /// <inheritdoc cref="ExplainBlock" path="/param"/>
    /// <inheritdoc cref="ExplainBlock" path="/exception"/>
    public static InteractionMatrices Explain(ExplanationGame game, double[] rows, SamplingOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(rows);
        int columns = game.Model.ColumnCount, step = CoalitionPlan.RowsPerBlock * columns;
        if (rows.Length == 0 || rows.Length % columns != 0)
            throw new ArgumentException($"{rows.Length} cells are not a whole number of rows of {columns} columns.", nameof(rows));

        var parts = new List<InteractionMatrices>();
        for (int at = 0; at < rows.Length; at += step)
            parts.Add(ExplainBlock(game, rows.AsSpan(at, Math.Min(step, rows.Length - at)), parts.Count, options, cancellation));
        return InteractionMatrices.Concat(parts);
    }

    /// <summary>The interactions of a block of which all coalitions have been valued. Evaluates nothing.</summary>
    /// <param name="complete">The statistics of all groups, not condensed. Rows that cannot be explained get NaN.</param>
    /// <param name="cancellation">Looked at for every row.</param>
    /// <exception cref="ArgumentException">Coalitions are missing, or there are more than <see cref="MaxPlayers"/> players.</exception>
    public static InteractionMatrices FromAllCoalitions(BlockStatistics complete, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(complete);
        int players = complete.PlayerCount;
        if (players > SamplingOptions.MaxEnumeratedPlayers || complete.CoalitionCount != (1 << players) - 2 || complete.Solved is not null)
            throw new ArgumentException("Interactions need the values of all coalitions of the block.", nameof(complete));

        Attributions attributions = KernelShap.Solve(complete);
        var result = new InteractionMatrices(complete.RowCount, players, attributions.BaseValues, attributions.Predictions, attributions.Method);
        var enumeration = new InteractionEnumeration(players);
        for (int row = 0; row < complete.RowCount; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (complete.Fails(row))
            {
                result.Values.AsSpan(result.At(row, 0), result.OutputCount * players * players).Fill(double.NaN);
                continue;
            }

            for (int output = 0; output < result.OutputCount; output++)
            {
                Span<double> matrix = result.Values.AsSpan(result.At(row, output), players * players);
                double prediction = attributions.Predictions[(row * result.OutputCount) + output];
                if (players > 1)
                    enumeration.Solve(complete.Values(row)[output..], result.OutputCount, attributions.BaseValues[output], prediction, matrix);
                result.SetMainEffects(row, output, attributions.ValuesOf(row, output));
            }
        }

        return result;
    }

    private static InteractionMatrices ByClosedForm(ExplanationGame game, ReadOnlySpan<double> rows, BlockStatistics solved, CancellationToken cancellation)
    {
        Attributions attributions = KernelShap.Solve(solved);
        int columns = game.Model.ColumnCount, players = game.Players.Count;
        var result = new InteractionMatrices(solved.RowCount, players, attributions.BaseValues, attributions.Predictions, attributions.Method);
        for (int row = 0; row < solved.RowCount; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            game.ClosedForm!.AddInteractions(
                rows.Slice(row * columns, columns), result.Values.AsSpan(result.At(row, 0), result.OutputCount * players * players));
            for (int output = 0; output < result.OutputCount; output++)
                result.SetMainEffects(row, output, attributions.ValuesOf(row, output));
        }

        return result;
    }
}
