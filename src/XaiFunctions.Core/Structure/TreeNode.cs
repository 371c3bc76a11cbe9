namespace XaiFunctions.Core.Structure;

/// <summary>What a node of a tree asks of a cell; the modes of ONNX's tree ensembles.</summary>
public enum SplitMode
{
    /// <summary>Nothing: the node is a leaf.</summary>
    Leaf,

    /// <summary>cell &lt;= threshold.</summary>
    LessOrEqual,

    /// <summary>cell &lt; threshold.</summary>
    Less,

    /// <summary>cell &gt;= threshold.</summary>
    GreaterOrEqual,

    /// <summary>cell &gt; threshold.</summary>
    Greater,

    /// <summary>cell = threshold.</summary>
    Equal,

    /// <summary>cell != threshold; true for a missing cell.</summary>
    NotEqual,

    /// <summary>The cell is one of <see cref="TreeNode.Members"/>.</summary>
    Member,
}

/// <summary>How the trees' weights make a margin.</summary>
public enum TreeAggregate
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their sum over the number of trees.</summary>
    Average,

    /// <summary>The least of them.</summary>
    Minimum,

    /// <summary>The largest of them.</summary>
    Maximum,
}

/// <summary>What a leaf gives to a margin.</summary>
/// <param name="Margin">The margin.</param>
/// <param name="Weight">What it gets.</param>
public readonly record struct LeafWeight(int Margin, double Weight);

/// <summary>A node of a tree: a test of one cell, or a leaf.</summary>
/// <param name="Mode">What is asked.</param>
/// <param name="Column">The column of the cell.</param>
/// <param name="Threshold">What it is compared with.</param>
/// <param name="TrueChild">The node to go to if the test holds, counted within the tree.</param>
/// <param name="FalseChild">The node to go to if it does not.</param>
/// <param name="MissingIsTrue">Whether a missing cell passes the test whatever the mode says.</param>
public sealed record TreeNode(SplitMode Mode, int Column, double Threshold, int TrueChild, int FalseChild, bool MissingIsTrue = false)
{
    /// <summary>The values of <see cref="SplitMode.Member"/>.</summary>
    public IReadOnlyList<double> Members { get; init; } = [];

    /// <summary>What a leaf gives.</summary>
    public IReadOnlyList<LeafWeight> Weights { get; init; } = [];

    /// <summary>A leaf.</summary>
    public static TreeNode Leaf(params LeafWeight[] weights) => new(SplitMode.Leaf, 0, 0, -1, -1) { Weights = weights };

    /// <summary>Whether the test holds for a cell as the model reads it.</summary>
    public bool Test(double cell) => (MissingIsTrue && double.IsNaN(cell)) || Mode switch
    {
        SplitMode.LessOrEqual => cell <= Threshold,
        SplitMode.Less => cell < Threshold,
        SplitMode.GreaterOrEqual => cell >= Threshold,
        SplitMode.Greater => cell > Threshold,
        SplitMode.Equal => cell == Threshold,
        SplitMode.NotEqual => cell != Threshold,
        SplitMode.Member => Members.Contains(cell),
        _ => throw new InvalidOperationException("A leaf tests nothing."),
    };
}
