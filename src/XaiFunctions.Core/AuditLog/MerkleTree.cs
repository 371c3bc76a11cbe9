using System.Security.Cryptography;

namespace XaiFunctions.Core.AuditLog;

/// <summary>
/// The Merkle tree of RFC 6962, section 2.1 (the same as RFC 9162's): leaf hash SHA-256(0x00 || record), node hash SHA-256(0x01 || left || right), a
/// tree of n leaves split at the largest power of two below n. Proofs are named here as the ranges of leaves whose hashes make them up, so that whoever stores
/// the hashes fetches only those.
/// </summary>
public static class MerkleTree
{
    /// <summary>The root of the tree without a leaf: SHA-256 of nothing.</summary>
    public static Digest EmptyRoot { get; } = Digest.Read(SHA256.HashData([]));

    /// <summary>The hash of a record.</summary>
    /// <param name="record">The record's bytes.</param>
    public static Digest LeafHash(ReadOnlySpan<byte> record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(record);
        return Digest.Read(hash.GetHashAndReset());
    }

    /// <summary>The hash of two subtrees' parent.</summary>
    public static Digest NodeHash(Digest left, Digest right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Digest.Length)];
        bytes[0] = 1;
        left.Write(bytes[1..]);
        right.Write(bytes[(1 + Digest.Length)..]);
        Span<byte> hash = stackalloc byte[Digest.Length];
        SHA256.HashData(bytes, hash);
        return Digest.Read(hash);
    }

    /// <summary>The ranges whose hashes, in this order, prove that a leaf is in a tree: PATH(m, D[n]) of RFC 6962, section 2.1.1.</summary>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="size">The leaves of the tree.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public static IReadOnlyList<MerkleRange> InclusionRanges(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<MerkleRange>();
        long begin = 0;
        for (long end = size; end - begin > 1;)
        {
            long middle = begin + SplitOf(end - begin);
            if (index < middle)
            {
                path.Add(new(middle, end));
                end = middle;
            }
            else
            {
                path.Add(new(begin, middle));
                begin = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The ranges whose hashes prove that a tree is the beginning of another: PROOF(m, D[n]) of RFC 6962, section 2.1.2.</summary>
    /// <param name="from">The leaves of the smaller tree, at least 1.</param>
    /// <param name="to">The leaves of the larger tree.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are not in this order.</exception>
    public static IReadOnlyList<MerkleRange> ConsistencyRanges(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        var proof = new List<MerkleRange>();
        long begin = 0, end = to;
        while (from < end)
        {
            long middle = begin + SplitOf(end - begin);
            if (from <= middle)
            {
                proof.Add(new(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(new(begin, middle));
                begin = middle;
            }
        }

        if (begin > 0)
            proof.Add(new(begin, end)); // otherwise the smaller tree is this subtree, whose root the verifier has
        proof.Reverse();
        return proof;
    }

    /// <summary>Whether a proof shows that a record is in the tree of a root (RFC 9162, section 2.1.3.2).</summary>
    /// <param name="leaf">The record's leaf hash.</param>
    /// <param name="index">The record's place, from 0.</param>
    /// <param name="size">The leaves of the tree.</param>
    /// <param name="proof">The hashes of <see cref="InclusionRanges"/>.</param>
    /// <param name="root">The tree's root.</param>
    public static bool Includes(Digest leaf, long index, long size, IReadOnlyList<Digest> proof, Digest root)
    {
        if (index < 0 || index >= size)
            return false;
        long node = index, last = size - 1;
        Digest hash = leaf;
        foreach (Digest sibling in proof)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = NodeHash(sibling, hash);
                SkipToRight(ref node, ref last);
            }
            else
            {
                hash = NodeHash(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash == root;
    }

    /// <summary>Whether a proof shows that a tree is the beginning of another (RFC 9162, section 2.1.4.2).</summary>
    /// <param name="from">The leaves of the smaller tree.</param>
    /// <param name="fromRoot">Its root.</param>
    /// <param name="to">The leaves of the larger tree.</param>
    /// <param name="toRoot">Its root.</param>
    /// <param name="proof">The hashes of <see cref="ConsistencyRanges"/>.</param>
    public static bool IsConsistent(long from, Digest fromRoot, long to, Digest toRoot, IReadOnlyList<Digest> proof)
    {
        if (from < 1 || from > to)
            return false;
        if (from == to)
            return proof.Count == 0 && fromRoot == toRoot;
        IReadOnlyList<Digest> path = long.IsPow2(from) ? [fromRoot, .. proof] : proof;
        if (path.Count == 0)
            return false;

        long node = from - 1, last = to - 1;
        for (; (node & 1) == 1; node >>= 1)
            last >>= 1;
        Digest first = path[0], second = path[0];
        foreach (Digest sibling in path.Skip(1))
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                first = NodeHash(sibling, first);
                second = NodeHash(sibling, second);
                SkipToRight(ref node, ref last);
            }
            else
            {
                second = NodeHash(second, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && first == fromRoot && second == toRoot;
    }

    /// <summary>The largest power of two below a number greater than 1.</summary>
    private static long SplitOf(long count) => 1L << (int)long.Log2(count - 1);

    /// <summary>Climbs, at the tree's right edge, past the levels at which the node has no sibling.</summary>
    private static void SkipToRight(ref long node, ref long last)
    {
        for (; (node & 1) == 0 && node != 0; node >>= 1)
            last >>= 1;
    }
}
