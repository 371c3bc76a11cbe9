using XaiFunctions.Core.Structure;
using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Protos;
using XaiFunctions.Onnx.Trees;

namespace XaiFunctions.Onnx.Structures;

/// <summary>Reads the trees of an ONNX tree ensemble; <see cref="TreeTopology"/> has found them to be trees.</summary>
internal sealed class TreeReader
{
    private readonly NodeProto node;
    private readonly int[] columns;
    private readonly Func<long, double, LeafWeight[]> share;
    private readonly TreeTopology topology;

    /// <param name="node">The ensemble.</param>
    /// <param name="columns">The table's column of each column of its input.</param>
    /// <param name="share">What a leaf's weight for a class or target gives to margins.</param>
    public TreeReader(NodeProto node, int[] columns, Func<long, double, LeafWeight[]> share)
    {
        this.node = node;
        this.columns = columns;
        this.share = share;
        topology = TreeTopology.Read(node);
    }

    /// <summary>The nodes of each tree, or null if a node is of a kind that is not read here.</summary>
    public IReadOnlyList<TreeNode[]>? Read()
    {
        var source = node.OpType == "TreeEnsemble" ? SplitSource() : NumberedSource();
        return source is null ? null : [.. topology.Roots.Select(root => Tree(root, source))];
    }

    /// <summary>Renumbers what a root leads to, so that the root is 0.</summary>
    private TreeNode[] Tree(int root, Source source)
    {
        var nodes = new List<TreeNode?> { null };
        var open = new Stack<(int At, bool IsLeaf, int Place)>([(root, false, 0)]);
        while (open.TryPop(out var next))
        {
            if (next.IsLeaf || topology.Nodes[next.At] is not { } branches)
            {
                nodes[next.Place] = TreeNode.Leaf(source.Leaf(next.At));
                continue;
            }

            nodes[next.Place] = source.Test(next.At) with { TrueChild = nodes.Count, FalseChild = nodes.Count + 1 };
            open.Push((branches.True, branches.TrueIsLeaf, nodes.Count));
            open.Push((branches.False, branches.FalseIsLeaf, nodes.Count + 1));
            nodes.AddRange([null, null]);
        }

        return [.. nodes.Select(made => made!)];
    }

    private Source? NumberedSource()
    {
        var modes = node.Texts("nodes_modes").Select(Mode).ToList();
        double[] thresholds = Values("nodes_values");
        var features = node.Integers("nodes_featureids");
        var missing = node.Integers("nodes_missing_value_tracks_true");
        if (modes.Contains(null) || thresholds.Length != modes.Count || !FeaturesExist(features, at => modes[at] != SplitMode.Leaf))
            return null;

        var weights = LeafWeights();
        return new(
            at => new TreeNode(modes[at] ?? SplitMode.Leaf, columns[(int)features[at]], thresholds[at], -1, -1, at < missing.Count && missing[at] != 0),
            at => weights.GetValueOrDefault(at) is { } leaf ? [.. leaf] : []);
    }

    /// <summary>What each leaf gives, by the leaf's place; several entries of one leaf and class add up as they do in the runtime.</summary>
    private Dictionary<int, List<LeafWeight>> LeafWeights()
    {
        string prefix = node.OpType == "TreeEnsembleClassifier" ? "class" : "target";
        var trees = node.Integers("nodes_treeids");
        var numbers = node.Integers("nodes_nodeids");
        var places = new Dictionary<(long, long), int>(trees.Count);
        for (int at = 0; at < trees.Count; at++)
            places[(trees[at], numbers[at])] = at;

        var weights = new Dictionary<int, List<LeafWeight>>();
        double[] values = Values($"{prefix}_weights");
        var treeOf = node.Integers($"{prefix}_treeids");
        var nodeOf = node.Integers($"{prefix}_nodeids");
        var target = node.Integers($"{prefix}_ids");
        for (int at = 0; at < Math.Min(values.Length, target.Count); at++)
        {
            int place = places[(treeOf[at], nodeOf[at])];
            if (!weights.TryGetValue(place, out var leaf))
                weights.Add(place, leaf = []);
            leaf.AddRange(share(target[at], values[at]));
        }

        return weights;
    }

    private Source? SplitSource()
    {
        byte[]? modes = node.Find("nodes_modes")?.T is { } tensor ? Bytes(tensor) : null;
        double[]? splits = node.Find("nodes_splits")?.T?.Numbers();
        double[]? weights = node.Find("leaf_weights")?.T?.Numbers();
        var features = node.Integers("nodes_featureids");
        var targets = node.Integers("leaf_targetids");
        var missing = node.Integers("nodes_missing_value_tracks_true");
        if (modes?.Length != features.Count || splits?.Length != features.Count || weights?.Length != targets.Count || !FeaturesExist(features, _ => true))
            return null;

        // ONNX Runtime unrolls membership tests into tests of equality and can lose the other trees' roots on the way (1.29), so what it answers then cannot be read here.
        const int member = 6;
        if (modes.Any(mode => mode >= member))
            return null;

        return new(
            at => new TreeNode((SplitMode)(modes[at] + 1), columns[(int)features[at]], splits[at], -1, -1, at < missing.Count && missing[at] != 0),
            at => share(targets[at], weights[at]));
    }

    private bool FeaturesExist(IReadOnlyList<long> features, Func<int, bool> isTest) =>
        Enumerable.Range(0, features.Count).All(at => !isTest(at) || features[at] < columns.Length);

    private double[] Values(string name) =>
        node.Find($"{name}_as_tensor")?.T?.Numbers() ?? [.. node.Numbers(name).Select(value => (double)value)];

    private static byte[] Bytes(TensorProto tensor) =>
        tensor.HasRawData ? tensor.RawData.ToByteArray() : [.. tensor.Int32Data.Select(value => (byte)value)];

    private static SplitMode? Mode(string name) => name switch
    {
        "LEAF" => SplitMode.Leaf,
        "BRANCH_LEQ" => SplitMode.LessOrEqual,
        "BRANCH_LT" => SplitMode.Less,
        "BRANCH_GTE" => SplitMode.GreaterOrEqual,
        "BRANCH_GT" => SplitMode.Greater,
        "BRANCH_EQ" => SplitMode.Equal,
        "BRANCH_NEQ" => SplitMode.NotEqual,
        _ => null,
    };

    /// <summary>Where nodes and leaves come from, whichever version of the operator it is.</summary>
    private sealed record Source(Func<int, TreeNode> Test, Func<int, LeafWeight[]> Leaf);
}
