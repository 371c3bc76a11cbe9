using System.Globalization;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx.Manifest;
using XaiFunctions.Tests;

namespace XaiFunctions.Onnx.Tests;

public sealed class PredictionTests
{
    public static TheoryData<string, OutputSpace> Cases
    {
        get
        {
            var cases = new TheoryData<string, OutputSpace>();
            foreach (string name in Fixture.All)
            {
                using var fixture = new Fixture(name);
                foreach (var space in Enum.GetValues<OutputSpace>().Where(fixture.HasSpace))
                    cases.Add(name, space);
            }

            return cases;
        }
    }

    public static TheoryData<string> Names => [.. Fixture.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Predict_EveryKindOfModel_AnswersAsTheIndependentImplementation(string name, OutputSpace space)
    {
        using var fixture = new Fixture(name);
        using var model = fixture.Model(space);

        Near(fixture.Outputs(space), fixture.Predict(model), 2e-6);
        Assert.Equal(space == OutputSpace.LogOdds ? Link.Logit : Link.Identity, model.Link);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Predict_AllCoalitions_GiveTheIndependentShapleyValues(string name, OutputSpace space)
    {
        using var fixture = new Fixture(name);
        using var model = fixture.Model(space);
        double[] expected = fixture.Attributions(space);
        int columns = fixture.Columns.Count;
        int outputs = model.OutputNames.Count;
        int rows = expected.Length / (columns * outputs);

        for (int row = 0; row < rows; row++)
        {
            double[] actual = Enumerate(fixture, model, fixture.Rows.AsSpan(row * columns, columns));
            Near(expected[(row * columns * outputs)..((row + 1) * columns * outputs)], actual, space == OutputSpace.LogOdds ? 1e-4 : 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Complete_EmptyManifest_InfersTypesAndClasses(string name)
    {
        using var fixture = new Fixture(name);
        var manifest = fixture.Complete();

        Assert.Equal(fixture.Columns, manifest.Features!.Select(feature => feature.Name));
        Assert.Equal(fixture.Types, manifest.Features!.Select(feature => feature.Type!.Value.ToString().ToLowerInvariant()));
        Assert.Equal(fixture.Classes ?? [manifest.Output!], manifest.Classes!);
        Assert.Equal(manifest.Classes, manifest.Explain);
        Assert.Equal(OutputSpace.Raw, manifest.Space);
        Assert.Equal(fixture.Columns, manifest.Players!.Keys);
        Assert.Equal("background.csv", manifest.Background);
        Assert.Empty(manifest.Sensitive!);
        Assert.Empty(manifest.Reasons!);
        Assert.Equal(1_000_000, manifest.Limits!.MaxRows);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("linear_batch8")]
    [InlineData("columns")]
    [InlineData("groups")]
    [InlineData("trees_multiclass")]
    public void Predict_AnyNumberOfRows_AnswersEachRowAsAlone(string name)
    {
        using var fixture = new Fixture(name, new OnnxSessionOptions { MaxBatchRows = 5 });
        using var model = fixture.Model();
        double[] together = fixture.Predict(model);
        int columns = fixture.Columns.Count;
        int outputs = model.OutputNames.Count;

        for (int row = 0; row < fixture.RowCount; row++)
            Near(together[(row * outputs)..((row + 1) * outputs)], fixture.Predict(model, fixture.Rows[(row * columns)..((row + 1) * columns)]), 1e-6);
        Assert.Empty(fixture.Predict(model, []));
    }

    [Fact]
    public void Predict_FewerRowsThanAFixedBatchOfTexts_FillsUpWithRowsThatTheEncoderKnows()
    {
        using var fixture = new Fixture("columns_mlnet");
        using var session = OnnxSession.Open(ModelBuilder.Changed("columns_mlnet", model =>
        {
            foreach (var value in model.Graph.Input.Concat(model.Graph.Output))
                value.Type.TensorType.Shape.Dim[0].DimValue = 4;
        }));
        using var model = new ExplainableModel(session, ModelRegistration.Complete(session, new(), fixture.Columns));

        double[] first = fixture.Predict(model, fixture.Rows[..fixture.Columns.Count]);

        Near(fixture.Outputs(OutputSpace.Raw)[..1], first, 2e-6);
        Near(fixture.Outputs(OutputSpace.Raw), fixture.Predict(model), 2e-6);
    }

    [Theory]
    [InlineData("trees_binary")]
    [InlineData("columns")]
    public async Task Predict_ManyThreadsAtOnce_AnswersAsOne(string name)
    {
        using var fixture = new Fixture(name, new OnnxSessionOptions { MaxBatchRows = 7 });
        using var model = fixture.Model();
        double[] alone = fixture.Predict(model);

        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            double[] last = [];
            for (int call = 0; call < 50; call++)
                last = fixture.Predict(model);
            return last;
        })));

        Assert.All(together, answers => Assert.Equal(alone, answers));
    }

    [Fact]
    public void Predict_SameCodesForOtherTexts_AnswersByTheTexts()
    {
        using var fixture = new Fixture("groups");
        using var model = fixture.Model();
        string[][] groups = [["Bern", "Oslo", "Rome"], ["gold", "silver"]];
        string Next(string text) => groups.Select(group => (group, at: Array.IndexOf(group, text))).Where(found => found.at >= 0)
            .Select(found => found.group[(found.at + 1) % found.group.Length]).Single();
        var others = new CategoryCodes();
        for (int code = 0; code < fixture.Codes.Count; code++)
            others.Add(Next(fixture.Codes.Text(code)));
        double[] recoded = [.. fixture.Rows];
        for (int at = 0; at < recoded.Length; at++)
        {
            if (at % 6 is 3 or 4)
                recoded[at] = fixture.Codes.Add(others.Text((int)recoded[at]));
        }

        double[] before = fixture.Predict(model);
        var actual = new double[before.Length];
        model.Bind(others).Predict(fixture.Rows, actual);

        Assert.NotEqual(before, actual);
        Assert.Equal(fixture.Predict(model, recoded), actual);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("linear_double")]
    [InlineData("linear_batch8")]
    [InlineData("trees_multiclass")]
    [InlineData("logistic_zipmap_string")]
    public void Predict_NumericInputs_AllocatesNothing(string name)
    {
        using var fixture = new Fixture(name);
        using var model = fixture.Model();
        var bound = model.Bind(fixture.Codes);
        var outputs = new double[fixture.RowCount * bound.OutputCount];
        for (int call = 0; call < 3; call++)
            bound.Predict(fixture.Rows, outputs);

        Assert.Equal(0, Allocations.Of(() => bound.Predict(fixture.Rows, outputs)));
    }

    [Theory]
    [InlineData("linear_int64", 0, 9007199254740994.0)]
    [InlineData("linear_int64", 0, 0.5)]
    [InlineData("linear_int64", 2, double.NaN)]
    [InlineData("columns", 4, 2147483648.0)]
    [InlineData("columns", 5, -1.0)]
    [InlineData("columns", 6, 2.0)]
    public void Predict_CellThatTheInputCannotHold_IsRefused(string name, int column, double cell)
    {
        using var fixture = new Fixture(name);
        using var model = fixture.Model();
        double[] rows = [.. fixture.Rows];
        rows[column] = cell;

        var refused = Assert.Throws<ArgumentException>(() => fixture.Predict(model, rows));

        Assert.DoesNotContain(cell.ToString("R", CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal); // it may be a person's
        Near(fixture.Outputs(OutputSpace.Raw), fixture.Predict(model), 2e-6);
    }

    [Fact]
    public void Predict_LengthsThatDoNotFit_AreRefused()
    {
        using var fixture = new Fixture("linear");
        using var model = fixture.Model();
        var bound = model.Bind(fixture.Codes);

        Assert.Throws<ArgumentException>(() => bound.Predict(new double[7], new double[2]));
        Assert.Throws<ArgumentException>(() => bound.Predict(new double[8], new double[3]));
    }

    [Fact]
    public void Predict_TextThatTheEncoderRefuses_IsAnEvaluationProblem()
    {
        using var fixture = new Fixture("columns");
        using var model = fixture.Model();
        double[] rows = [.. fixture.Rows];
        rows[2] = fixture.Codes.Add("Atlantis");

        Assert.Throws<ModelEvaluationException>(() => fixture.Predict(model, rows));
        Near(fixture.Outputs(OutputSpace.Raw), fixture.Predict(model), 2e-6);
    }

    internal static void Near(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int at = 0; at < expected.Length; at++)
            Assert.True(Math.Abs(expected[at] - actual[at]) <= tolerance, $"[{at}]: expected {expected[at]:R}, got {actual[at]:R}");
    }

    /// <summary>Shapley values straight from their definition; outputs x columns.</summary>
    private static double[] Enumerate(Fixture fixture, ExplainableModel model, ReadOnlySpan<double> row)
    {
        int columns = row.Length;
        int outputs = model.OutputNames.Count;
        double[][] values = new double[1 << columns][];
        for (int coalition = 0; coalition < values.Length; coalition++)
        {
            double[] mixed = [.. fixture.Background];
            for (int at = 0; at < mixed.Length; at++)
            {
                if ((coalition >> (at % columns) & 1) == 1)
                    mixed[at] = row[at % columns];
            }

            double[] answers = fixture.Predict(model, mixed);
            values[coalition] = [.. Enumerable.Range(0, outputs).Select(output =>
                model.Link.Apply(answers.Where((_, at) => at % outputs == output).Average()))];
        }

        var attributions = new double[outputs * columns];
        for (int column = 0; column < columns; column++)
        {
            for (int coalition = 0; coalition < values.Length; coalition++)
            {
                if ((coalition >> column & 1) == 1)
                    continue;
                double weight = 1.0 / columns;
                int size = int.PopCount(coalition);
                for (int k = 1; k <= size; k++)
                    weight *= (double)k / (columns - k);
                for (int output = 0; output < outputs; output++)
                    attributions[(output * columns) + column] += weight * (values[coalition | 1 << column][output] - values[coalition][output]);
            }
        }

        return attributions;
    }
}
