using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>What the background means to the leaves of trees: how much of its weight has which pattern at each leaf. All that a leaf gives is a sum over these.</summary>
internal sealed class LeafPatterns
{
    private readonly ulong[][] patterns;
    private readonly double[][] weights;
    private readonly Vector512<double>[][] groupWeights;
    private readonly ulong[] reach;
    private readonly double[] reached;

    /// <param name="trees">The trees.</param>
    /// <param name="background">The background, its cells as the model reads them.</param>
    public LeafPatterns(CompiledTrees trees, Background background)
    {
        Background = background;
        int leaves = trees.Leaves.Length, groups = background.GroupWeights.Length;
        double[][] mass = [.. trees.Leaves.Select(leaf => new double[((int)leaf.Full + 1) * groups])];
        var at = new ulong[trees.NodeCount];
        for (int row = 0; row < background.RowCount; row++)
        {
            trees.Patterns(background.Row(row), at);
            for (int leaf = 0; leaf < leaves; leaf++)
                mass[leaf][((int)at[trees.Leaves[leaf].Node] * groups) + (row % groups)] += background.Weights[row];
        }

        patterns = new ulong[leaves][];
        weights = new double[leaves][];
        groupWeights = new Vector512<double>[leaves][];
        reach = new ulong[leaves];
        reached = [.. mass.Select(ofLeaf => ofLeaf.AsSpan(ofLeaf.Length - groups).ToArray().Sum())];
        for (int leaf = 0; leaf < leaves; leaf++)
            Collect(leaf, mass[leaf], groups);
    }

    /// <summary>The background.</summary>
    public Background Background { get; }

    /// <summary>The patterns that background rows have at a leaf, in rising order.</summary>
    public ReadOnlySpan<ulong> Present(int leaf) => patterns[leaf];

    /// <summary>The weight of each of <see cref="Present"/>.</summary>
    public ReadOnlySpan<double> Weights(int leaf) => weights[leaf];

    /// <summary>How much of <see cref="Weights"/> is of each group of background rows, of which there are at most <see cref="Background.MaxGroups"/>.</summary>
    public ReadOnlySpan<Vector512<double>> GroupWeights(int leaf) => groupWeights[leaf];

    /// <summary>The players that pass all their tests on the path to a leaf in some background row.</summary>
    public ulong Reach(int leaf) => reach[leaf];

    /// <summary>The weight of the background rows that reach a leaf.</summary>
    public double Reached(int leaf) => reached[leaf];

    /// <summary>Numbers of groups, 0 for groups that are not there.</summary>
    public static Vector512<double> Padded(ReadOnlySpan<double> groups)
    {
        Span<double> padded = stackalloc double[Background.MaxGroups];
        padded.Clear();
        groups.CopyTo(padded);
        return Vector512.Create(padded);
    }

    private void Collect(int leaf, double[] mass, int groups)
    {
        double[] sums = [.. mass.Chunk(groups).Select(ofPattern => ofPattern.Sum())];
        int[] present = [.. Enumerable.Range(0, sums.Length).Where(pattern => sums[pattern] > 0)];
        patterns[leaf] = [.. present.Select(pattern => (ulong)pattern)];
        weights[leaf] = [.. present.Select(pattern => sums[pattern])];
        groupWeights[leaf] = [.. present.Select(pattern => Padded(mass.AsSpan(pattern * groups, groups)))];
        foreach (int pattern in present)
            reach[leaf] |= (uint)pattern;
    }
}
