using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Tests.Structure;

public sealed class TreeNodeTests
{
    [Theory]
    [InlineData(SplitMode.LessOrEqual, true, true, false, false)]
    [InlineData(SplitMode.Less, true, false, false, false)]
    [InlineData(SplitMode.GreaterOrEqual, false, true, true, false)]
    [InlineData(SplitMode.Greater, false, false, true, false)]
    [InlineData(SplitMode.Equal, false, true, false, false)]
    [InlineData(SplitMode.NotEqual, true, false, true, true)]
    [InlineData(SplitMode.Member, false, true, true, false)]
    public void Test_CellBelowAtAndAboveTheThreshold_FollowsTheModeInEveryForm(SplitMode mode, bool below, bool at, bool above, bool missing)
    {
        foreach (bool missingIsTrue in (bool[])[false, true])
        {
            TreeNode node = new(mode, 0, 2, 1, 2, missingIsTrue) { Members = [2, 3] };
            var trees = new TreeEnsembleStructure(
                1, [[node, TreeNode.Leaf(new LeafWeight(0, 1)), TreeNode.Leaf(new LeafWeight(0, 0))]], [0]);
            CompiledTrees compiled = new(trees, [0], [0]);
            foreach ((double cell, bool expected) in new[] { (1, below), (2, at), (3, above), (double.NaN, missing || missingIsTrue) })
            {
                var margin = new double[1];
                trees.Margins([cell], margin);
                var patterns = new ulong[compiled.NodeCount];
                compiled.Patterns([cell], patterns);
                double reached = compiled.Leaves.Where(leaf => patterns[leaf.Node] == leaf.Full).Sum(leaf => leaf.Weights.Sum(weight => weight.Weight));

                Assert.Equal(expected, node.Test(cell));
                Assert.Equal((expected ? 1.0 : 0, expected ? 1.0 : 0), (margin[0], reached));
            }
        }
    }

    [Theory]
    [InlineData(TreeAggregate.Sum, 14.0)]
    [InlineData(TreeAggregate.Average, 10 + (4.0 / 3))]
    [InlineData(TreeAggregate.Minimum, 9.0)]
    [InlineData(TreeAggregate.Maximum, 13.0)]
    public void Margins_Aggregate_IsThatOfTheLeavesPlusTheBase(TreeAggregate aggregate, double expected)
    {
        var trees = new TreeEnsembleStructure(
            1, [.. new[] { 2.0, -1, 3 }.Select(weight => (IReadOnlyList<TreeNode>)[TreeNode.Leaf(new LeafWeight(0, weight))])], [10, 7], aggregate);
        var margins = new double[2];

        trees.Margins([0], margins);

        Assert.Equal(expected, margins[0], 1e-12);
        Assert.Equal(7, margins[1]);
    }

    [Fact]
    public void Margins_SinglePrecision_RoundsCellsBeforeComparing()
    {
        // 0.1 is above the threshold as a double and equal to it as a float.
        IReadOnlyList<TreeNode>[] tree = [[new(SplitMode.LessOrEqual, 0, 0.1f, 1, 2), TreeNode.Leaf(new LeafWeight(0, 1)), TreeNode.Leaf()]];
        var margin = new double[1];

        new TreeEnsembleStructure(1, tree, [0], singlePrecision: true).Margins([0.1000000016], margin);
        Assert.Equal(1, margin[0]);
        new TreeEnsembleStructure(1, tree, [0]).Margins([0.1000000016], margin);
        Assert.Equal(0, margin[0]);
    }

    [Fact]
    public void Constructor_NodesThatAreNoTree_AreRefused()
    {
        void Refused(params TreeNode[] nodes) => Assert.Throws<ArgumentException>(() => new TreeEnsembleStructure(2, [nodes], [0]));
        TreeNode leaf = TreeNode.Leaf(new LeafWeight(0, 1));

        Refused();
        Refused(new TreeNode(SplitMode.Less, 0, 0, 0, 1), leaf);
        Refused(new TreeNode(SplitMode.Less, 0, 0, 1, 1), leaf);
        Refused(new TreeNode(SplitMode.Less, 0, 0, 1, 3), leaf, leaf);
        Refused(new TreeNode(SplitMode.Less, 2, 0, 1, 2), leaf, leaf);
        Refused(TreeNode.Leaf(new LeafWeight(1, 1)));
        Refused(TreeNode.Leaf(new LeafWeight(0, double.NaN)));
        Assert.Throws<ArgumentException>(() => new LinearStructure(2, [1, 2, 3], [0]));
        Assert.Throws<ArgumentException>(() => new LinearStructure(2, [1, 2], [0], explained: [1]));
    }
}
