using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;
using XaiFunctions.Tests;

namespace XaiFunctions.Core.Tests.Structure;

public sealed class StructuredEvaluatorTests
{
    public static TheoryData<string, Link> Structures() => new()
    {
        { "logistic", Link.Identity },
        { "logistic", Link.Logit },
        { "steep logistic", Link.Identity },
        { "softmax", Link.Identity },
        { "softmax", Link.Logit },
        { "boosted", Link.Identity },
        { "boosted", Link.Logit },
        { "boosted classes", Link.Logit },
        { "forest", Link.Logit },
        { "network", Link.Logit },
        { "network of classes", Link.Identity },
    };

    public static TheoryData<string, int, int> Samples() => new()
    {
        { "logistic", 20, 300 },
        { "softmax", 20, 300 },
        { "linear", 15, 100 },
        { "boosted", 20, 300 },
        { "boosted classes", 16, 200 },
        { "forest", 9, 100 },
        { "deep forest", 20, 1500 },
        { "boosted", 70, 200 },
        { "softmax", 70, 200 },
        { "network", 13, 1500 },
        { "network of classes", 13, 200 },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Explain_SampleFromTheStructure_AgreesWithThatFromTheModel(string name, int columns, int evaluations)
    {
        ModelStructure structure = Structure(name, columns);
        double missing = structure is LayeredStructure ? 0 : 0.1;
        var background = new Background(RandomStructures.Cells(11 * columns, 4, missing), columns, [.. Enumerable.Range(1, 11).Select(i => (double)i)]);
        double[] cells = RandomStructures.Cells(3 * columns, 5, missing);
        ExplanationGame Game(ModelStructure? shown) => new(new StructuredModel(structure, shown), background, TestGames.Single(columns), Link.Logit);
        foreach (double? maxError in (double?[])[null, 1e-9])
        {
            var options = new SamplingOptions { MaxEvaluations = evaluations, MaxError = maxError };

            Attributions actual = KernelShap.Explain(Game(structure), cells, options, default), expected = KernelShap.Explain(Game(null), cells, options, default);

            Assert.Equal("leverage-sampled KernelSHAP, valued from the model's structure", actual.Method);
            Assert.Equal("leverage-sampled KernelSHAP", expected.Method);
            Assert.Equal(evaluations, actual.Evaluations[0]);
            Assert.True(actual.MaxAdditivityResidual < 1e-11);
            for (int i = 0; i < expected.Values.Length; i++)
            {
                Assert.Equal(expected.Values[i], actual.Values[i], 1e-10);
                Assert.Equal(expected.StandardErrors[i], actual.StandardErrors[i], 1e-10);
                Assert.Equal(expected.BackgroundErrors![i], actual.BackgroundErrors![i], 1e-10);
            }
        }
    }

    [Fact]
    public void Explain_MethodKernel_NeverUsesTheStructure()
    {
        var model = new CountingModel(Structure("boosted", 15));
        var game = new ExplanationGame(model, new(RandomStructures.Cells(3 * 15, 1), 15), TestGames.Single(15), Link.Logit);
        double[] row = RandomStructures.Cells(15, 2);
        var options = new SamplingOptions { MaxEvaluations = 40 };

        KernelShap.Explain(game, row, options, default);
        long structured = model.Rows;
        KernelShap.Explain(game, row, options with { Method = ShapleyMethod.Kernel }, default);

        Assert.Equal(3 + 1, structured);
        Assert.True(model.Rows - structured > 40);
        Assert.True(KernelShap.CostInModelRows(game, options) < KernelShap.CostInModelRows(game, options with { Method = ShapleyMethod.Kernel }) / 4);
    }

    [Fact]
    public void Explain_SampleOfANetworkOfManyPlayers_AsksTheModel()
    {
        ModelStructure structure = Structure("network", 14);
        var game = new ExplanationGame(new StructuredModel(structure, structure), new(RandomStructures.Cells(3 * 14, 1, 0), 14), TestGames.Single(14), Link.Logit);

        Assert.Equal("leverage-sampled KernelSHAP", KernelShap.Explain(game, RandomStructures.Cells(14, 2, 0), new() { MaxEvaluations = 100 }, default).Method);
    }

    [Theory]
    [InlineData("boosted", 12, 20)]
    [InlineData("logistic", 12, 20)]
    [InlineData("network", 12, 2)]
    [InlineData("boosted", 20, 8)]
    [InlineData("logistic", 20, 8)]
    [InlineData("network", 20, 1)]
    public void CostInModelRows_KnownStructure_IsAsManyTimesLessAsMeasured(string name, int columns, int times)
    {
        ModelStructure structure = Structure(name, columns);
        ExplanationGame Game(ModelStructure? shown) => new(new StructuredModel(structure, shown), new(RandomStructures.Cells(40 * columns, 1, 0), columns), TestGames.Single(columns), Link.Logit);
        var options = new SamplingOptions { MaxEvaluations = columns == 12 ? 4094 : 1280 };

        Assert.Equal(KernelShap.CostInModelRows(Game(null), options) / times, KernelShap.CostInModelRows(Game(structure), options));
    }

    [Fact]
    public void AddWhere_AnySet_AddsToItsMembersOnly()
    {
        IEnumerator<double> numbers = TestGames.Numbers(5);
        ulong[] set = [0, ulong.MaxValue, (ulong)(numbers.Next() * ulong.MaxValue), 1UL << 63];
        double[] sums = numbers.Fill(256), expected = [.. sums.Select((sum, i) => (set[i / 64] >> (i % 64) & 1) != 0 ? sum + 0.7 : sum)];

        SampledTreeCube.AddWhere(set, 0.7, sums);

        Assert.Equal(expected, sums);
    }

    [Fact]
    public void NetworkStructure_WhatDoesNotFit_IsRefused()
    {
        LinearStructure first = RandomStructures.Linear(3, 2, 1, OutputTransform.None);

        Assert.Throws<ArgumentException>(() => new NetworkStructure(first, [new([1, 2, 3], [0], Activation.Relu)]));
        Assert.Throws<ArgumentException>(() => new NetworkStructure(first, [new([1, double.NaN], [0], Activation.Relu)]));
        Assert.ThrowsAny<ArgumentException>(() => new NetworkStructure(first, []));
        Assert.Throws<ArgumentException>(() => new NetworkStructure(RandomStructures.Linear(1, 129, 1, OutputTransform.None), [new(new double[129 * 128], new double[128], Activation.Relu)]));
        Assert.Throws<ArgumentException>(() => new NetworkStructure(first, [new([1, 2], [0], Activation.Relu)], explained: [1]));
    }

    [Theory]
    [MemberData(nameof(Structures))]
    public void Explain_AllCoalitionsFromTheStructure_AgreeWithThoseFromTheModel(string name, Link link)
    {
        const int columns = 9, rows = 3;
        ModelStructure structure = Structure(name, columns);
        Players players = new(["a", "b", "c", "d", "e", "f"], [[0], [8, 1], [2], [3, 4], [5], [6, 7]]);
        double missing = structure is LayeredStructure ? 0 : 0.1;
        var background = new Background(RandomStructures.Cells(11 * columns, 4, missing), columns, [.. Enumerable.Range(1, 11).Select(i => (double)i)]);
        double[] cells = RandomStructures.Cells(rows * columns, 5, missing);

        Attributions actual = KernelShap.Explain(new(new StructuredModel(structure, structure), background, players, link), cells, new(), default);
        Attributions expected = KernelShap.Explain(new(new StructuredModel(structure, null), background, players, link), cells, new(), default);

        Assert.Equal("exact enumeration, valued from the model's structure", actual.Method);
        Assert.Equal("exact enumeration", expected.Method);
        for (int i = 0; i < expected.Values.Length; i++)
            Assert.Equal(expected.Values[i], actual.Values[i], 1e-11);
        Assert.True(actual.MaxAdditivityResidual < 1e-12);
    }

    [Fact]
    public void Sample_AnySplitOfTheCube_SolvesToTheSameBytes()
    {
        ModelStructure structure = RandomStructures.Trees(12, 5, 4, 1, 8, OutputTransform.Logistic);
        var game = new ExplanationGame(new StructuredModel(structure, structure), new(RandomStructures.Cells(9 * 12, 1), 12), TestGames.Single(12), Link.Logit);
        double[] rows = RandomStructures.Cells(2 * 12, 2);
        int groups = KernelShap.GroupsFor(game, new());

        BlockStatistics[] parts = [.. Enumerable.Range(0, groups).Select(group => KernelShap.Sample(game, rows, 0, new(group, 1), new(), default))];

        Assert.True(groups > 1);
        Assert.Equal(KernelShap.Explain(game, rows, new(), default).Values, KernelShap.Solve(BlockStatistics.Merge(parts)).Values);
    }

    [Fact]
    public void Evaluate_SecondRow_AllocatesNothing()
    {
        foreach (string name in (string[])["logistic", "softmax", "boosted classes", "network", "network of classes"])
        {
            ModelStructure structure = Structure(name, 20);
            var game = new ExplanationGame(
                new StructuredModel(structure, structure), new(RandomStructures.Cells(20 * 20, 1, 0), 20), TestGames.Single(20), Link.Logit);
            StructuredEvaluator sample = StructuredEvaluator.Of(game, CoalitionPlan.Create(20, new() { MaxEvaluations = 1500 }, 0).Words);
            double[] row = RandomStructures.Cells(20, 2, 0), values = new double[1500 * structure.Explained.Count];
            sample.Evaluate(row, 0, values, [], default);

            Assert.Equal(0, Allocations.Of(() => sample.Evaluate(row, 0, values, [], default)));
        }

        foreach (string name in (string[])["logistic", "steep logistic", "softmax", "boosted"])
        {
            ModelStructure structure = Structure(name, 8);
            var game = new ExplanationGame(
                new StructuredModel(structure, structure), new(RandomStructures.Cells(20 * 8, 1, 0), 8), TestGames.Single(8), Link.Logit);
            StructuredEvaluator cube = StructuredEvaluator.All(game, 0);
            double[] row = RandomStructures.Cells(8, 2, 0), values = new double[254 * structure.Explained.Count];
            cube.Evaluate(row, 0, values, [], default);

            Assert.Equal(0, Allocations.Of(() => cube.Evaluate(row, 0, values, [], default)));
        }
    }

    [Fact]
    public void Explain_MissingCellUnderALinearModel_NamesTheRow()
    {
        ModelStructure structure = RandomStructures.Linear(4, 1, 3, OutputTransform.Logistic);
        var game = new ExplanationGame(new StructuredModel(structure, structure), new([1, 2, 3, 4], 4), TestGames.Single(4), Link.Identity);

        Assert.Equal(1, Assert.Throws<ModelOutputException>(() => KernelShap.Explain(game, [1, 1, 1, 1, 1, double.NaN, 1, 1], new(), default)).Row);
    }

    private static ModelStructure Structure(string name, int columns) => name switch
    {
        "logistic" => RandomStructures.Linear(columns, 2, 6, OutputTransform.Logistic),
        "steep logistic" => new LinearStructure(columns, [.. Enumerable.Range(0, columns).Select(i => i % 2 == 0 ? 150.0 : -170)], [3], OutputTransform.Logistic),
        "softmax" => RandomStructures.Linear(columns, 4, 6, OutputTransform.Softmax, [3, 1]),
        "boosted" => RandomStructures.Trees(columns, 12, 4, 1, 6, OutputTransform.Logistic),
        "linear" => RandomStructures.Linear(columns, 2, 6, OutputTransform.None),
        "network" => Network(columns, 1, Activation.Relu, Activation.Tanh, OutputTransform.Logistic, [0, 0]),
        "network of classes" => Network(columns, 3, Activation.Sigmoid, Activation.None, OutputTransform.Softmax, [2, 0]),
        "deep forest" => RandomStructures.Trees(columns, 5, 9, 2, 6, OutputTransform.Logistic, TreeAggregate.Average),
        "boosted classes" => RandomStructures.Trees(columns, 12, 4, 3, 6, OutputTransform.Softmax, explained: [2, 0]),
        _ => Forest(columns),
    };

    private static NetworkStructure Network(int columns, int margins, Activation early, Activation late, OutputTransform transform, int[] explained)
    {
        IEnumerator<double> numbers = TestGames.Numbers(8);
        DenseLayer Layer(int before, int width, Activation activation) => new([.. numbers.Fill(before * width).Select(weight => weight / 4)], numbers.Fill(width), activation);
        LinearStructure first = RandomStructures.Linear(columns, 7, 6, OutputTransform.None);
        return new(first, [Layer(7, 6, early), Layer(6, margins, late)], transform, explained);
    }

    private sealed class CountingModel(ModelStructure structure) : IStructuredModel
    {
        private readonly StructuredModel inner = new(structure, structure);

        public long Rows { get; private set; }

        public int ColumnCount => inner.ColumnCount;

        public int OutputCount => inner.OutputCount;

        public ModelStructure? Structure => inner.Structure;

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
        {
            Rows += rows.Length / ColumnCount;
            inner.Predict(rows, outputs);
        }
    }

    /// <summary>A forest whose output is a probability, not a margin.</summary>
    private static TreeEnsembleStructure Forest(int columns)
    {
        TreeNode Leaf(double probability) => TreeNode.Leaf(new LeafWeight(0, probability));
        return new(
            columns,
            [.. Enumerable.Range(0, 5).Select(i => (IReadOnlyList<TreeNode>)
            [
                new(SplitMode.LessOrEqual, i, 1.5, 1, 2), Leaf(0.1 + (0.1 * i)), new(SplitMode.Greater, i + 2, 1, 3, 4), Leaf(0.9), Leaf(0.2),
            ])],
            [0],
            TreeAggregate.Average);
    }
}
