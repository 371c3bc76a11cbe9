using XaiFunctions.Core.Surrogates;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Core.Tests.Surrogates;

public sealed class SurrogateTreeTests
{
    private static readonly Feature[] Features = [new("amount", FeatureType.Number), new("kind", FeatureType.Category)];

    [Fact]
    public void Fit_OutputsOfATree_FindsItsQuestionsAndValues()
    {
        double[] rows = [.. Enumerable.Range(0, 200).SelectMany(row => new[] { row, (double)(row % 4) })];
        double[] outputs = [.. Enumerable.Range(0, 200).Select(row => row <= 99 ? 1.0 : row % 4 == 2 ? 9 : 5)];

        SurrogateTree tree = SurrogateTree.Fit(Features, rows, outputs);

        Assert.Equal([1, 9, 5], tree.Leaves.Select(leaf => leaf.Value));
        Assert.Equal([100, 25, 75], tree.Leaves.Select(leaf => leaf.Rows));
        Assert.Equal([new(0, false, 99.5, true)], tree.Leaves[0].Steps);
        Assert.Equal([new(0, false, 99.5, false), new(1, true, 2, true)], tree.Leaves[1].Steps);
        Assert.Equal((0, 1, 2), (tree.LeafOf([3, 2]), tree.LeafOf([150, 2]), tree.LeafOf([150, 0])));
    }

    [Fact]
    public void Fit_FewRowsOrConstantOutputs_IsOneLeaf()
    {
        double[] rows = [.. Enumerable.Range(0, 39).SelectMany(row => new[] { row, 0.0 })];

        Assert.Single(SurrogateTree.Fit(Features, rows, [.. Enumerable.Range(0, 39).Select(row => (double)row)]).Leaves);
        Assert.Single(SurrogateTree.Fit(Features, rows, [.. Enumerable.Repeat(0.1, 39)], new SurrogateOptions { LeastLeaf = 1 }).Leaves);
        Assert.Throws<ArgumentException>(() => SurrogateTree.Fit(Features, rows, [1]));
        Assert.Throws<ArgumentException>(() => SurrogateTree.Fit(Features, rows, new double[39], new SurrogateOptions { Depth = 0 }));
    }

    [Fact]
    public void Fit_MissingValues_AnswerNo()
    {
        double[] rows = [.. Enumerable.Range(0, 80).SelectMany(row => new[] { row < 40 ? 1 : row < 60 ? 2 : double.NaN, 0.0 })];
        double[] outputs = [.. Enumerable.Range(0, 80).Select(row => row < 40 ? 0.0 : 1)];

        SurrogateTree tree = SurrogateTree.Fit(Features, rows, outputs);

        Assert.Equal([0.0, 1], tree.Leaves.Select(leaf => leaf.Value));
        Assert.Equal(1, tree.LeafOf([double.NaN, 7]));
    }

    [Fact]
    public void Fit_SmoothFunction_EachLeafIsTheMeanOfItsRowsAndErrorFallsWithDepth()
    {
        double[] rows = [.. Enumerable.Range(0, 300).SelectMany(row => new[] { row * 7 % 300 / 300.0, (double)(row % 3) })];
        double[] outputs = [.. Enumerable.Range(0, 300).Select(row => Math.Sin(6 * rows[2 * row]) + rows[(2 * row) + 1])];
        double last = double.PositiveInfinity;
        for (int depth = 1; depth <= 5; depth++)
        {
            SurrogateTree tree = SurrogateTree.Fit(Features, rows, outputs, new SurrogateOptions { Depth = depth, LeastLeaf = 5 });
            var own = Enumerable.Range(0, 300).GroupBy(row => tree.LeafOf(rows.AsSpan(2 * row, 2))).ToDictionary(group => group.Key, group => group.Select(row => outputs[row]).ToArray());
            for (int leaf = 0; leaf < tree.Leaves.Count; leaf++)
            {
                Assert.Equal(own[leaf].Length, tree.Leaves[leaf].Rows);
                Assert.Equal(own[leaf].Average(), tree.Leaves[leaf].Value, 1e-12);
                Assert.InRange(tree.Leaves[leaf].Rows, 5, 300);
            }

            double error = own.Sum(leaf => leaf.Value.Sum(output => Math.Pow(output - leaf.Value.Average(), 2)));
            Assert.True(error < last);
            last = error;
        }
    }
}
