using System.Text;

namespace XaiFunctions.Core.Shapley;

/// <content>The form in which attributions travel between workers.</content>
public sealed partial class Attributions
{
    private const uint Signature = 0x36414258; // "XBA6"

    /// <summary>Writes the attributions; the same attributions give the same bytes.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Signature);
        writer.Write(RowCount);
        writer.Write(PlayerCount);
        writer.Write(Method);
        writer.Write(BackgroundFreedom);
        NumberStream.Write<double>(writer, BaseValues);
        NumberStream.Write<double>(writer, Predictions);
        NumberStream.Write<double>(writer, Values);
        NumberStream.Write<double>(writer, StandardErrors);
        NumberStream.Write<double>(writer, IntervalHalfWidths);
        if (BackgroundErrors is not null)
            NumberStream.Write<double>(writer, BackgroundErrors);
        NumberStream.Write<double>(writer, Fidelities);
        NumberStream.Write<int>(writer, Evaluations);
        NumberStream.Write<int>(writer, Rounds);
        NumberStream.Write<StopReason>(writer, StopReasons);
        NumberStream.WriteFailures(writer, Failures);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="stream">Where to read; left open, behind the attributions.</param>
    /// <exception cref="InvalidDataException">The stream holds something else, or ends too early.</exception>
    public static Attributions Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (reader.ReadUInt32() != Signature)
                throw new InvalidDataException("The stream does not hold attributions.");

            int rows = reader.ReadInt32(), players = reader.ReadInt32();
            string method = reader.ReadString();
            int freedom = reader.ReadInt32();
            var result = new Attributions(rows, players, NumberStream.Read<double>(reader), NumberStream.Read<double>(reader), method, StopReason.Exact, freedom);
            foreach (double[] part in (double[][])[result.Values, result.StandardErrors, result.IntervalHalfWidths])
                NumberStream.Read<double>(reader).CopyTo(part, 0);
            if (result.BackgroundErrors is not null)
                NumberStream.Read<double>(reader).CopyTo(result.BackgroundErrors, 0);
            NumberStream.Read<double>(reader).CopyTo(result.Fidelities, 0);
            NumberStream.Read<int>(reader).CopyTo(result.Evaluations, 0);
            NumberStream.Read<int>(reader).CopyTo(result.Rounds, 0);
            NumberStream.Read<StopReason>(reader).CopyTo(result.StopReasons, 0);
            result.Failures = NumberStream.ReadFailures(reader);
            return result;
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The attributions end too early.", e);
        }
    }
}
