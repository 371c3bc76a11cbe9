namespace XaiFunctions.Core.Structure;

/// <summary>What the background means to the leaves of trees: how much of its weight has which pattern at each leaf. All that a leaf gives is a sum over these.</summary>
internal sealed class LeafPatterns
{
    private readonly ulong[][] patterns;
    private readonly double[][] weights;
    private readonly ulong[] reach;
    private readonly double[] reached;

    /// <param name="trees">The trees.</param>
    /// <param name="background">The background's cells as the model reads them: rows x columns.</param>
    /// <param name="rowWeights">The weight of each background row.</param>
    public LeafPatterns(CompiledTrees trees, double[] background, ReadOnlySpan<double> rowWeights)
    {
        int columns = background.Length / rowWeights.Length, leaves = trees.Leaves.Length;
        double[][] mass = [.. trees.Leaves.Select(leaf => new double[(int)leaf.Full + 1])];
        var at = new ulong[trees.NodeCount];
        for (int row = 0; row < rowWeights.Length; row++)
        {
            trees.Patterns(background.AsSpan(row * columns, columns), at);
            for (int leaf = 0; leaf < leaves; leaf++)
                mass[leaf][(int)at[trees.Leaves[leaf].Node]] += rowWeights[row];
        }

        patterns = new ulong[leaves][];
        weights = new double[leaves][];
        reach = new ulong[leaves];
        reached = [.. mass.Select(ofLeaf => ofLeaf[^1])];
        for (int leaf = 0; leaf < leaves; leaf++)
            Collect(leaf, mass[leaf]);
    }

    /// <summary>The patterns that background rows have at a leaf, in rising order.</summary>
    public ReadOnlySpan<ulong> Present(int leaf) => patterns[leaf];

    /// <summary>The weight of each of <see cref="Present"/>.</summary>
    public ReadOnlySpan<double> Weights(int leaf) => weights[leaf];

    /// <summary>The players that pass all their tests on the path to a leaf in some background row.</summary>
    public ulong Reach(int leaf) => reach[leaf];

    /// <summary>The weight of the background rows that reach a leaf.</summary>
    public double Reached(int leaf) => reached[leaf];

    private void Collect(int leaf, double[] mass)
    {
        int[] present = [.. Enumerable.Range(0, mass.Length).Where(pattern => mass[pattern] > 0)];
        patterns[leaf] = [.. present.Select(pattern => (ulong)pattern)];
        weights[leaf] = [.. present.Select(pattern => mass[pattern])];
        foreach (int pattern in present)
            reach[leaf] |= (uint)pattern;
    }
}
