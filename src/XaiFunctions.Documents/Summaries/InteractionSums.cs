using XaiFunctions.Core.Games;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Summaries;

/// <summary>What is summed over the rows about the pairs of players for one output. Takes memory only if rows carry interactions.</summary>
internal sealed class InteractionSums(Players players)
{
    private const int MostPairs = 20;

    private ExactSum[] absolute = [];
    private ExactSum[] signed = [];
    private long rows;

    /// <param name="matrix">Players x players, or empty.</param>
    public void Add(ReadOnlySpan<double> matrix)
    {
        if (matrix.IsEmpty)
            return;

        Prepare();
        rows++;
        int count = players.Count, pair = 0;
        for (int first = 0; first < count; first++)
        {
            for (int second = first + 1; second < count; second++, pair++)
            {
                double interaction = matrix[(first * count) + second] + matrix[(second * count) + first];
                absolute[pair].Add(Math.Abs(interaction));
                signed[pair].Add(interaction);
            }
        }
    }

    public void Add(InteractionSums other)
    {
        if (other.rows == 0)
            return;

        Prepare();
        rows += other.rows;
        for (int pair = 0; pair < absolute.Length; pair++)
        {
            absolute[pair].Add(other.absolute[pair]);
            signed[pair].Add(other.signed[pair]);
        }
    }

    /// <summary>The pairs that interact most, those that never do left out; null if no row carried interactions.</summary>
    public IReadOnlyList<PairInteraction>? Strongest()
    {
        if (rows == 0)
            return null;

        var pairs = new List<PairInteraction>();
        int at = 0;
        for (int first = 0; first < players.Count; first++)
        {
            for (int second = first + 1; second < players.Count; second++, at++)
            {
                pairs.Add(new PairInteraction(
                    players.Names[first], players.Names[second], PlayerSums.Finite(absolute[at].Value / rows), PlayerSums.Finite(signed[at].Value / rows)));
            }
        }

        return [.. pairs.Where(pair => pair.MeanAbsolute > 0).OrderByDescending(pair => pair.MeanAbsolute).Take(MostPairs)];
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(rows);
        for (int pair = 0; pair < absolute.Length; pair++)
        {
            absolute[pair].Write(writer);
            signed[pair].Write(writer);
        }
    }

    public void Read(BinaryReader reader)
    {
        rows = reader.ReadInt64();
        if (rows == 0)
            return;

        Prepare();
        for (int pair = 0; pair < absolute.Length; pair++)
        {
            absolute[pair] = ExactSum.Read(reader);
            signed[pair] = ExactSum.Read(reader);
        }
    }

    private void Prepare()
    {
        if (rows > 0 && absolute.Length > 0)
            return;
        absolute = new ExactSum[players.Count * (players.Count - 1) / 2];
        signed = new ExactSum[absolute.Length];
    }
}
