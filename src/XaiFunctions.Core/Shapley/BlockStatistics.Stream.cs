using System.Text;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Shapley;

/// <content>The form in which statistics travel between workers: a header, then the numbers as little-endian doubles.</content>
public sealed partial class BlockStatistics
{
    private const uint Signature = 0x35534258; // "XBS5"

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
        writer.Write(Key.GroupCount);
        writer.Write((int)Key.Method);
        writer.Write(Key.MaxEvaluations ?? 0);
        writer.Write(Key.MaxError ?? 0);
        writer.Write(Key.MaxErrorIsRelative);
        writer.Write(Key.Seed);
        writer.Write(Key.PlanDigest);
        writer.Write(Key.MethodName);
        writer.Write(Groups.First);
        writer.Write(Groups.Count);
        writer.Write(FirstCoalition);
        writer.Write(Solved is not null);
        if (Solved is not null)
        {
            Solved.Write(stream);
            return;
        }

        NumberStream.Write<double>(writer, baseline.Values);
        NumberStream.Write<double>(writer, baseline.Deviations);
        NumberStream.Write<double>(writer, predictions);
        NumberStream.Write<ulong>(writer, constantPlayers);
        NumberStream.Write<double>(writer, values.Values);
        NumberStream.Write<double>(writer, values.Deviations);
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

            long block = reader.ReadInt64();
            int rows = reader.ReadInt32(), outputs = reader.ReadInt32(), players = reader.ReadInt32(), groupCount = reader.ReadInt32();
            var method = (ShapleyMethod)reader.ReadInt32();
            int budget = reader.ReadInt32();
            double error = reader.ReadDouble();
            bool relative = reader.ReadBoolean();
            if (rows < 1 || outputs < 1)
                throw new InvalidDataException("The statistics of a block are damaged.");

            var key = new BlockKey(
                block, rows, outputs, players, groupCount, method, budget == 0 ? null : budget, error == 0 ? null : error, relative, reader.ReadUInt64(), reader.ReadString(), reader.ReadString());
            var groups = new GroupRange(reader.ReadInt32(), reader.ReadInt32());
            int first = reader.ReadInt32();
            if (reader.ReadBoolean())
                return new(key, Attributions.Read(stream));

            var baseline = new Baseline(NumberStream.Read<double>(reader), NumberStream.Read<double>(reader));
            double[] predictions = NumberStream.Read<double>(reader);
            ulong[] constants = NumberStream.Read<ulong>(reader);
            return new(key, groups, first, baseline, predictions, constants, new(NumberStream.Read<double>(reader), NumberStream.Read<double>(reader)));
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The statistics of a block end too early.", e);
        }
    }
}
