using System.Numerics.Tensors;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Games;

/// <summary>
/// The explanation game of a model: the value of a coalition S for a row x is v(S) = link(sum over background rows b of
/// weight_b * f(x on S, b elsewhere)), one number an output.
/// </summary>
/// <remarks>The interventional (marginal) game of Lundberg and Lee 2017, "A Unified Approach to Interpreting Model Predictions".</remarks>
public sealed class ExplanationGame
{
    private readonly Lazy<Baseline> baseline;
    private readonly bool[] constantInBackground;
    private readonly Lazy<ModelStructure?> structure;
    private readonly Lazy<ClosedForm?> closedForm;
    private readonly Lazy<Baseline> structureBaseline;

    /// <param name="model">The model; called from as many threads as use the game.</param>
    /// <param name="background">The rows that stand for "not known".</param>
    /// <param name="players">The groups of columns that share the credit.</param>
    /// <param name="link">The space in which the credit is shared.</param>
    /// <exception cref="ArgumentException">Model, background and players have different numbers of columns, or the model has no output.</exception>
    public ExplanationGame(IModel model, Background background, Players players, Link link)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        ArgumentNullException.ThrowIfNull(players);
        if (background.ColumnCount != model.ColumnCount)
            throw new ArgumentException($"The background has {background.ColumnCount} columns, the model {model.ColumnCount}.", nameof(background));
        if (players.ColumnCount != model.ColumnCount)
            throw new ArgumentException($"The players have {players.ColumnCount} columns, the model {model.ColumnCount}.", nameof(players));
        if (model.OutputCount < 1)
            throw new ArgumentException("The model has no output.", nameof(model));

        Model = model;
        Background = background;
        Players = players;
        Link = link;
        baseline = new(EvaluateBackground);
        structure = new(() => StructureCheck.Accept((model as IStructuredModel)?.Structure, model, background));
        closedForm = new(() => Structure is { } known ? ClosedForm.For(known, background, players, link) : null);
        structureBaseline = new(EvaluateBackgroundByStructure);
        constantInBackground = [.. Enumerable.Range(0, players.Count).Select(IsConstant)];
    }

    private ExplanationGame(ExplanationGame origin, IModel model)
    {
        Model = model;
        Background = origin.Background;
        Players = origin.Players;
        Link = origin.Link;
        baseline = origin.baseline;
        structure = origin.structure;
        closedForm = origin.closedForm;
        structureBaseline = origin.structureBaseline;
        constantInBackground = origin.constantInBackground;
    }

    /// <summary>The model.</summary>
    public IModel Model { get; }

    /// <summary>The rows that stand for "not known".</summary>
    public Background Background { get; }

    /// <summary>The groups of columns that share the credit.</summary>
    public Players Players { get; }

    /// <summary>The space in which the credit is shared.</summary>
    public Link Link { get; }

    /// <summary>The most rows that are given to the model at once: about a cache full, and never fewer than 256.</summary>
    public int ChunkRows => Math.Clamp(65536 / Model.ColumnCount, 256, 4096);

    /// <summary>v(empty), one number an output, in the explained space. The background goes through the model once, at the first use.</summary>
    /// <exception cref="ModelOutputException">The model is not finite on a background row.</exception>
    public ReadOnlySpan<double> BaseValues => baseline.Value.Values;

    /// <summary>
    /// The same game with the model bound anew, say to category codes that continue those of the background. What has been worked out of the background and of the model's
    /// structure is shared, so it must answer for the background, and be made of, the same.
    /// </summary>
    /// <exception cref="ArgumentException">The model has other numbers of columns or outputs.</exception>
    public ExplanationGame With(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.ColumnCount != Model.ColumnCount || model.OutputCount != Model.OutputCount)
            throw new ArgumentException("The model has other columns or outputs than the game.", nameof(model));

        return new(this, model);
    }

    /// <summary>v(all) of rows: the model's own outputs in the explained space. Costs one model row a row.</summary>
    /// <param name="rows">Row-major: rows x columns.</param>
    /// <param name="firstRow">The number of the first row in the job, for error messages.</param>
    /// <param name="values">Row-major: rows x outputs; overwritten.</param>
    /// <exception cref="ModelOutputException">The model is not finite on a row.</exception>
    /// <exception cref="ModelRefusalException">The model does not answer for a row.</exception>
    public void Predict(ReadOnlySpan<double> rows, long firstRow, Span<double> values)
    {
        if (Predict(rows, values) is [var first, ..])
            throw first.ToException(firstRow);
    }

    /// <summary>v(all) of rows; NaN where the model is not finite or does not answer, and the rows where that is so.</summary>
    /// <param name="rows">Row-major: rows x columns.</param>
    /// <param name="values">Row-major: rows x outputs; overwritten.</param>
    internal List<RowFailure> Predict(ReadOnlySpan<double> rows, Span<double> values)
    {
        List<RowFailure> failures = Ask(rows, values);
        foreach (ref double value in values)
            value = Link.Apply(value);
        return failures;
    }

    /// <summary>The model's own answers for rows; NaN where it is not finite or does not answer, and the rows where that is so, in order.</summary>
    /// <param name="rows">Row-major: rows x columns.</param>
    /// <param name="answers">Row-major: rows x outputs; overwritten.</param>
    internal List<RowFailure> Ask(ReadOnlySpan<double> rows, Span<double> answers)
    {
        int columns = Model.ColumnCount, outputs = Model.OutputCount, count = rows.Length / columns;
        var failures = new List<RowFailure>();
        for (int start = 0; start < count; start += ChunkRows)
        {
            int length = Math.Min(ChunkRows, count - start);
            Ask(rows.Slice(start * columns, length * columns), start, answers.Slice(start * outputs, length * outputs), failures);
        }

        return failures;
    }

    /// <summary>Asks for some rows at once, and where the model refuses, for each of them alone, so that one row does not spoil the others.</summary>
    private void Ask(ReadOnlySpan<double> rows, int first, Span<double> answers, List<RowFailure> failures)
    {
        int columns = Model.ColumnCount, outputs = Model.OutputCount, count = rows.Length / columns;
        try
        {
            Model.Predict(rows, answers);
        }
        catch (ModelRefusalException refusal)
        {
            answers.Fill(double.NaN);
            if (count == 1)
                failures.Add(RowFailure.Of(first, refusal));
            for (int row = 0; row < count && count > 1; row++)
                Ask(rows.Slice(row * columns, columns), first + row, answers.Slice(row * outputs, outputs), failures);
            return;
        }

        for (int row = 0; row < count; row++)
        {
            Span<double> answer = answers.Slice(row * outputs, outputs);
            if (FirstNotFinite(answer) is not (var bad and >= 0))
                continue;
            failures.Add(new(first + row, bad, null));
            answer.Fill(double.NaN);
        }
    }

    /// <summary>What the model is made of, if it says so and its answers for the background bear it out.</summary>
    internal ModelStructure? Structure => structure.Value;

    /// <summary>The closed form of the Shapley values in this space, if there is one.</summary>
    internal ClosedForm? ClosedForm => closedForm.Value;

    /// <summary>v(empty) and what it owes to each group of background rows, as the model gives it.</summary>
    internal Baseline ModelBaseline => baseline.Value;

    /// <summary>v(empty) and what it owes to each group of background rows, as the structure gives it.</summary>
    internal Baseline StructureBaseline => structureBaseline.Value;

    /// <summary>Whether a player is the same in all background rows.</summary>
    internal bool IsConstantInBackground(int player) => constantInBackground[player];

    /// <summary>Whether a player is the same in a row as in the first background row; NaN equals NaN.</summary>
    internal bool EqualsBackground(int player, ReadOnlySpan<double> row)
    {
        ReadOnlySpan<double> first = Background.Row(0);
        foreach (int column in Players.Columns(player))
        {
            if (!row[column].Equals(first[column]))
                return false;
        }

        return true;
    }

    /// <summary>The index of the first NaN or infinity, or -1.</summary>
    internal static int FirstNotFinite(ReadOnlySpan<double> values)
    {
        // NaN and infinities do not vanish in a sum.
        if (double.IsFinite(TensorPrimitives.Sum(values)))
            return -1;

        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                return i;
        }

        return -1;
    }

    private bool IsConstant(int player)
    {
        for (int row = 1; row < Background.RowCount; row++)
        {
            if (!EqualsBackground(player, Background.Row(row)))
                return false;
        }

        return true;
    }

    private Baseline EvaluateBackgroundByStructure()
    {
        var answers = new double[Background.RowCount * Model.OutputCount];
        StructureCheck.Outputs(Structure!, Background.Cells, answers);
        var sums = new double[Background.GroupWeights.Length * Model.OutputCount];
        AddToGroups(answers, 0, sums);
        return Baseline.Of(sums, this);
    }

    private Baseline EvaluateBackground()
    {
        int columns = Model.ColumnCount, outputs = Model.OutputCount;
        var sums = new double[Background.GroupWeights.Length * outputs];
        var chunk = new double[Math.Min(ChunkRows, Background.RowCount) * outputs];
        for (int start = 0; start < Background.RowCount; start += ChunkRows)
        {
            int length = Math.Min(ChunkRows, Background.RowCount - start);
            Span<double> answers = chunk.AsSpan(0, length * outputs);
            Model.Predict(Background.Cells.Slice(start * columns, length * columns), answers);
            if (FirstNotFinite(answers) is var bad and >= 0)
                throw new ModelOutputException(null, start + (bad / outputs), bad % outputs);
            AddToGroups(answers, start, sums);
        }

        return Baseline.Of(sums, this);
    }

    private void AddToGroups(ReadOnlySpan<double> answers, int firstRow, double[] sums)
    {
        int outputs = Model.OutputCount;
        for (int i = 0; i < answers.Length; i++)
        {
            int row = firstRow + (i / outputs);
            sums[(row % Background.GroupWeights.Length * outputs) + (i % outputs)] += Background.Weights[row] * answers[i];
        }
    }
}

/// <summary>The values of the empty coalition.</summary>
/// <param name="Values">v(empty), one an output, in the explained space.</param>
/// <param name="Deviations">How far they move with each group of background rows (<see cref="BackgroundDeviations"/>): outputs x groups.</param>
internal sealed record Baseline(double[] Values, double[] Deviations)
{
    /// <summary>Makes the values of the groups' sums, groups x outputs.</summary>
    public static Baseline Of(double[] sums, ExplanationGame game)
    {
        int outputs = game.Model.OutputCount;
        var result = new Baseline(new double[outputs], new double[sums.Length]);
        BackgroundDeviations.Reduce(sums, game, result.Values, result.Deviations);
        return result;
    }
}
