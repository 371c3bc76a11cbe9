namespace XaiFunctions.Core.AuditLog;

/// <summary>A node of the tree whose subtree is full: it covers the leaves from Index * 2^Level on, 2^Level of them.</summary>
/// <param name="Level">0 for a leaf.</param>
/// <param name="Index">Its place among the nodes of its level, from 0.</param>
public readonly record struct MerkleNode(int Level, long Index);

/// <summary>A range of leaves that is a subtree of some tree.</summary>
/// <param name="Begin">The first leaf.</param>
/// <param name="End">The leaf after the last.</param>
public readonly record struct MerkleRange(long Begin, long End)
{
    /// <summary>The full subtrees that make up the range, from left to right. They never change when the log grows.</summary>
    public IReadOnlyList<MerkleNode> Nodes
    {
        get
        {
            var nodes = new List<MerkleNode>();
            for (long begin = Begin; begin < End;)
            {
                int level = (int)long.Log2(End - begin);
                nodes.Add(new(level, begin >> level));
                begin += 1L << level;
            }

            return nodes;
        }
    }

    /// <summary>The hash of the range.</summary>
    /// <param name="nodes">The hashes of <see cref="Nodes"/>.</param>
    public static Digest Hash(IReadOnlyList<Digest> nodes)
    {
        if (nodes.Count == 0)
            return MerkleTree.EmptyRoot;
        Digest hash = nodes[^1];
        for (int i = nodes.Count - 2; i >= 0; i--)
            hash = MerkleTree.NodeHash(nodes[i], hash);
        return hash;
    }
}
