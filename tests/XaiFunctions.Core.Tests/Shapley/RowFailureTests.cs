using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;
using XaiFunctions.Core.Tests.Structure;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class RowFailureTests
{
    private const int Players = 12;
    private const int Bad = 2;

    public static TheoryData<int, double?, bool> Cases() => new()
    {
        { 200, null, false },
        { 200, null, true },
        { 4094, null, true },
        { 2000, 1e-3, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void SampleBlock_RowOnWhichTheModelIsNotFinite_FailsAloneAndLeavesTheOthersAsTheyWere(int budget, double? maxError, bool onlyWhenMixed)
    {
        SamplingOptions options = new() { MaxEvaluations = budget, MaxError = maxError };
        double[] rows = Rows();
        Attributions sound = KernelShap.Solve(KernelShap.SampleBlock(Game(_ => false), rows, 0, options, null, default));

        Attributions actual = KernelShap.Solve(KernelShap.SampleBlock(Game(row => IsBad(row, onlyWhenMixed)), rows, 0, options, null, default));

        RowFailure failure = Assert.Single(actual.Failures);
        Assert.Equal((Bad, 1), (failure.Row, failure.Output));
        Assert.Equal(onlyWhenMixed, failure.BackgroundRow is not null);
        for (int row = 0; row < 4; row++)
        {
            for (int output = 0; output < 2; output++)
            {
                if (row == Bad)
                    Assert.All(actual.ValuesOf(row, output).ToArray(), value => Assert.True(double.IsNaN(value)));
                else
                    Assert.Equal(sound.ValuesOf(row, output).ToArray(), actual.ValuesOf(row, output).ToArray());
            }
        }

        Assert.Equal(0, actual.Evaluations[Bad]);
        Assert.InRange(actual.MaxAdditivityResidual, 0, 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Merge_RowThatFailsInSomeParts_NamesTheSameFailureHoweverTheBlockIsParted(int groupsEach)
    {
        SamplingOptions options = new() { MaxEvaluations = 400 };
        // Which output is at fault differs between coalitions, so that parts meet different failures first.
        ExplanationGame game = Game(row => IsBad(row, onlyWhenMixed: true), row => row[4] == Rows()[(Bad * Players) + 4]);
        BlockStatistics whole = KernelShap.SampleBlock(game, Rows(), 0, options, null, default);
        int groups = CoalitionPlan.GroupsFor(Players, options);

        var parts = new List<BlockStatistics>();
        for (int first = 0; first < groups; first += groupsEach)
        {
            var stream = new MemoryStream();
            KernelShap.Sample(game, Rows(), 0, new GroupRange(first, Math.Min(groupsEach, groups - first)), options, default).Write(stream);
            stream.Position = 0;
            parts.Insert(0, BlockStatistics.Read(stream));
        }

        BlockStatistics merged = BlockStatistics.Merge(parts);
        Assert.True(groupsEach > 1 || parts.SelectMany(part => part.Failures).Distinct().Count() > 1);
        Assert.Equal(whole.Failures, merged.Failures);
        Assert.Equal(KernelShap.Solve(whole).Values, KernelShap.Solve(merged).Values);
        Assert.Equal(whole.Failures, merged.Condense().Failures);
    }

    [Fact]
    public void SampleBlock_EveryRowFails_HasNoAttributionsAndNoError()
    {
        Attributions actual = KernelShap.Solve(KernelShap.SampleBlock(Game(row => row[0] > 10), [.. Rows().Select(_ => 99.0)], 0, new() { MaxError = 0.1 }, null, default));

        Assert.Equal([0, 1, 2, 3], actual.Failures.Select(failure => failure.Row));
        Assert.All(actual.Evaluations, evaluations => Assert.Equal(0, evaluations));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SampleBlock_RowForWhichTheModelGivesNoAnswer_FailsAloneWithTheReason(bool onlyWhenMixed)
    {
        SamplingOptions options = new() { MaxEvaluations = 200 };
        Attributions sound = KernelShap.Solve(KernelShap.SampleBlock(Game(_ => false), Rows(), 0, options, null, default));
        ExplanationGame game = Refusing(row => IsBad(row, onlyWhenMixed));
        var stream = new MemoryStream();
        KernelShap.SampleBlock(game, Rows(), 0, options, null, default).Write(stream);
        stream.Position = 0;

        Attributions actual = KernelShap.Solve(BlockStatistics.Read(stream));

        Assert.Equal([new RowFailure(Bad, 0, null) { Refusal = "no such thing" }], actual.Failures);
        for (int row = 0; row < 4; row++)
            Assert.Equal(row == Bad ? [.. Enumerable.Repeat(double.NaN, Players)] : sound.ValuesOf(row, 1).ToArray(), actual.ValuesOf(row, 1).ToArray());
        Assert.Equal("Row 19: no such thing", Assert.Throws<ModelRefusalException>(() => KernelShap.ExplainBlock(game, Rows(), 1, options, default)).Message);
    }

    [Fact]
    public void SampleBlock_KnownStructure_FailsTheRowForWhichTheModelGivesNoAnswer()
    {
        TreeEnsembleStructure trees = RandomStructures.Trees(3, 6, 4, 1, 9, OutputTransform.None);
        var game = new ExplanationGame(
            new RefusingModel(trees, row => row[0] == 99), new Background(RandomStructures.Cells(5 * 3, 3), 3), TestGames.Single(3), Link.Identity);
        double[] rows = RandomStructures.Cells(4 * 3, 4);
        rows[Bad * 3] = 99;

        foreach (ShapleyMethod method in (ShapleyMethod[])[ShapleyMethod.Auto, ShapleyMethod.ClosedForm, ShapleyMethod.Kernel])
        {
            Attributions actual = KernelShap.Solve(KernelShap.SampleBlock(game, rows, 0, new() { Method = method }, null, default));
            Assert.Equal([new RowFailure(Bad, 0, null) { Refusal = "no such thing" }], actual.Failures);
            Assert.InRange(actual.MaxAdditivityResidual, 0, 1e-9);
        }
    }

    [Fact]
    public void SampleBlock_ModelThatRefusesItsBackground_IsRefused() =>
        Assert.Throws<ModelRefusalException>(() => KernelShap.SampleBlock(Refusing(_ => true), Rows(), 0, new() { MaxEvaluations = 200 }, null, default));

    private static ExplanationGame Refusing(Func<double[], bool> refuses)
    {
        FunctionModel sigmoid = TestGames.Sigmoid(Players, 2, 4);
        return TestGames.Game(
            new FunctionModel(Players, 2, (row, output) =>
            {
                if (refuses(row.ToArray()))
                    throw new ModelRefusalException("no such thing", null);
                sigmoid.Predict(row.Span, output.Span);
            }), 3, 5);
    }

    private sealed class RefusingModel(ModelStructure structure, Func<double[], bool> refuses) : IStructuredModel
    {
        private readonly StructuredModel model = new(structure, structure);

        public int ColumnCount => model.ColumnCount;

        public int OutputCount => model.OutputCount;

        public ModelStructure? Structure => model.Structure;

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
        {
            for (int at = 0; at < rows.Length; at += ColumnCount)
            {
                if (refuses(rows.Slice(at, ColumnCount).ToArray()))
                    throw new ModelRefusalException("no such thing", null);
            }

            model.Predict(rows, outputs);
        }
    }

    private static double[] Rows()
    {
        double[] rows = TestGames.Numbers(8).Fill(4 * Players);
        rows[Bad * Players] = 99;
        return rows;
    }

    /// <summary>A row is bad by its first cell; mixed with the background, only where its third cell is not its own.</summary>
    private static bool IsBad(ReadOnlySpan<double> row, bool onlyWhenMixed) => row[0] == 99 && (!onlyWhenMixed || row[2] != Rows()[(Bad * Players) + 2]);

    private static ExplanationGame Game(Func<double[], bool> isBad, Func<double[], bool>? isFirstOutput = null)
    {
        FunctionModel sigmoid = TestGames.Sigmoid(Players, 2, 4);
        return TestGames.Game(
            new FunctionModel(Players, 2, (row, output) =>
            {
                sigmoid.Predict(row.Span, output.Span);
                if (isBad(row.ToArray()))
                    output.Span[isFirstOutput?.Invoke(row.ToArray()) == true ? 0 : 1] = double.PositiveInfinity;
            }), 3, 5);
    }
}
