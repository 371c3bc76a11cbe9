using XaiFunctions.Core.ExplanationQuality;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Robustness;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Audits.Probes;

/// <summary>Tries a model out on rows: attacks and unusual values on decisions, tests of explanations, and explanations of background rows beside those of others.</summary>
public sealed class Prober
{
    private readonly AuditShape shape;
    private readonly ProbePlan plan;
    private readonly ExplanationGame game;
    private readonly Background backgroundRows;
    private readonly CountedModel model;
    private readonly ScoredDecision decision;
    private readonly QuantileSpace space;
    private readonly SamplingOptions sampling;
    private readonly double[] baseline;
    private readonly int? unseen;
    private int refused;
    private long queries;

    /// <param name="shape">What is audited.</param>
    /// <param name="plan">What is tried.</param>
    /// <param name="game">The model, bound to codes that have all texts of the rows.</param>
    /// <param name="backgroundRows">The rows of the background file.</param>
    /// <param name="unseen">The code of a text that the background does not have, or null.</param>
    /// <exception cref="ArgumentException">An immutable column does not exist.</exception>
    public Prober(AuditShape shape, ProbePlan plan, ExplanationGame game, Background backgroundRows, int? unseen)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(backgroundRows);
        (this.shape, this.plan, this.game, this.backgroundRows, this.unseen) = (shape, plan, game, backgroundRows, unseen);
        model = new CountedModel(game.Model);
        // Without a decision everything is a yes: then explanations are compared with those of all changed copies.
        decision = new ScoredDecision(model, shape.Output, plan.Threshold ?? double.NegativeInfinity);
        space = new QuantileSpace(shape.Frame.Features, backgroundRows.Cells, plan.Immutable);
        sampling = Sampling(game, plan.Policy.Seed);
        baseline = Spread(game.Background, ProbePolicy.BaselineRows);
    }

    /// <summary>How rows are explained: as documents are by default, but with fewer coalitions where these are sampled.</summary>
    public static SamplingOptions Sampling(ExplanationGame game, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(game);
        SamplingOptions usual = KernelShap.Resolve(game, new SamplingOptions { Seed = seed });
        return KernelShap.CanTopUp(game, usual) ? usual with { MaxEvaluations = SamplingOptions.FirstRoundEvaluationsPerPlayer * game.Players.Count } : usual;
    }

    /// <summary>The model's own output from which on a row is decided yes; null if predictions are no probabilities and the policy does not say.</summary>
    public static double? Threshold(ProbePolicy policy, AuditShape shape, ExplanationGame game)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(game);
        if (policy.Threshold is { } asked)
            return game.Link == Link.Logit ? 1 / (1 + Math.Exp(-asked)) : asked;
        if (shape.Labels == LabelKind.Number)
            return null;
        double probability = shape.Performance.Threshold;
        if (game.Link == Link.Logit)
            return probability;
        if (shape.Frame.Space == OutputSpaces.Margin)
            return Math.Log(probability / (1 - probability));

        var outputs = new double[game.Background.RowCount * game.Model.OutputCount];
        game.Model.Predict(game.Background.Cells, outputs);
        return outputs.Where((_, at) => at % game.Model.OutputCount == shape.Output).All(output => output is >= 0 and <= 1) ? probability : null;
    }

    /// <summary>The audited output for rows, as it is explained.</summary>
    /// <param name="game">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="output">The audited output.</param>
    public static double[] Predict(ExplanationGame game, Background rows, int output)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(rows);
        var all = new double[rows.RowCount * game.Model.OutputCount];
        game.Predict(rows.Cells, 0, all);
        return [.. Enumerable.Range(0, rows.RowCount).Select(row => all[(row * game.Model.OutputCount) + output])];
    }

    /// <summary>Tries one piece of work.</summary>
    /// <param name="group">Which piece.</param>
    /// <param name="cells">Row-major: the plan's rows x columns, in the game's codes.</param>
    /// <param name="rows">The plan's rows.</param>
    /// <param name="cancellation">Looked at between rows.</param>
    public ProbePart Probe(int group, ReadOnlyMemory<double> cells, IReadOnlyList<AuditRow> rows, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int columns = game.Model.ColumnCount;
        (refused, queries) = (0, 0);
        long before = model.Rows, explained = 0;
        var probed = new List<ProbedRow>();
        foreach (int row in plan.RowsOf(group))
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlyMemory<double> own = cells.Slice(row * columns, columns);
            var result = new ProbedRow(
                row,
                row < plan.RobustnessRows ? Try(() => Attack(own, row)) : null,
                row < plan.QualityRows ? Try(() => Test(own, rows[row], row)) : null,
                row < plan.StabilityRows ? Try(() => Shake(own, row, ref explained, cancellation)) : null,
                row < plan.MemberRows ? Try(() => Explain(own.Span, ref explained, cancellation)) : null,
                row < plan.MemberRows ? Try(() => Explain(backgroundRows.Row(Member(row)), ref explained, cancellation)) : null);
            probed.Add(result);
        }

        int[] attacked = [.. plan.RowsOf(group).Where(row => row < plan.RobustnessRows)];
        IReadOnlyList<EdgeCaseCounts> edges = attacked.Length == 0 ? [] : Counted(() => EdgeCases.Count(decision, space, cells.Span.Slice(attacked[0] * columns, attacked.Length * columns), unseen));
        return new ProbePart(probed, edges, refused, queries, model.Rows - before + explained);
    }

    /// <summary>The background row that is explained beside a row of the sample: spread evenly over the background.</summary>
    private int Member(int row) => (int)((long)row * backgroundRows.RowCount / plan.MemberRows);

    private RowRobustness Attack(ReadOnlyMemory<double> row, int key) => Counted(() => RowRobustness.Of(decision, space, row.Span, plan.Policy.Robustness, (ulong)key));

    private T Counted<T>(Func<T> ask)
    {
        long before = model.Rows;
        try
        {
            return ask();
        }
        finally
        {
            queries += model.Rows - before;
        }
    }

    private Faithfulness? Test(ReadOnlyMemory<double> row, AuditRow told, int key) => told.Attributions.ToArray() is var attributions && attributions.All(double.IsFinite)
        ? Faithfulness.Of(
            model, shape.Output, row.Span, baseline, shape.Frame.Players, attributions, plan.Policy.Faithfulness with { Seed = plan.Policy.Seed + (ulong)key }, game.Link)
        : null;

    private ExplanationStability? Shake(ReadOnlyMemory<double> row, int key, ref long explained, CancellationToken cancellation)
    {
        long cost = 0;
        ExplanationStability? stability = ExplanationStability.Of(
            decision, rows => Explain(rows, ref cost, cancellation), space, row.Span, ProbePolicy.StabilityRadius, ProbePolicy.ChangedCopies, plan.Policy.Seed + (ulong)key);
        explained += cost;
        return stability is null || double.IsFinite(stability.LocalLipschitz) ? stability : null;
    }

    private double[] Explain(ReadOnlySpan<double> rows, ref long explained, CancellationToken cancellation)
    {
        // Always as the first block: which coalitions are sampled must not depend on how rows are cut into pieces.
        Attributions attributions = KernelShap.ExplainBlock(game, rows, 0, sampling, cancellation);
        explained += attributions.RowCount * (plan.ExplanationCost + 1);
        return [.. Enumerable.Range(0, attributions.RowCount).SelectMany(row => attributions.ValuesOf(row, shape.Output).ToArray())];
    }

    private delegate T Trial<T>();

    // That a model says no to changed rows is an answer, which is counted.
    private T? Try<T>(Trial<T?> trial)
        where T : class
    {
        try
        {
            return trial();
        }
        catch (Exception refusal) when (refusal is ModelOutputException or ModelRefusalException or StructureMismatchException)
        {
            refused++;
            return null;
        }
    }

    private static double[] Spread(Background background, int most)
    {
        int count = Math.Min(most, background.RowCount);
        return [.. Enumerable.Range(0, count).SelectMany(row => background.Row((int)((long)row * background.RowCount / count)).ToArray())];
    }

    private sealed class CountedModel(IModel inner) : IModel
    {
        public long Rows { get; private set; }

        public int ColumnCount => inner.ColumnCount;

        public int OutputCount => inner.OutputCount;

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
        {
            Rows += rows.Length / inner.ColumnCount;
            inner.Predict(rows, outputs);
        }
    }
}
