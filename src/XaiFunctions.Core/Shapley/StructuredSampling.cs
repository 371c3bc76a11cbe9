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

    /// <summary>The Shapley values of a block by closed form, in the place of coalition values: players x outputs a row.</summary>
    public static BlockStatistics ClosedForm(ExplanationGame game, ReadOnlySpan<double> rows, long block, SamplingOptions resolved)
    {
        ClosedForm form = game.ClosedForm!;
        int columns = game.Model.ColumnCount, outputs = game.Model.OutputCount, players = game.Players.Count, count = rows.Length / columns;
        CheckRows(game, rows, block);
        var predictions = new double[count * outputs];
        var values = new double[count * outputs * players];
        for (int row = 0; row < count; row++)
        {
            Span<double> attributions = values.AsSpan(row * outputs * players, outputs * players);
            Span<double> prediction = predictions.AsSpan(row * outputs, outputs);
            form.Explain(rows.Slice(row * columns, columns), attributions, prediction);
            if (ExplanationGame.FirstNotFinite(prediction) is var bad and >= 0)
                throw new ModelOutputException((block * CoalitionPlan.RowsPerBlock) + row, null, bad);
        }

        CoalitionPlan plan = CoalitionPlan.Create(players, resolved, block);
        BlockKey key = BlockKey.Of(game, count, block, plan, resolved, form.Name);
        return new(key, new(0, 1), 0, form.BaseValues.ToArray(), predictions, new ulong[count * plan.WordCount], values);
    }

    /// <summary>The values of the coalitions of some groups, cut out of those of all.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">rows x columns.</param>
    /// <param name="block">The block.</param>
    /// <param name="first">The first coalition.</param>
    /// <param name="length">The number of coalitions.</param>
    /// <param name="predictions">v(all), rows x outputs; overwritten.</param>
    /// <param name="cancellation">Looked at often.</param>
    public static double[] Cube(
        ExplanationGame game, ReadOnlySpan<double> rows, long block, int first, int length, Span<double> predictions, CancellationToken cancellation)
    {
        int columns = game.Model.ColumnCount, outputs = game.Model.OutputCount, count = rows.Length / columns;
        CheckRows(game, rows, block);
        var cube = new CoalitionCube(game);
        var all = new double[((1 << game.Players.Count) - 2) * outputs];
        var values = new double[count * length * outputs];
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<double> cells = rows.Slice(row * columns, columns);
            cube.Evaluate(cells, (block * CoalitionPlan.RowsPerBlock) + row, all, cancellation);
            all.AsSpan(first * outputs, length * outputs).CopyTo(values.AsSpan(row * length * outputs));
            game.PredictByStructure(cells, predictions.Slice(row * outputs, outputs));
        }

        return values;
    }

    private static void CheckRows(ExplanationGame game, ReadOnlySpan<double> rows, long block)
    {
        int outputs = game.Model.OutputCount, columns = game.Model.ColumnCount;
        var answers = new double[rows.Length / columns * outputs];
        game.Model.Predict(rows, answers);
        long firstRow = block * CoalitionPlan.RowsPerBlock;
        if (ExplanationGame.FirstNotFinite(answers) is var bad and >= 0)
            throw new ModelOutputException(firstRow + (bad / outputs), null, bad % outputs);
        if (StructureCheck.FirstDisagreement(game.Structure!, rows, answers) is var row and >= 0)
            throw new StructureMismatchException(firstRow + row);
    }
}
