using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Trees;

/// <summary>Where the two branches of a node lead.</summary>
/// <param name="True">The place of the node, or of the leaf, to go to if the test holds.</param>
/// <param name="TrueIsLeaf">Whether <paramref name="True"/> counts leaves.</param>
/// <param name="False">The place of the node, or of the leaf, to go to if it does not.</param>
/// <param name="FalseIsLeaf">Whether <paramref name="False"/> counts leaves.</param>
internal readonly record struct Branches(int True, bool TrueIsLeaf, int False, bool FalseIsLeaf);

/// <summary>
/// How the nodes of an ONNX tree ensemble hang together. A runtime follows the branches without looking back, so branches that lead in a
/// circle would never end and branches that lead nowhere would read foreign memory: an ensemble is accepted only if it is made of trees.
/// </summary>
internal sealed class TreeTopology
{
    private TreeTopology(Branches?[] nodes, int leafCount, IReadOnlyList<int> roots)
    {
        Nodes = nodes;
        LeafCount = leafCount;
        Roots = roots;
    }

    /// <summary>The branches of each node in the order of the attributes; null for a leaf among them (ai.onnx.ml before version 5).</summary>
    public IReadOnlyList<Branches?> Nodes { get; }

    /// <summary>The number of leaves listed apart from the nodes (ai.onnx.ml version 5).</summary>
    public int LeafCount { get; }

    /// <summary>The root of each tree.</summary>
    public IReadOnlyList<int> Roots { get; }

    /// <summary>Whether the operator is an ensemble of trees.</summary>
    public static bool IsEnsemble(NodeProto node) =>
        node.IsMl("TreeEnsembleClassifier") || node.IsMl("TreeEnsembleRegressor") || node.IsMl("TreeEnsemble");

    /// <exception cref="InvalidModelException">The attributes contradict each other, or are no trees.</exception>
    public static TreeTopology Read(NodeProto node)
    {
        var topology = node.OpType == "TreeEnsemble" ? ReadSplit(node) : ReadNumbered(node);
        topology.CheckTrees();
        return topology;
    }

    /// <summary>Nodes with numbers of their own in numbered trees, leaves among them.</summary>
    private static TreeTopology ReadNumbered(NodeProto node)
    {
        var trees = node.Integers("nodes_treeids");
        var numbers = node.Integers("nodes_nodeids");
        var whenTrue = node.Integers("nodes_truenodeids");
        var whenFalse = node.Integers("nodes_falsenodeids");
        var modes = node.Texts("nodes_modes");
        var columns = node.Integers("nodes_featureids");
        Require(new[] { numbers.Count, whenTrue.Count, whenFalse.Count, modes.Count, columns.Count }.All(count => count == trees.Count), "lists of different lengths");
        CheckColumns(columns);

        var places = new Dictionary<(long Tree, long Node), int>(trees.Count);
        for (int at = 0; at < trees.Count; at++)
            Require(places.TryAdd((trees[at], numbers[at]), at), "the same node twice");
        CheckWeights(node, places);

        var branches = new Branches?[trees.Count];
        var roots = Enumerable.Range(0, trees.Count).ToHashSet();
        for (int at = 0; at < branches.Length; at++)
        {
            if (modes[at] == "LEAF")
                continue;
            Require(places.TryGetValue((trees[at], whenTrue[at]), out int yes) && places.TryGetValue((trees[at], whenFalse[at]), out _), "a branch to a node that is not there");
            int no = places[(trees[at], whenFalse[at])];
            branches[at] = new Branches(yes, false, no, false);
            roots.Remove(yes);
            roots.Remove(no);
        }

        Require(roots.Count == trees.Distinct().Count() && roots.Select(root => trees[root]).Distinct().Count() == roots.Count, "a tree without a root, or with several");
        return new(branches, 0, [.. roots.Order()]);
    }

    /// <summary>Nodes and leaves in lists of their own, numbered by place.</summary>
    private static TreeTopology ReadSplit(NodeProto node)
    {
        var whenTrue = node.Integers("nodes_truenodeids");
        var whenFalse = node.Integers("nodes_falsenodeids");
        var trueLeaf = node.Integers("nodes_trueleafs");
        var falseLeaf = node.Integers("nodes_falseleafs");
        var columns = node.Integers("nodes_featureids");
        var targets = node.Integers("leaf_targetids");
        Require(new[] { whenFalse.Count, trueLeaf.Count, falseLeaf.Count, columns.Count }.All(count => count == whenTrue.Count), "lists of different lengths");
        CheckColumns(columns);
        long targetCount = node.Integer("n_targets", 1);
        Require(targets.All(target => target >= 0 && target < targetCount), "a leaf with a target that is not there");

        var branches = new Branches?[whenTrue.Count];
        for (int at = 0; at < branches.Length; at++)
        {
            branches[at] = new Branches(
                Place(whenTrue[at], trueLeaf[at], whenTrue.Count, targets.Count), trueLeaf[at] != 0,
                Place(whenFalse[at], falseLeaf[at], whenTrue.Count, targets.Count), falseLeaf[at] != 0);
        }

        var roots = node.Integers("tree_roots");
        Require(roots.All(root => root >= 0 && root < branches.Length), "a root that is not there");
        return new(branches, targets.Count, [.. roots.Select(root => (int)root)]);
    }

    private static int Place(long number, long isLeaf, int nodes, int leaves)
    {
        Require(number >= 0 && number < (isLeaf != 0 ? leaves : nodes), "a branch to a node that is not there");
        return (int)number;
    }

    /// <summary>Every node is reached once from the roots, so branches neither meet nor go round.</summary>
    private void CheckTrees()
    {
        var seen = new bool[Nodes.Count];
        var open = new Stack<int>(Roots);
        int reached = 0;
        while (open.TryPop(out int at))
        {
            Require(!seen[at], "branches that meet or go round");
            seen[at] = true;
            reached++;
            if (Nodes[at] is not { } branches)
                continue;
            if (!branches.TrueIsLeaf)
                open.Push(branches.True);
            if (!branches.FalseIsLeaf)
                open.Push(branches.False);
        }

        Require(reached == Nodes.Count, "nodes that no root leads to");
    }

    private static void CheckColumns(IReadOnlyList<long> columns) =>
        Require(columns.All(column => column is >= 0 and < int.MaxValue), "a feature number out of range");

    private static void CheckWeights(NodeProto node, Dictionary<(long Tree, long Node), int> places)
    {
        bool classifier = node.OpType == "TreeEnsembleClassifier";
        string prefix = classifier ? "class" : "target";
        var trees = node.Integers($"{prefix}_treeids");
        var nodes = node.Integers($"{prefix}_nodeids");
        var targets = node.Integers($"{prefix}_ids");
        Require(nodes.Count == trees.Count && targets.Count == trees.Count, "lists of weights of different lengths");
        long targetCount = classifier
            ? Math.Max(node.Integers("classlabels_int64s").Count, node.Texts("classlabels_strings").Count)
            : node.Integer("n_targets", 1);
        Require(targets.All(target => target >= 0 && target < targetCount), "a weight for a class or target that is not there");
        for (int at = 0; at < trees.Count; at++)
            Require(places.ContainsKey((trees[at], nodes[at])), "a weight for a node that is not there");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidModelException($"The model's tree ensemble is damaged: it has {otherwise}.");
    }
}
