using System.Text;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.App.Storage;

/// <summary>The attributions of one block of rows, as a part blob holds them one after the other.</summary>
/// <param name="PlanDigest">The digest of the coalitions that were valued.</param>
/// <param name="Attributions">The attributions.</param>
public sealed record PartBlock(string PlanDigest, Attributions Attributions)
{
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
            writer.Write(PlanDigest);
        Attributions.Write(stream);
    }

    /// <summary>Reads the next block.</summary>
    /// <exception cref="InvalidDataException">The stream holds something else.</exception>
    public static PartBlock Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        return new(reader.ReadString(), Attributions.Read(stream));
    }
}
