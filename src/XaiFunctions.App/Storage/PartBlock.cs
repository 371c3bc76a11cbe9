using System.Runtime.InteropServices;
using System.Text;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.App.Storage;

/// <summary>The attributions of one block of rows, as a part blob holds them one after the other.</summary>
/// <param name="PlanDigest">The digest of the coalitions that were valued.</param>
/// <param name="Attributions">The attributions.</param>
public sealed record PartBlock(string PlanDigest, Attributions Attributions)
{
    /// <summary>The interactions of the rows, row-major: rows x outputs x players x players; empty if they were not asked for or are not offered.</summary>
    public double[] Interactions { get; init; } = [];

    /// <summary>The attributions of statistics that are complete.</summary>
    public static PartBlock Of(BlockStatistics complete)
    {
        BlockStatistics solved = complete.Condense();
        return new(solved.PlanDigest!, KernelShap.Solve(solved));
    }

    /// <summary>Writes the block; the same block gives the same bytes.</summary>
    public void Write(Stream stream)
    {
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(PlanDigest);
            writer.Write(Interactions.Length);
            writer.Write(MemoryMarshal.AsBytes(Interactions.AsSpan()));
        }

        Attributions.Write(stream);
    }

    /// <summary>Reads the next block.</summary>
    /// <exception cref="InvalidDataException">The stream holds something else.</exception>
    public static PartBlock Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        string digest = reader.ReadString();
        var interactions = new double[reader.ReadInt32()];
        stream.ReadExactly(MemoryMarshal.AsBytes(interactions.AsSpan()));
        return new(digest, Attributions.Read(stream)) { Interactions = interactions };
    }
}
