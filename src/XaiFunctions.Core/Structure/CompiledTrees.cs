namespace XaiFunctions.Core.Structure;

/// <summary>
/// Trees laid out for speed, with players in place of columns. All nodes of all trees are numbered in one sequence in which parents come before their children.
/// Every comparison is brought into the form cell &lt;= threshold, which is exact: x &lt; t is x &lt;= the number before t, and the others exchange the children.
/// </summary>
/// <remarks>
/// The players that a path from a root tests get slots 0, 1, ... in the order in which it meets them. A row's pattern at a node has bit j set if
/// the row passes all tests of the slot's player on the path to the node.
/// </remarks>
internal sealed class CompiledTrees
{
    private const int MaxSlots = 63;

    private readonly List<Node> nodes = [];
    private readonly List<Leaf> leaves = [];
    private readonly TreeEnsembleStructure structure;
    private readonly int[] owner;
    private readonly Node[] frozen;
    private readonly bool ofMargins;

    /// <param name="structure">The ensemble.</param>
    /// <param name="trees">Which of its trees.</param>
    /// <param name="owner">The player of each column.</param>
    /// <param name="ofMargins">Whether leaves say what they give to each margin, not to each output of the model.</param>
    public CompiledTrees(TreeEnsembleStructure structure, IEnumerable<int> trees, int[] owner, bool ofMargins = false)
    {
        this.structure = structure;
        this.owner = owner;
        this.ofMargins = ofMargins;
        Roots = [.. trees.Select(tree => Add(structure.Tree(tree), 0, []))];
        frozen = [.. nodes];
        Leaves = [.. leaves];
    }

    /// <summary>The number of nodes.</summary>
    public int NodeCount => frozen.Length;

    /// <summary>The leaves in the order of their numbers.</summary>
    public Leaf[] Leaves { get; }

    /// <summary>The roots of the trees.</summary>
    public int[] Roots { get; }

    /// <summary>A node. A leaf has no children and <see cref="LeafIndex"/> &gt;= 0.</summary>
    public readonly record struct Node(
        double Threshold, int Column, int TrueChild, int FalseChild, ulong Slot, ulong NewSlot, int Player, int LeafIndex, bool MissingIsTrue, TreeNode? Special)
    {
        /// <summary>Whether the test holds.</summary>
        public bool Test(double cell) =>
            Special is null ? cell <= Threshold || (MissingIsTrue && double.IsNaN(cell)) : Special.Test(cell);
    }

    /// <summary>A leaf.</summary>
    /// <param name="Node">Its node.</param>
    /// <param name="Slots">The player of each slot.</param>
    /// <param name="Weights">What it gives to each output of the model, or to each margin; the scale of the aggregate is in it.</param>
    public sealed record Leaf(int Node, int[] Slots, LeafWeight[] Weights)
    {
        /// <summary>The pattern of a row that reaches the leaf.</summary>
        public ulong Full => (1UL << Slots.Length) - 1;
    }

    /// <summary>Whether a tree's paths are short enough for patterns.</summary>
    public static bool Fits(TreeEnsembleStructure structure, int tree) => Depth(structure.Tree(tree)) <= MaxSlots;

    /// <summary>A node by number.</summary>
    public ref readonly Node this[int node] => ref frozen[node];

    /// <summary>A row's cells as the model reads them.</summary>
    public void Read(ReadOnlySpan<double> row, Span<double> cells)
    {
        for (int column = 0; column < row.Length; column++)
            cells[column] = structure.ReadCell(row[column]);
    }

    /// <summary>A row's pattern at every node.</summary>
    /// <param name="cells">The row's cells as the model reads them.</param>
    /// <param name="patterns">One a node; overwritten.</param>
    public void Patterns(ReadOnlySpan<double> cells, Span<ulong> patterns)
    {
        foreach (int root in Roots)
            patterns[root] = 0;
        for (int i = 0; i < frozen.Length; i++)
        {
            ref readonly Node node = ref frozen[i];
            if (node.LeafIndex >= 0)
                continue;

            ulong pass = patterns[i] | node.NewSlot, fail = patterns[i] & ~node.Slot;
            bool test = node.Test(cells[node.Column]);
            patterns[node.TrueChild] = test ? pass : fail;
            patterns[node.FalseChild] = test ? fail : pass;
        }
    }

    /// <summary>The most tests on a path from the root of a tree.</summary>
    public static int Depth(ReadOnlySpan<TreeNode> tree)
    {
        int deepest = 0;
        var open = new Stack<(int Node, int Depth)>([(0, 0)]);
        while (open.TryPop(out (int Node, int Depth) at))
        {
            deepest = Math.Max(deepest, at.Depth);
            if (tree[at.Node].Mode == SplitMode.Leaf)
                continue;
            open.Push((tree[at.Node].TrueChild, at.Depth + 1));
            open.Push((tree[at.Node].FalseChild, at.Depth + 1));
        }

        return deepest;
    }

    private int Add(ReadOnlySpan<TreeNode> tree, int at, List<int> slots)
    {
        TreeNode source = tree[at];
        int index = nodes.Count;
        if (source.Mode == SplitMode.Leaf)
        {
            nodes.Add(new(0, 0, -1, -1, 0, 0, -1, leaves.Count, false, null));
            leaves.Add(new(index, [.. slots], WeightsOf(source)));
            return index;
        }

        int player = owner[source.Column], slot = slots.IndexOf(player);
        bool isNew = slot < 0;
        if (isNew)
        {
            slot = slots.Count;
            slots.Add(player);
        }

        // Paths beyond 63 players are only walked; what their slots are does not matter.
        ulong bit = 1UL << Math.Min(slot, MaxSlots);
        nodes.Add(default);
        int whenTrue = Add(tree, source.TrueChild, slots), whenFalse = Add(tree, source.FalseChild, slots);
        nodes[index] = Normalize(source, whenTrue, whenFalse, bit, isNew ? bit : 0, player);
        if (isNew)
            slots.RemoveAt(slots.Count - 1);
        return index;
    }

    private static Node Normalize(TreeNode source, int whenTrue, int whenFalse, ulong slot, ulong newSlot, int player)
    {
        bool strict = source.Mode is SplitMode.Less or SplitMode.GreaterOrEqual;
        bool exchange = source.Mode is SplitMode.Greater or SplitMode.GreaterOrEqual;
        double threshold = strict ? Math.BitDecrement(source.Threshold) : source.Threshold;
        bool special = source.Mode is SplitMode.Equal or SplitMode.NotEqual or SplitMode.Member;
        return exchange
            ? new(threshold, source.Column, whenFalse, whenTrue, slot, newSlot, player, -1, !source.MissingIsTrue, null)
            : new(threshold, source.Column, whenTrue, whenFalse, slot, newSlot, player, -1, source.MissingIsTrue, special ? source : null);
    }

    private LeafWeight[] WeightsOf(TreeNode leaf)
    {
        var weights = new List<LeafWeight>();
        for (int output = 0; output < (ofMargins ? structure.MarginCount : structure.Explained.Count); output++)
        {
            int margin = ofMargins ? output : structure.Explained[output];
            double sum = leaf.Weights.Where(weight => weight.Margin == margin).Sum(weight => weight.Weight);
            if (sum != 0)
                weights.Add(new(output, sum * structure.Scale));
        }

        return [.. weights];
    }
}
