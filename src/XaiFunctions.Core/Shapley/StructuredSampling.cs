using XaiFunctions.Core.Games;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// What <see cref="KernelShap.Sample"/> does for models whose structure is known: closed forms, and all coalitions valued from the structure. Values come from the structure in
/// double precision throughout; the model is asked once a row, to see that it agrees.
/// </summary>
internal static class StructuredSampling
{
    /// <summary>Whether coalitions are valued from the structure.</summary>
    public static bool UsesCube(ExplanationGame game, SamplingOptions resolved) =>
        resolved.Method == ShapleyMethod.Auto && game.Players.Count > 1 && CoalitionPlan.IsAll(game.Players.Count, resolved)
        && CoalitionCube.Supports(game.Structure, game.Players.Count);

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

    /// <summary>The values of the coalitions of some groups, cut out of those of all.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">rows x columns.</param>
    /// <param name="block">The block.</param>
    /// <param name="first">The first coalition.</param>
    /// <param name="predictions">v(all), rows x outputs; overwritten.</param>
    /// <param name="values">The values of as many coalitions as it has room for; overwritten.</param>
    /// <param name="cancellation">Looked at often.</param>
    public static void Cube(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, int first, Span<double> predictions, CoalitionValues values, CancellationToken cancellation)
    {
        int columns = game.Model.ColumnCount, outputs = game.Model.OutputCount, count = rows.Length / columns;
        var outputsOfRows = new double[count * outputs];
        StructureCheck.Outputs(game.Structure!, rows, outputsOfRows);
        Check(outputsOfRows, game, rows, block);
        var cube = new CoalitionCube(game);
        int size = values.Values.Length / count, deviations = values.Deviations.Length / count;
        for (int row = 0; row < count; row++)
        {
            cube.Evaluate(
                rows.Slice(row * columns, columns),
                (block * CoalitionPlan.RowsPerBlock) + row,
                first,
                values.Values.AsSpan(row * size, size),
                values.Deviations.AsSpan(row * deviations, deviations),
                cancellation);
        }

        for (int i = 0; i < predictions.Length; i++)
            predictions[i] = game.Link.Apply(outputsOfRows[i]);
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
