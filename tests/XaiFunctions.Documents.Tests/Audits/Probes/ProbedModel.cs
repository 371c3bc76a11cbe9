using XaiFunctions.Core.Games;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Audits.Privacy;
using XaiFunctions.Documents.Audits.Probes;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Tests.Audits.Probes;

/// <summary>A model over three numbers and a category, uniform on 0 .. 1 in background and rows, tried out as a sweep does.</summary>
internal sealed class ProbedModel
{
    private static readonly Feature[] Features =
        [.. Enumerable.Range(1, 3).Select(feature => new Feature($"x{feature}", FeatureType.Number) { AllowsMissing = feature == 1 }), new Feature("city", FeatureType.Category)];

    private readonly CategoryCodes codes = new();
    private readonly Background background;

    /// <param name="output">The output of a row.</param>
    /// <param name="rows">The rows of the period.</param>
    /// <param name="space">The space of the output.</param>
    /// <param name="repeated">How many of the rows are rows of the background.</param>
    /// <param name="shift">What is added to each number of the rows.</param>
    /// <param name="labels">What labels say; they agree with the model.</param>
    public ProbedModel(Func<double[], double> output, int rows = 40, string space = OutputSpaces.Raw, int repeated = 0, double shift = 0, LabelKind labels = LabelKind.Class)
    {
        var random = new Random(7);
        codes.Add("Oslo");
        codes.Add("Rome");
        double[][] drawn = [.. Enumerable.Range(0, 100 + rows).Select(_ => new[] { random.NextDouble(), random.NextDouble(), random.NextDouble(), random.Next(2) })];
        background = new Background([.. drawn.Take(100).SelectMany(row => row)], 4);
        Game = new ExplanationGame(new Model(output), background, Players.OnePerColumn(["x1", "x2", "x3", "city"]), Link.Identity);
        var frame = new ExplanationFrame(Features, Game.Players, ["yes"], space) { Sensitive = ["x3"] };
        Shape = new AuditShape(frame, 0, background, codes, Prober.Predict(Game, background, 0), labels, new PerformanceOptions { Draws = 100 });
        var sample = new AuditSample(frame);
        for (int row = 0; row < rows; row++)
        {
            double[] cells = row < repeated ? drawn[row] : [.. drawn[100 + row].Select((value, column) => column < 3 ? value + shift : value)];
            double prediction = output(cells);
            CellValue[] told = [.. cells.Take(3).Select(CellValue.Of), CellValue.Of(cells[3] == 0 ? "Oslo" : "Rome")];
            double[] attributions = Core.Shapley.KernelShap.ExplainBlock(Game, cells, 0, new Core.Shapley.SamplingOptions(), default).Values;
            sample.Add(new AuditRow("job", row + 1, told, prediction, attributions, prediction >= 0.5 ? 1 : 0));
        }

        Rows = sample.Rows;
    }

    public ExplanationGame Game { get; }

    public AuditShape Shape { get; }

    public IReadOnlyList<AuditRow> Rows { get; }

    /// <summary>A logistic model: everything is smooth.</summary>
    public static double Smooth(double[] row) => 1 / (1 + Math.Exp(-((8 * row[0]) + (4 * row[1]) + (2 * row[3]) - 7)));

    /// <summary>The same, but the third decimal of a number can turn what it says.</summary>
    public static double Fragile(double[] row) => (int)Math.Floor(row[0] * 250) % 2 == 0 ? Smooth(row) : 1 - Smooth(row);

    public ProbePlan Plan(ProbePolicy? policy = null) => ProbePlan.Of(policy ?? new ProbePolicy { Rows = 40 }, Shape, Game, Rows.Count, background.RowCount);

    public ProbePart Probe(ProbePlan plan, int group)
    {
        var rowCodes = new CategoryCodes(codes);
        AuditRow[] rows = [.. Rows.Take(plan.Rows)];
        double[] cells = ProbeSections.Cells(rows, rowCodes);
        return new Prober(Shape, plan, Game, background, rowCodes.Add("nowhere")).Probe(group, cells, rows, default);
    }

    public (ProbeSection Probes, MembershipSection Membership) Sections(ProbePolicy? policy = null)
    {
        ProbePlan plan = Plan(policy);
        return Sections(plan, Enumerable.Range(0, plan.Groups).Select(group => Probe(plan, group)));
    }

    public (ProbeSection Probes, MembershipSection Membership) Sections(ProbePlan plan, IEnumerable<ProbePart> parts)
    {
        var sections = new ProbeSections(Shape, plan, parts.Aggregate(ProbePart.Empty, (sum, part) => sum.With(part)), Rows, background, Prober.Predict(Game, background, 0), codes);
        return (sections.Probes(), sections.Membership());
    }

    private sealed class Model(Func<double[], double> output) : IModel
    {
        public int ColumnCount => 4;

        public int OutputCount => 1;

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
        {
            for (int row = 0; row < outputs.Length; row++)
            {
                double[] cells = rows.Slice(4 * row, 4).ToArray();
                if (cells[3] > 1)
                    throw new ModelRefusalException("The city is not known.", null);
                outputs[row] = output(cells);
            }
        }
    }
}
