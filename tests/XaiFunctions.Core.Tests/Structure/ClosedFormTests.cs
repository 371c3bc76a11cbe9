using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;
using XaiFunctions.Tests;

namespace XaiFunctions.Core.Tests.Structure;

public sealed class ClosedFormTests
{
    [Fact]
    public void Explain_RandomTrees_AgreesWithTheDefinition()
    {
        var settings =
            from columns in Gen.Choose(2, 9)
            from trees in Gen.Choose(1, 6)
            from depth in Gen.Choose(0, 6)
            from margins in Gen.Choose(1, 3)
            from seed in Gen.Choose(0, 1_000_000)
            from aggregate in Gen.Elements(TreeAggregate.Sum, TreeAggregate.Average)
            from grouped in Gen.Elements(true, false)
            select (columns, trees, depth, margins, seed: (ulong)seed, aggregate, grouped);
        Prop.ForAll(settings.ToArbitrary(), s =>
        {
            TreeEnsembleStructure trees = RandomStructures.Trees(s.columns, s.trees, s.depth, s.margins, s.seed, aggregate: s.aggregate);
            Compare(trees, Players(s.columns, s.grouped), s.seed, "closed form (interventional TreeSHAP)");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void Explain_LinearModel_AgreesWithTheDefinition()
    {
        Compare(RandomStructures.Linear(7, 3, 5, OutputTransform.None, [2, 0]), Players(7, grouped: true), 5, "closed form (linear)", missing: 0);
    }

    [Fact]
    public void TreePairWalk_AndLeafTables_Agree()
    {
        const int columns = 12, players = 8;
        TreeEnsembleStructure trees = RandomStructures.Trees(columns, 10, 9, 2, 77);
        int[] owner = [.. Enumerable.Range(0, columns).Select(column => column % players)];
        double[] row = RandomStructures.Cells(columns, 2);
        var background = new Background(RandomStructures.Cells(6 * columns, 1), columns, [0.1, 0.2, 0.3, 0.1, 0.1, 0.2]);
        var compiled = new CompiledTrees(trees, Enumerable.Range(0, 10), owner);
        double[] tableBase = new double[2], walkBase = new double[2], table = new double[2 * players], walked = new double[2 * players];
        double[] tablePrediction = new double[2], walkPrediction = new double[2];

        var tableMoves = new Vector256<float>[2 * players];
        var walkMoves = new Vector256<float>[2 * players];
        var tables = new LeafTables(compiled, players, new(compiled, background), withDeviations: true, tableBase);
        var walk = new TreePairWalk(compiled, players, background);
        walk.AddBaseValues(walkBase);
        tables.Add(row, table, tablePrediction, tableMoves);
        tables.Add(row, new double[2 * players], new double[2], []);
        walk.Add(row, walked, walkPrediction, walkMoves);
        walk.Add(row, new double[2 * players], new double[2], []);

        Assert.Contains(table, value => value != 0);
        foreach ((double[] left, double[] right) in new[] { (tableBase, walkBase), (table, walked), (tablePrediction, walkPrediction) })
        {
            for (int i = 0; i < left.Length; i++)
                Assert.Equal(left[i], right[i], 1e-12);
        }

        // Single precision, summed over some hundred leaves.
        for (int i = 0; i < 2 * players; i++)
        {
            for (int group = 0; group < 8; group++)
                Assert.Equal(walkMoves[i][group], tableMoves[i][group], 1e-5f);
        }
    }

    [Fact]
    public void Explain_VeryDeepTree_IsWalkedAndExact()
    {
        // A chain of 70 tests of 10 players: too deep for tables, and every second test meets both ways.
        const int depth = 70, columns = 10;
        var nodes = new List<TreeNode>();
        for (int level = 0; level < depth; level++)
        {
            nodes.Add(new(SplitMode.LessOrEqual, level % columns, 0.05 * level, (2 * level) + 2, (2 * level) + 1));
            nodes.Add(TreeNode.Leaf(new LeafWeight(0, Math.Cos(level))));
        }

        nodes.Add(TreeNode.Leaf(new LeafWeight(0, 1)));
        Compare(new TreeEnsembleStructure(columns, [nodes], [0.5]), TestGames.Single(columns), 3, "closed form (interventional TreeSHAP)", missing: 0);
    }

    [Fact]
    public void Explain_SecondRow_AllocatesNothing()
    {
        TreeEnsembleStructure trees = RandomStructures.Trees(8, 20, 5, 2, 3);
        ClosedForm form = ClosedForm.For(trees, new(RandomStructures.Cells(10 * 8, 1), 8), TestGames.Single(8), Link.Identity)!;
        double[] row = RandomStructures.Cells(8, 2), attributions = new double[16], predictions = new double[2];
        var errors = new double[16];
        form.Explain(row, attributions, predictions, errors);

        Assert.Contains(errors, error => error > 0);
        Assert.Equal(0, Allocations.Of(() => form.Explain(row, attributions, predictions, errors)));
    }

    [Fact]
    public void Resolve_SpaceInWhichTheModelIsNotAdditive_DoesNotUseAClosedForm()
    {
        TreeEnsembleStructure logistic = RandomStructures.Trees(16, 3, 3, 1, 3, OutputTransform.Logistic), raw = RandomStructures.Trees(16, 3, 3, 1, 3);
        TreeEnsembleStructure largest = RandomStructures.Trees(16, 3, 3, 1, 3, aggregate: TreeAggregate.Maximum);
        ShapleyMethod Method(ModelStructure structure, Link link) => KernelShap.Resolve(Game(structure, link), new()).Method;

        Assert.Equal(ShapleyMethod.ClosedForm, Method(raw, Link.Identity));
        Assert.Equal(ShapleyMethod.Auto, Method(raw, Link.Logit));
        Assert.Equal(ShapleyMethod.Auto, Method(logistic, Link.Identity));
        Assert.Equal(ShapleyMethod.Auto, Method(largest, Link.Identity));
        Assert.Throws<ArgumentException>(() => KernelShap.Resolve(Game(logistic, Link.Identity), new() { Method = ShapleyMethod.ClosedForm }));
        Assert.Equal(ShapleyMethod.Kernel, KernelShap.Resolve(Game(raw, Link.Identity), new() { Method = ShapleyMethod.Kernel }).Method);
    }

    [Fact]
    public void Resolve_WhatIsExact_LeavesOutWhatSteersSamplingOnly()
    {
        var asked = new SamplingOptions { MaxEvaluations = 253, MaxError = 0.1, Seed = 7 };
        ExplanationGame Small(OutputTransform transform) => new(
            new StructuredModel(RandomStructures.Trees(8, 3, 3, 1, 3, transform), RandomStructures.Trees(8, 3, 3, 1, 3, transform)),
            new(RandomStructures.Cells(50 * 8, 1), 8), TestGames.Single(8), Link.Identity);
        ExplanationGame additive = Small(OutputTransform.None), logistic = Small(OutputTransform.Logistic);

        Assert.Equal(new() { Method = ShapleyMethod.ClosedForm, Seed = 7 }, KernelShap.Resolve(additive, asked));
        Assert.Equal(asked, KernelShap.Resolve(logistic, asked));
        Assert.Equal(asked with { MaxEvaluations = 254, MaxError = null }, KernelShap.Resolve(logistic, asked with { MaxEvaluations = 300 }));
        Assert.Equal(asked with { Method = ShapleyMethod.Exact, MaxError = null }, KernelShap.Resolve(logistic, asked with { Method = ShapleyMethod.Exact }));
        Assert.Throws<ArgumentException>(() => KernelShap.Resolve(additive, asked with { MaxEvaluations = 1 }));
    }

    [Fact]
    public void Resolve_StructureThatDisagreesWithTheModel_IsNotUsed()
    {
        var model = new StructuredModel(RandomStructures.Trees(5, 3, 3, 1, 3), RandomStructures.Trees(5, 3, 3, 1, 4));
        var game = new ExplanationGame(model, new(RandomStructures.Cells(50, 1), 5), TestGames.Single(5), Link.Identity);

        Assert.Equal(ShapleyMethod.Auto, KernelShap.Resolve(game, new()).Method);
    }

    [Fact]
    public void ExplainBlock_StructureThatDisagreesForARow_IsRefusedWithTheRow()
    {
        TreeNode Test(double weight) => TreeNode.Leaf(new LeafWeight(0, weight));
        TreeEnsembleStructure Stump(double weight) => new(1, [[new(SplitMode.LessOrEqual, 0, 5, 1, 2), Test(1), Test(weight)]], [0]);
        var game = new ExplanationGame(new StructuredModel(Stump(2), Stump(3)), new([1], 1), TestGames.Single(1), Link.Identity);

        var error = Assert.Throws<StructureMismatchException>(() => KernelShap.ExplainBlock(game, [1, 9], 0, new(), default));

        Assert.Equal(1, error.Row);
    }

    [Fact]
    public void ExplainBlock_ClosedForm_TravelsAsStatistics()
    {
        ExplanationGame game = Game(RandomStructures.Trees(16, 3, 3, 1, 3), Link.Identity);
        double[] rows = RandomStructures.Cells(3 * 16, 5);
        Assert.Equal((1, 1L), (KernelShap.GroupsFor(game, new()), KernelShap.CostInModelRows(game, new())));
        var stream = new MemoryStream();

        KernelShap.Sample(game, rows, 0, new(0, 1), new(), default).Write(stream);
        stream.Position = 0;

        Attributions travelled = KernelShap.Solve(BlockStatistics.Read(stream));
        Assert.Equal(KernelShap.ExplainBlock(game, rows, 0, new(), default).Values, travelled.Values);
        Assert.Equal([0, 0, 0], travelled.Evaluations);
        Assert.Equal(StopReason.Exact, travelled.StopReason);
    }

    internal static Players Players(int columns, bool grouped) => !grouped || columns < 4
        ? TestGames.Single(columns)
        : new(["first", "rest"], [[0, columns - 1], [.. Enumerable.Range(1, columns - 2)]]);

    internal static ExplanationGame Game(ModelStructure structure, Link link) =>
        new(new StructuredModel(structure, structure), new(RandomStructures.Cells(4 * 16, 1), 16), TestGames.Single(16), link);

    private static void Compare(ModelStructure structure, Players players, ulong seed, string name, double missing = 0.1)
    {
        int columns = structure.ColumnCount;
        var background = new Background(RandomStructures.Cells(5 * columns, seed + 1, missing), columns, [1, 2, 3, 4, 5]);
        double[] rows = RandomStructures.Cells(2 * columns, seed + 2, missing);
        var game = new ExplanationGame(new StructuredModel(structure, structure), background, players, Link.Identity);

        Attributions actual = KernelShap.Explain(game, rows, new(), default);

        Assert.Equal(name, actual.Method);
        Assert.True(actual.MaxAdditivityResidual < 1e-12);
        for (int row = 0; row < 2; row++)
        {
            double[,] expected = ReferenceShapley.Explain(game.Model, background, players, Link.Identity, rows[(row * columns)..((row + 1) * columns)]);
            for (int output = 0; output < actual.OutputCount; output++)
            {
                for (int player = 0; player < players.Count; player++)
                    Assert.Equal(expected[output, player], actual.ValuesOf(row, output)[player], 1e-12);
            }
        }
    }
}
