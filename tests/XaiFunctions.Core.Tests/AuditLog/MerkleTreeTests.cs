using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.Core.Tests.AuditLog;

/// <summary>RFC 6962: the records, roots and proofs that the tests of certificate-transparency (C++ and Go) use.</summary>
public sealed class MerkleTreeTests
{
    private static readonly byte[][] Records =
    [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
        [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void Root_EverySize_IsThatOfCertificateTransparency()
    {
        var tree = new MerkleFrontier();
        Assert.Equal(Roots[0], tree.Root.ToString());
        for (int i = 0; i < Records.Length; i++)
        {
            tree.Append(MerkleTree.LeafHash(Records[i]));
            Assert.Equal(Roots[i + 1], tree.Root.ToString());
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(5, 8, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(1, 5, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public void InclusionProof_KnownLeaf_IsThatOfCertificateTransparency(int index, int size, params string[] expected) =>
        Assert.Equal(expected, Hashes(MerkleTree.InclusionRanges(index, size)).Select(hash => hash.ToString()));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(6, 8, "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 5, "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public void ConsistencyProof_KnownSizes_IsThatOfCertificateTransparency(int from, int to, params string[] expected) =>
        Assert.Equal(expected, Hashes(MerkleTree.ConsistencyRanges(from, to)).Select(hash => hash.ToString()));

    [Fact]
    public void Includes_AnyLeafOfAnyTree_HoldsForThatPlaceAlone()
    {
        for (int size = 1; size <= Records.Length; size++)
        {
            Digest root = Digest.Parse(Roots[size]);
            for (int index = 0; index < size; index++)
            {
                Digest leaf = MerkleTree.LeafHash(Records[index]);
                Digest[] proof = [.. Hashes(MerkleTree.InclusionRanges(index, size))];
                Assert.True(MerkleTree.Includes(leaf, index, size, proof, root), $"leaf {index} of {size}");
                for (int other = 0; other < size; other++)
                    Assert.Equal(other == index, MerkleTree.Includes(leaf, other, size, proof, root));
                Assert.False(MerkleTree.Includes(MerkleTree.LeafHash([0xff]), index, size, proof, root));
                Assert.False(MerkleTree.Includes(leaf, index, size, [.. proof, leaf], root));
                Assert.False(proof.Length > 0 && MerkleTree.Includes(leaf, index, size, proof[1..], root));
                Assert.False(MerkleTree.Includes(leaf, index, size, proof, Digest.Parse(Roots[(size + 1) % Roots.Length])));
            }
        }
    }

    [Fact]
    public void IsConsistent_AnyTwoSizes_HoldsForTheseRootsAlone()
    {
        for (int to = 1; to <= Records.Length; to++)
        {
            for (int from = 1; from <= to; from++)
            {
                Digest[] proof = [.. Hashes(MerkleTree.ConsistencyRanges(from, to))];
                Digest fromRoot = Digest.Parse(Roots[from]), toRoot = Digest.Parse(Roots[to]);
                Assert.True(MerkleTree.IsConsistent(from, fromRoot, to, toRoot, proof), $"{from} to {to}");
                Assert.False(MerkleTree.IsConsistent(from, MerkleTree.EmptyRoot, to, toRoot, proof));
                Assert.False(MerkleTree.IsConsistent(from, fromRoot, to, MerkleTree.EmptyRoot, proof));
                Assert.False(MerkleTree.IsConsistent(from, fromRoot, to, toRoot, [.. proof, fromRoot]));
            }
        }
    }

    [Fact]
    public void Append_EveryLeaf_CompletesEachFullSubtreeOnce()
    {
        var tree = new MerkleFrontier();
        var nodes = new Dictionary<MerkleNode, Digest>();
        for (int i = 0; i < 100; i++)
        {
            foreach ((MerkleNode node, Digest hash) in tree.Append(MerkleTree.LeafHash([(byte)i])))
                nodes.Add(node, hash);
            var stored = new MerkleFrontier(tree.Size, tree.Hashes);
            Assert.Equal(tree.Root, stored.Root);
            Assert.Equal(tree.Hashes, new MerkleRange(0, tree.Size).Nodes.Select(node => nodes[node]));
        }

        Assert.Equal(100 + 50 + 25 + 12 + 6 + 3 + 1, nodes.Count);
    }

    private static IEnumerable<Digest> Hashes(IReadOnlyList<MerkleRange> ranges) => ranges.Select(range =>
    {
        var tree = new MerkleFrontier();
        for (long leaf = range.Begin; leaf < range.End; leaf++)
            tree.Append(MerkleTree.LeafHash(Records[leaf]));
        return tree.Root;
    });
}
