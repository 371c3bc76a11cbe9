using System.Buffers.Binary;
using Azure.Data.Tables;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.AuditLog;

/// <summary>
/// The hashes and places of up to 64 records that follow one another, so that the index has one entity for all of them and the lower nodes of the tree
/// need none: they are computed from the hashes. It does not change; a longer one takes its place.
/// </summary>
public sealed class LeafTile
{
    /// <summary>The levels of the tree that lie in a tile: the nodes of this level are the roots of full tiles.</summary>
    public const int Height = 6;

    /// <summary>The most records of a tile.</summary>
    public const int Capacity = 1 << Height;

    private const string IndexName = "Index", HashesName = "Leaves", PlacesName = "Places";
    private const int PlaceLength = sizeof(long) + sizeof(int);

    private readonly byte[] hashes;
    private readonly byte[] places;

    private LeafTile(long index, byte[] hashes, byte[] places)
    {
        Index = index;
        this.hashes = hashes;
        this.places = places;
    }

    /// <summary>The tile's place among tiles, from 0.</summary>
    public long Index { get; }

    /// <summary>The records of the tile.</summary>
    public int Count => hashes.Length / Digest.Length;

    /// <summary>The tile of a record.</summary>
    public static long IndexOf(long sequence) => sequence >> Height;

    /// <summary>The key of a tile's entity.</summary>
    public static string KeyOf(long index) => $"tile:{index:D19}";

    /// <summary>A tile without records.</summary>
    public static LeafTile Empty(long index) => new(index, [], []);

    /// <summary>Reads a tile from its entity.</summary>
    public static LeafTile Of(TableEntity entity) => new(entity.GetInt64(IndexName)!.Value, entity.GetBinary(HashesName), entity.GetBinary(PlacesName));

    /// <summary>The tile with one more record; the next tile's first if this one is full.</summary>
    public LeafTile With(Digest leaf, RecordPlace place)
    {
        if (Count == Capacity)
            return Empty(Index + 1).With(leaf, place);
        byte[] bytes = new byte[PlaceLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, place.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeof(long)), place.Length);
        return new(Index, [.. hashes, .. leaf.ToArray()], [.. places, .. bytes]);
    }

    /// <summary>The first records of the tile.</summary>
    public LeafTile Take(int count) => new(Index, hashes[..(count * Digest.Length)], places[..(count * PlaceLength)]);

    /// <summary>The hash of a record.</summary>
    /// <param name="position">Its place in the tile, from 0.</param>
    public Digest LeafAt(int position) => Digest.Read(hashes.AsSpan(position * Digest.Length, Digest.Length));

    /// <summary>Where a record lies.</summary>
    /// <param name="position">Its place in the tile, from 0.</param>
    public RecordPlace PlaceAt(int position)
    {
        ReadOnlySpan<byte> place = places.AsSpan(position * PlaceLength, PlaceLength);
        return new(BinaryPrimitives.ReadInt64LittleEndian(place), BinaryPrimitives.ReadInt32LittleEndian(place[sizeof(long)..]));
    }

    /// <summary>The hash of a node below <see cref="Height"/>, or null if the tile lacks some of its leaves.</summary>
    public Digest? FindNode(MerkleNode node)
    {
        int count = 1 << node.Level;
        int first = (int)((node.Index << node.Level) - (Index << Height));
        if (first + count > Count)
            return null;
        Digest[] level = [.. Enumerable.Range(first, count).Select(LeafAt)];
        for (; level.Length > 1;)
            level = [.. level.Chunk(2).Select(pair => MerkleTree.NodeHash(pair[0], pair[1]))];
        return level[0];
    }

    /// <summary>The entity of the tile.</summary>
    public TableEntity ToEntity(string partition) => new(partition, KeyOf(Index)) { [IndexName] = Index, [HashesName] = hashes, [PlacesName] = places };
}
