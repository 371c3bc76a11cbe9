namespace XaiFunctions.Core.AuditLog;

/// <summary>What it takes to append to a tree: its size, and the hashes of the full subtrees that it is made of, at most one for each bit of the size.</summary>
public sealed class MerkleFrontier
{
    private readonly List<Digest> hashes;

    /// <summary>An empty tree.</summary>
    public MerkleFrontier()
        : this(0, [])
    {
    }

    /// <summary>A tree that was stored.</summary>
    /// <param name="size">Its leaves.</param>
    /// <param name="hashes">Its <see cref="Hashes"/>.</param>
    /// <exception cref="ArgumentException">There are not as many hashes as the size has bits set.</exception>
    public MerkleFrontier(long size, IReadOnlyList<Digest> hashes)
    {
        if (hashes.Count != (int)long.PopCount(size))
            throw new ArgumentException($"A tree of {size} leaves is made of {long.PopCount(size)} full subtrees, not {hashes.Count}.", nameof(hashes));
        Size = size;
        this.hashes = [.. hashes];
    }

    /// <summary>The leaves of the tree.</summary>
    public long Size { get; private set; }

    /// <summary>The hashes of the full subtrees, from left to right: those of the nodes of the range [0, <see cref="Size"/>).</summary>
    public IReadOnlyList<Digest> Hashes => hashes;

    /// <summary>The tree's root: MTH(D[n]) of RFC 6962, section 2.1.</summary>
    public Digest Root => MerkleRange.Hash(hashes);

    /// <summary>Appends a leaf.</summary>
    /// <param name="leaf">Its hash.</param>
    /// <returns>The nodes that are complete now, the leaf first.</returns>
    public IReadOnlyList<(MerkleNode Node, Digest Hash)> Append(Digest leaf)
    {
        var completed = new List<(MerkleNode, Digest)> { (new(0, Size), leaf) };
        Digest hash = leaf;
        int level = 0;
        for (long size = Size; (size & 1) == 1; size >>= 1)
        {
            hash = MerkleTree.NodeHash(hashes[^1], hash);
            hashes.RemoveAt(hashes.Count - 1);
            level++;
            completed.Add((new(level, Size >> level), hash));
        }

        hashes.Add(hash);
        Size++;
        return completed;
    }
}
