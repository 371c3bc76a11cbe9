using System.Text;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Shapley;

/// <content>The form in which statistics travel between workers: a header, then the numbers as little-endian doubles.</content>
public sealed partial class BlockStatistics
{
    private const uint Signature = 0x37534258; // "XBS7"

    /// <summary>Writes the statistics; the same statistics give the same bytes.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Signature);
        writer.Write(Key.Block);
        writer.Write(Key.RowCount);
        writer.Write(Key.OutputCount);
        writer.Write(Key.PlayerCount);
        writer.Write((int)Key.Options.Method);
        writer.Write(Key.Options.MaxEvaluations ?? 0);
        writer.Write(Key.Options.MaxError ?? 0);
        writer.Write(Key.Options.MaxErrorIsRelative);
        writer.Write(Key.Options.HasDeadline);
        writer.Write(Key.Options.Seed);
        writer.Write(Key.MethodName);
        NumberStream.Write<double>(writer, baseline.Values);
        NumberStream.Write<double>(writer, baseline.Deviations);
        NumberStream.Write<double>(writer, predictions);
        NumberStream.Write<ulong>(writer, constantPlayers);
        NumberStream.WriteFailures(writer, failures);
        NumberStream.Write<GroupRange>(writer, groups);
        foreach (CoalitionValues row in values)
        {
            NumberStream.Write<double>(writer, row.Values);
            NumberStream.Write<double>(writer, row.Deviations);
        }

        writer.Write(PlanDigest ?? "");
        Solved?.Write(stream);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="stream">Where to read; left open, behind the statistics.</param>
    /// <exception cref="InvalidDataException">The stream holds something else, or ends too early.</exception>
    public static BlockStatistics Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (reader.ReadUInt32() != Signature)
                throw new InvalidDataException("The stream does not hold the statistics of a block.");

            BlockStatistics read = ReadValues(reader);
            string digest = reader.ReadString();
            return digest.Length == 0 ? read : read.With(Attributions.Read(stream), digest);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The statistics of a block end too early.", e);
        }
    }

    private static BlockStatistics ReadValues(BinaryReader reader)
    {
        long block = reader.ReadInt64();
        int rows = reader.ReadInt32(), outputs = reader.ReadInt32(), players = reader.ReadInt32();
        var options = new SamplingOptions
        {
            Method = (ShapleyMethod)reader.ReadInt32(),
            MaxEvaluations = reader.ReadInt32() is var budget and not 0 ? budget : null,
            MaxError = reader.ReadDouble() is var error and not 0 ? error : null,
            MaxErrorIsRelative = reader.ReadBoolean(),
            HasDeadline = reader.ReadBoolean(),
            Seed = reader.ReadUInt64(),
        };
        if (rows is < 1 or > CoalitionPlan.RowsPerBlock || outputs < 1)
            throw new InvalidDataException("The statistics of a block are damaged.");

        var key = new BlockKey(block, rows, outputs, players, options, reader.ReadString());
        var baseline = new Baseline(NumberStream.Read<double>(reader), NumberStream.Read<double>(reader));
        double[] predictions = NumberStream.Read<double>(reader);
        ulong[] constants = NumberStream.Read<ulong>(reader);
        RowFailure[] failures = NumberStream.ReadFailures(reader);
        GroupRange[] groups = NumberStream.Read<GroupRange>(reader);
        CoalitionValues[] values = [.. Enumerable.Range(0, rows).Select(_ => new CoalitionValues(NumberStream.Read<double>(reader), NumberStream.Read<double>(reader)))];
        return new(key, baseline, predictions, constants, failures, groups, values);
    }
}
