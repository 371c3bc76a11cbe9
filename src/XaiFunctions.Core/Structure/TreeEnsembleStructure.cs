namespace XaiFunctions.Core.Structure;

/// <summary>Margins that are made of the leaves that a row reaches in a number of trees, plus a base value.</summary>
public sealed class TreeEnsembleStructure : ModelStructure
{
    private readonly TreeNode[][] trees;
    private readonly double[] baseValues;

    /// <param name="columnCount">The number of cells in a row.</param>
    /// <param name="trees">The nodes of each tree; node 0 is the root, and every other node is the child of exactly one.</param>
    /// <param name="baseValues">One a margin, added to what the trees make.</param>
    /// <param name="aggregate">How the trees' weights make a margin.</param>
    /// <param name="transform">How outputs are made of margins.</param>
    /// <param name="explained">The margin of each output of the model; default: every margin is an output.</param>
    /// <param name="singlePrecision">Whether the model reads cells in single precision.</param>
    /// <exception cref="ArgumentException">A list of nodes is not a tree, or a column or margin does not exist, or a weight is not finite.</exception>
    public TreeEnsembleStructure(
        int columnCount,
        IReadOnlyList<IReadOnlyList<TreeNode>> trees,
        IReadOnlyList<double> baseValues,
        TreeAggregate aggregate = TreeAggregate.Sum,
        OutputTransform transform = OutputTransform.None,
        IReadOnlyList<int>? explained = null,
        bool singlePrecision = false)
        : base(columnCount, baseValues?.Count ?? 0, transform, explained, singlePrecision)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(baseValues);
        this.trees = [.. trees.Select(tree => tree.ToArray())];
        this.baseValues = [.. baseValues];
        Aggregate = aggregate;
        for (int tree = 0; tree < this.trees.Length; tree++)
            Check(tree);
    }

    /// <summary>How the trees' weights make a margin.</summary>
    public TreeAggregate Aggregate { get; }

    /// <summary>The number of trees.</summary>
    public int TreeCount => trees.Length;

    /// <summary>One a margin.</summary>
    public ReadOnlySpan<double> BaseValues => baseValues;

    /// <summary>What a leaf's weight counts for in a margin that is a sum over the trees.</summary>
    public double Scale => Aggregate == TreeAggregate.Average ? 1.0 / Math.Max(1, TreeCount) : 1;

    /// <summary>Whether margins are sums over the trees, so that the Shapley values of the trees add up.</summary>
    public bool IsAdditive => Aggregate is TreeAggregate.Sum or TreeAggregate.Average;

    /// <summary>The nodes of a tree; node 0 is the root.</summary>
    public ReadOnlySpan<TreeNode> Tree(int tree) => trees[tree];

    /// <inheritdoc/>
    public override void Margins(ReadOnlySpan<double> row, Span<double> margins)
    {
        margins.Fill(Aggregate switch
        {
            TreeAggregate.Minimum => double.PositiveInfinity,
            TreeAggregate.Maximum => double.NegativeInfinity,
            _ => 0,
        });
        foreach (TreeNode[] tree in trees)
        {
            TreeNode node = tree[0];
            while (node.Mode != SplitMode.Leaf)
                node = tree[node.Test(Read(row[node.Column])) ? node.TrueChild : node.FalseChild];
            foreach (LeafWeight leaf in node.Weights)
            {
                margins[leaf.Margin] = Aggregate switch
                {
                    TreeAggregate.Minimum => Math.Min(margins[leaf.Margin], leaf.Weight),
                    TreeAggregate.Maximum => Math.Max(margins[leaf.Margin], leaf.Weight),
                    _ => margins[leaf.Margin] + leaf.Weight,
                };
            }
        }

        for (int margin = 0; margin < margins.Length; margin++)
        {
            // A margin that no tree gave anything to is its base value alone.
            double made = double.IsInfinity(margins[margin]) ? 0 : margins[margin] * Scale;
            margins[margin] = baseValues[margin] + made;
        }
    }

    /// <summary>A cell as the model reads it.</summary>
    internal double ReadCell(double cell) => Read(cell);

    private void Check(int index)
    {
        TreeNode[] tree = trees[index];
        if (tree.Length == 0)
            throw new ArgumentException($"Tree {index} has no nodes.");

        var seen = new bool[tree.Length];
        seen[0] = true;
        var open = new Stack<int>([0]);
        while (open.TryPop(out int at))
        {
            TreeNode node = tree[at];
            if (node.Mode == SplitMode.Leaf)
            {
                if (node.Weights.Any(leaf => leaf.Margin < 0 || leaf.Margin >= MarginCount || !double.IsFinite(leaf.Weight)))
                    throw new ArgumentException($"Leaf {at} of tree {index} has a margin that does not exist or a weight that is not finite.");
                continue;
            }

            if (node.Column < 0 || node.Column >= ColumnCount)
                throw new ArgumentException($"Node {at} of tree {index} tests column {node.Column} of {ColumnCount}.");
            foreach (int child in (int[])[node.TrueChild, node.FalseChild])
            {
                if (child <= 0 || child >= tree.Length || seen[child])
                    throw new ArgumentException($"Node {at} of tree {index} has a child that does not exist or is another's child as well.");
                seen[child] = true;
                open.Push(child);
            }
        }
    }
}
