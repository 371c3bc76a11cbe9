using XaiFunctions.Core.Games;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// What <see cref="KernelShap.Sample"/> does for models whose structure is known: closed forms, and coalitions valued from the structure. Values come from the structure in
/// double precision throughout; the model is asked once a row, to see that it agrees.
/// </summary>
internal static class StructuredSampling
{
    /// <summary>Whether coalitions are valued from the structure.</summary>
    public static bool Uses(ExplanationGame game, SamplingOptions resolved) =>
        resolved.Method == ShapleyMethod.Auto && game.Players.Count > 1 && StructuredEvaluator.Supports(game);

    /// <summary>The Shapley values of a block by closed form.</summary>
    public static BlockStatistics ClosedForm(ExplanationGame game, ReadOnlySpan<double> rows, long block, SamplingOptions resolved)
    {
        ClosedForm form = game.ClosedForm!;
        int columns = game.Model.ColumnCount, outputs = game.Model.OutputCount, players = game.Players.Count, count = rows.Length / columns;
        var result = new Attributions(count, players, form.BaseValues.ToArray(), new double[count * outputs], form.Name, StopReason.Exact, form.BackgroundFreedom);
        for (int row = 0; row < count; row++)
        {
            Span<double> prediction = result.Predictions.AsSpan(row * outputs, outputs);
            form.Explain(rows.Slice(row * columns, columns), result.Values.AsSpan(row * outputs * players, outputs * players), prediction);
            if (result.BackgroundErrors is { } errors)
                form.BackgroundErrors(rows.Slice(row * columns, columns), errors.AsSpan(row * outputs * players, outputs * players));
            if (ExplanationGame.FirstNotFinite(prediction) is var bad and >= 0)
                throw new ModelOutputException((block * CoalitionPlan.RowsPerBlock) + row, null, bad);
        }

        // A closed form holds in the model's own space only, so its predictions are the model's outputs.
        Check(result.Predictions, game, rows, block);
        CoalitionPlan plan = CoalitionPlan.Create(players, resolved, block);
        return new(BlockKey.Of(game, count, block, plan, resolved, form.Name), result);
    }

    /// <summary>v(all) of the rows of a block as the structure gives it.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">rows x columns.</param>
    /// <param name="block">The block.</param>
    /// <param name="predictions">rows x outputs, in the explained space; overwritten.</param>
    /// <exception cref="ModelOutputException">The model is not finite on a row.</exception>
    /// <exception cref="StructureMismatchException">The structure answers otherwise than the model.</exception>
    public static void Predict(ExplanationGame game, ReadOnlySpan<double> rows, long block, Span<double> predictions)
    {
        StructureCheck.Outputs(game.Structure!, rows, predictions);
        Check(predictions, game, rows, block);
        foreach (ref double prediction in predictions)
            prediction = game.Link.Apply(prediction);
    }

    /// <summary>The values of some coalitions of a plan for the rows of a block.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">rows x columns.</param>
    /// <param name="block">The block.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="first">The first coalition.</param>
    /// <param name="values">The values of as many coalitions as it has room for; overwritten.</param>
    /// <param name="cancellation">Looked at often.</param>
    public static void Value(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, CoalitionPlan plan, int first, CoalitionValues values, CancellationToken cancellation)
    {
        int columns = game.Model.ColumnCount, count = rows.Length / columns, size = values.Values.Length / count, deviations = values.Deviations.Length / count;
        int words = size / game.Model.OutputCount * plan.WordCount;
        StructuredEvaluator evaluator = plan.IsExact && StructuredEvaluator.ValuesAllTogether(game)
            ? StructuredEvaluator.All(game, first)
            : StructuredEvaluator.Of(game, plan.Words.Slice(first * plan.WordCount, words));
        for (int row = 0; row < count; row++)
        {
            evaluator.Evaluate(
                rows.Slice(row * columns, columns),
                (block * CoalitionPlan.RowsPerBlock) + row,
                values.Values.AsSpan(row * size, size),
                values.Deviations.AsSpan(row * deviations, deviations),
                cancellation);
        }
    }

    private static void Check(ReadOnlySpan<double> outputs, ExplanationGame game, ReadOnlySpan<double> rows, long block)
    {
        var answers = new double[outputs.Length];
        game.Model.Predict(rows, answers);
        long firstRow = block * CoalitionPlan.RowsPerBlock;
        int width = game.Model.OutputCount;
        if (ExplanationGame.FirstNotFinite(answers) is var bad and >= 0)
            throw new ModelOutputException(firstRow + (bad / width), null, bad % width);
        if (StructureCheck.FirstDisagreement(outputs, answers) is var index and >= 0)
            throw new StructureMismatchException(firstRow + (index / width));
    }
}
