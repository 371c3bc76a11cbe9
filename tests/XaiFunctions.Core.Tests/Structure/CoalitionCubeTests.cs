using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;
using XaiFunctions.Tests;

namespace XaiFunctions.Core.Tests.Structure;

public sealed class CoalitionCubeTests
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
    };

    [Theory]
    [MemberData(nameof(Structures))]
    public void Explain_AllCoalitionsFromTheStructure_AgreeWithThoseFromTheModel(string name, Link link)
    {
        const int columns = 9, rows = 3;
        ModelStructure structure = Structure(name, columns);
        Players players = new(["a", "b", "c", "d", "e", "f"], [[0], [8, 1], [2], [3, 4], [5], [6, 7]]);
        double missing = structure is LinearStructure ? 0 : 0.1;
        var background = new Background(RandomStructures.Cells(11 * columns, 4, missing), columns, [.. Enumerable.Range(1, 11).Select(i => (double)i)]);
        double[] cells = RandomStructures.Cells(rows * columns, 5, missing);

        Attributions actual = KernelShap.Explain(new(new StructuredModel(structure, structure), background, players, link), cells, new(), default);
        Attributions expected = KernelShap.Explain(new(new StructuredModel(structure, null), background, players, link), cells, new(), default);

        Assert.Equal(KernelShap.ExactMethod, actual.Method);
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
        foreach (string name in (string[])["logistic", "steep logistic", "softmax", "boosted"])
        {
            ModelStructure structure = Structure(name, 8);
            var game = new ExplanationGame(
                new StructuredModel(structure, structure), new(RandomStructures.Cells(20 * 8, 1, 0), 8), TestGames.Single(8), Link.Logit);
            var cube = new CoalitionCube(game);
            double[] row = RandomStructures.Cells(8, 2, 0), values = new double[254 * structure.Explained.Count];
            cube.Evaluate(row, 0, 0, values, [], default);

            Assert.Equal(0, Allocations.Of(() => cube.Evaluate(row, 0, 0, values, [], default)));
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
        "boosted classes" => RandomStructures.Trees(columns, 12, 4, 3, 6, OutputTransform.Softmax, explained: [2, 0]),
        _ => Forest(columns),
    };

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
