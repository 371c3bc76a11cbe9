using XaiFunctions.Core.Games;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// What <see cref="KernelShap"/> does for models whose structure is known: closed forms, and coalitions valued from the structure. Values come from the structure in
/// double precision throughout; the model is asked once a row, to see that it agrees.
/// </summary>
internal static class StructuredSampling
{
    /// <summary>Whether coalitions are valued from the structure.</summary>
    public static bool Uses(ExplanationGame game, SamplingOptions resolved) =>
        resolved.Method == ShapleyMethod.Auto && game.Players.Count > 1 && StructuredEvaluator.Supports(game);

    /// <summary>
    /// About how many times less valuing the coalitions takes than asking the model for as many, measured on fast models and rounded down: 60 to 200 times for all coalitions together, 24
    /// for a sample from trees, 17 from a linear model and 2.4 from a network (<see cref="SolvingCost"/> has what comes after that).
    /// </summary>
    public static int SpeedUp(ExplanationGame game, SamplingOptions resolved)
    {
        if (!Uses(game, resolved))
            return 1;
        if (CoalitionPlan.IsAll(game.Players.Count, resolved))
            return StructuredEvaluator.ValuesAllTogether(game) ? 20 : 2;
        return game.Structure is TreeEnsembleStructure or LinearStructure ? 8 : 1;
    }

    /// <summary>The Shapley values of a block by closed form.</summary>
    public static BlockStatistics ClosedForm(ExplanationGame game, ReadOnlySpan<double> rows, long block, SamplingOptions resolved)
    {
        ClosedForm form = game.ClosedForm!;
        int columns = game.Model.ColumnCount, outputs = game.Model.OutputCount, players = game.Players.Count, count = rows.Length / columns;
        var result = new Attributions(count, players, form.BaseValues.ToArray(), new double[count * outputs], form.Name, StopReason.Exact, form.BackgroundFreedom);
        var failures = new List<RowFailure>();
        for (int row = 0; row < count; row++)
        {
            Span<double> prediction = result.Predictions.AsSpan(row * outputs, outputs);
            Span<double> errors = result.BackgroundErrors is { } all ? all.AsSpan(row * outputs * players, outputs * players) : [];
            form.Explain(rows.Slice(row * columns, columns), result.Values.AsSpan(row * outputs * players, outputs * players), prediction, errors);
            if (ExplanationGame.FirstNotFinite(prediction) is var bad and >= 0)
                failures.Add(new(row, bad, null));
        }

        // A closed form holds in the model's own space only, so its predictions are the model's outputs.
        result.Without(Check(result.Predictions, failures, game, rows, block));
        CoalitionPlan plan = CoalitionPlan.Create(players, resolved, block);
        return new(BlockKey.Of(game, count, block, resolved, form.Name), result, plan.Digest);
    }

    /// <summary>v(all) of the rows of a block as the structure gives it; NaN where the model is not finite.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">rows x columns.</param>
    /// <param name="block">The block.</param>
    /// <param name="predictions">rows x outputs, in the explained space; overwritten.</param>
    /// <returns>The rows on which the model is not finite.</returns>
    /// <exception cref="StructureMismatchException">The structure answers otherwise than the model.</exception>
    public static List<RowFailure> Predict(ExplanationGame game, ReadOnlySpan<double> rows, long block, Span<double> predictions)
    {
        StructureCheck.Outputs(game.Structure!, rows, predictions);
        List<RowFailure> failures = Check(predictions, [], game, rows, block);
        foreach (ref double prediction in predictions)
            prediction = game.Link.Apply(prediction);
        return failures;
    }

    /// <summary>Sees whether the model answers as its structure does, on the rows for which it has a finite answer.</summary>
    /// <param name="outputs">What the structure answers, rows x outputs; NaN afterwards for rows that fail.</param>
    /// <param name="failures">Rows that have failed already.</param>
    /// <param name="game">The game.</param>
    /// <param name="rows">rows x columns.</param>
    /// <param name="block">The block.</param>
    /// <returns>The rows that fail, in order.</returns>
    private static List<RowFailure> Check(Span<double> outputs, List<RowFailure> failures, ExplanationGame game, ReadOnlySpan<double> rows, long block)
    {
        var answers = new double[outputs.Length];
        List<RowFailure> all = game.Ask(rows, answers);
        all.AddRange(failures.Where(failure => all.All(other => other.Row != failure.Row)).ToArray());
        all.Sort((one, other) => one.Row.CompareTo(other.Row));
        int width = game.Model.OutputCount;
        foreach (RowFailure failure in all)
        {
            answers.AsSpan(failure.Row * width, width).Clear();
            outputs.Slice(failure.Row * width, width).Clear();
        }

        if (StructureCheck.FirstDisagreement(outputs, answers) is var different and >= 0)
            throw new StructureMismatchException((block * CoalitionPlan.RowsPerBlock) + (different / width));
        foreach (RowFailure failure in all)
            outputs.Slice(failure.Row * width, width).Fill(double.NaN);
        return all;
    }
}
