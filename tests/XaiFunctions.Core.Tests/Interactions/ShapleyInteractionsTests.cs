using FsCheck;
using FsCheck.Fluent;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Interactions;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;
using XaiFunctions.Core.Tests.Structure;

namespace XaiFunctions.Core.Tests.Interactions;

public sealed class ShapleyInteractionsTests
{
    [Fact]
    public void Explain_RandomTrees_AgreesWithTheDefinition()
    {
        var settings =
            from columns in Gen.Choose(1, 8)
            from trees in Gen.Choose(1, 5)
            from depth in Gen.Choose(0, 6)
            from margins in Gen.Choose(1, 3)
            from seed in Gen.Choose(0, 1_000_000)
            from grouped in Gen.Elements(true, false)
            select (columns, trees, depth, margins, seed: (ulong)seed, grouped);
        Prop.ForAll(settings.ToArbitrary(), s =>
        {
            TreeEnsembleStructure trees = RandomStructures.Trees(s.columns, s.trees, s.depth, s.margins, s.seed);
            Compare(Known(trees, ClosedFormTests.Players(s.columns, s.grouped), s.seed), RandomStructures.Cells(2 * s.columns, s.seed + 2), new(), "closed form (interventional TreeSHAP)");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Fact]
    public void Explain_VeryDeepTree_AgreesWithTheDefinition()
    {
        // A chain of 70 tests of 10 players: too deep for tables, so it is walked.
        const int depth = 70, columns = 10;
        var nodes = new List<TreeNode>();
        for (int level = 0; level < depth; level++)
        {
            nodes.Add(new(SplitMode.LessOrEqual, level % columns, 0.05 * level, (2 * level) + 2, (2 * level) + 1));
            nodes.Add(TreeNode.Leaf(new LeafWeight(0, Math.Cos(level)), new LeafWeight(1, Math.Sin(level))));
        }

        nodes.Add(TreeNode.Leaf(new LeafWeight(0, 1)));
        var trees = new TreeEnsembleStructure(columns, [nodes], [0.5, 1]);

        Compare(Known(trees, TestGames.Single(columns), 3), RandomStructures.Cells(2 * columns, 5), new(), "closed form (interventional TreeSHAP)");
    }

    [Fact]
    public void Explain_ModelOfAnyKind_AgreesWithTheDefinition()
    {
        var settings =
            from players in Gen.Choose(1, 9)
            from outputs in Gen.Choose(1, 3)
            from seed in Gen.Choose(0, 1_000_000)
            from link in Gen.Elements(Link.Identity, Link.Logit)
            select (players, outputs, seed: (ulong)seed, link);
        Prop.ForAll(settings.ToArbitrary(), s =>
        {
            ExplanationGame game = TestGames.Game(TestGames.Sigmoid(s.players, s.outputs, s.seed), s.seed, 3, s.link);
            Compare(game, TestGames.Numbers(s.seed + 2).Fill(2 * s.players), new(), KernelShap.ExactMethod);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Explain_TreesUnderALink_AgreesWithTheDefinition()
    {
        TreeEnsembleStructure trees = RandomStructures.Trees(8, 6, 4, 1, 9, OutputTransform.Logistic);

        Compare(Known(trees, TestGames.Single(8), 4, Link.Logit), RandomStructures.Cells(2 * 8, 5), new(), KernelShap.ExactMethod + KernelShap.FromStructure);
    }

    [Fact]
    public void Explain_LinearModel_HasMainEffectsOnly()
    {
        ExplanationGame game = Known(RandomStructures.Linear(5, 2, 3, OutputTransform.None), TestGames.Single(5), 3, missing: 0);
        double[] rows = RandomStructures.Cells(5, 4, missing: 0);

        InteractionMatrices actual = ShapleyInteractions.Explain(game, rows, new(), default);

        Attributions attributions = KernelShap.Explain(game, rows, new(), default);
        for (int output = 0; output < 2; output++)
        {
            for (int i = 0; i < 25; i++)
                Assert.Equal(i % 6 == 0 ? attributions.ValuesOf(0, output)[i / 6] : 0, actual.MatrixOf(0, output)[i]);
        }
    }

    [Fact]
    public void Explain_PlayerThatChangesNothing_InteractsWithNobody()
    {
        var model = new FunctionModel(4, row => 1 / (1 + Math.Exp(row.Span[0] * row.Span[1] * row.Span[3])));
        var game = new ExplanationGame(model, new(TestGames.Numbers(3).Fill(8), 4), TestGames.Single(4), Link.Identity);

        ReadOnlySpan<double> matrix = ShapleyInteractions.Explain(game, [2, 1.5, 7, -1], new(), default).MatrixOf(0, 0);

        for (int other = 0; other < 4; other++)
            Assert.Equal(0, other == 2 ? 0 : matrix[(2 * 4) + other]);
        Assert.NotEqual(0, matrix[1]);
    }

    [Fact]
    public void Explain_RowsOfSeveralBlocks_AreThoseOfTheBlocks()
    {
        TreeEnsembleStructure trees = RandomStructures.Trees(4, 6, 4, 2, 9);
        ExplanationGame game = Known(trees, TestGames.Single(4), 4);
        double[] rows = RandomStructures.Cells(20 * 4, 5);

        InteractionMatrices all = ShapleyInteractions.Explain(game, rows, new(), default);

        InteractionMatrices last = ShapleyInteractions.ExplainBlock(game, rows.AsSpan(16 * 4), 1, new(), default);
        Assert.Equal(20, all.RowCount);
        Assert.Equal(last.Values, all.Values[^last.Values.Length..]);
        Assert.Equal(last.Predictions, all.Predictions[^last.Predictions.Length..]);
        Assert.Throws<ArgumentException>(() => InteractionMatrices.Concat([]));
        Assert.Throws<ArgumentException>(() => ShapleyInteractions.Explain(game, [1, 2, 3], new(), default));
    }

    [Fact]
    public void FromAllCoalitions_StatisticsOfABlock_ValuesNothingAgain()
    {
        FunctionModel model = TestGames.Sigmoid(6, 2, 4);
        ExplanationGame game = TestGames.Game(model, 4, 3);
        double[] rows = TestGames.Numbers(5).Fill(2 * 6);
        BlockStatistics statistics = KernelShap.Sample(game, rows, 0, new(0, 1), new(), default);
        long evaluated = model.RowsEvaluated;

        InteractionMatrices actual = ShapleyInteractions.FromAllCoalitions(statistics, default);

        Assert.Equal(evaluated, model.RowsEvaluated);
        Assert.Equal(ShapleyInteractions.Explain(game, rows, new(), default).Values, actual.Values);
        Assert.Throws<ArgumentException>(() => ShapleyInteractions.FromAllCoalitions(statistics.Condense(), default));
        Assert.Throws<ArgumentException>(() => ShapleyInteractions.FromAllCoalitions(KernelShap.SampleBlock(game, rows, 0, new() { MaxEvaluations = 40 }, null, default), default));
    }

    [Fact]
    public void Refusal_CoalitionsThatAreOnlySampled_SaysWhy()
    {
        ExplanationGame Sigmoid(int players) => TestGames.Game(TestGames.Sigmoid(players, 1, 4), 4, 2);

        Assert.Null(ShapleyInteractions.Refusal(Sigmoid(10), new()));
        Assert.Null(ShapleyInteractions.Refusal(Sigmoid(12), new() { MaxEvaluations = 4094, MaxError = 0.1 }));
        Assert.Contains("4,094 coalitions of 12 players, and the budget is 768", ShapleyInteractions.Refusal(Sigmoid(12), new()), StringComparison.Ordinal);
        Assert.Contains("too many for 30 players", ShapleyInteractions.Refusal(Sigmoid(30), new()), StringComparison.Ordinal);
        Assert.Contains("up to 64 players; there are 65", ShapleyInteractions.Refusal(Known(RandomStructures.Trees(65, 2, 2, 1, 3), TestGames.Single(65), 3), new()), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ShapleyInteractions.Explain(Sigmoid(12), new double[12], new(), default));
    }

    [Fact]
    public void ExplainBlock_ErrorAskedForThatAFewCoalitionsWouldMeet_ValuesAll()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(6, 1, 4), 4, 2);
        double[] row = TestGames.Numbers(5).Fill(6);
        var asked = new SamplingOptions { Method = ShapleyMethod.Kernel, MaxError = 10 };

        Assert.Equal(ShapleyInteractions.Explain(game, row, new(), default).Values, ShapleyInteractions.Explain(game, row, asked, default).Values);
    }

    private static ExplanationGame Known(ModelStructure structure, Players players, ulong seed, Link link = Link.Identity, double missing = 0.1) => new(
        new StructuredModel(structure, structure),
        new(RandomStructures.Cells(5 * structure.ColumnCount, seed + 1, missing), structure.ColumnCount, [1, 2, 3, 4, 5]),
        players,
        link);

    /// <summary>Compares with the definition; each index is a sum of differences with weights that sum to 1, so its rounding error is a few units of the largest value.</summary>
    private static void Compare(ExplanationGame game, double[] rows, SamplingOptions options, string method)
    {
        int columns = game.Model.ColumnCount, n = game.Players.Count;
        InteractionMatrices actual = ShapleyInteractions.Explain(game, rows, options, default);
        Attributions attributions = KernelShap.Explain(game, rows, options, default);

        Assert.Equal((method, method), (actual.Method, attributions.Method));
        Assert.Equal(attributions.Predictions, actual.Predictions);
        for (int row = 0; row < actual.RowCount; row++)
        {
            double[][] games = ReferenceShapley.Games(game.Model, game.Background, game.Players, game.Link, rows[(row * columns)..((row + 1) * columns)]);
            for (int output = 0; output < games.Length; output++)
            {
                double[,] expected = ReferenceShapley.Interactions(n, games[output]);
                double tolerance = 1e-12 * games[output].Max(Math.Abs);
                ReadOnlySpan<double> matrix = actual.MatrixOf(row, output);
                double total = 0;
                for (int i = 0; i < n; i++)
                {
                    double line = 0;
                    for (int j = 0; j < n; j++)
                    {
                        line += matrix[(i * n) + j];
                        Assert.Equal(matrix[(j * n) + i], matrix[(i * n) + j]);
                        if (i != j)
                            Assert.Equal(expected[i, j] / 2, matrix[(i * n) + j], tolerance);
                    }

                    Assert.Equal(attributions.ValuesOf(row, output)[i], line, tolerance);
                    total += line;
                }

                Assert.Equal(games[output][^1] - games[output][0], total, n * tolerance);
            }
        }
    }
}
