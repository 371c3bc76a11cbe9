namespace XaiFunctions.Core.Games;

/// <summary>
/// Finds, for one pair of row and background row, the coalitions that make the same masked row: those that are equal apart from
/// players in which the two rows are equal. A hash table with open addressing that is emptied by a new stamp, so nothing is allocated.
/// </summary>
internal sealed class DistinctCoalitions
{
    private const ulong Spread = 0x9E3779B97F4A7C15;

    private readonly ulong[] coalitions;
    private readonly int words;
    private readonly ulong[] different;
    private readonly int[] entries;
    private readonly int[] stamps;
    private readonly int shift;
    private int stamp;

    /// <param name="coalitions">Row-major: coalitions x words.</param>
    /// <param name="words">Words per coalition.</param>
    public DistinctCoalitions(ulong[] coalitions, int words)
    {
        this.coalitions = coalitions;
        this.words = words;
        different = new ulong[words];
        int bits = 4;
        while ((1L << bits) < 2L * coalitions.Length / words)
            bits++;
        entries = new int[1 << bits];
        stamps = new int[1 << bits];
        shift = 64 - bits;
    }

    /// <summary>Forgets all coalitions and notes in which players the two rows differ; NaN equals NaN.</summary>
    /// <returns>The number of players in which they differ.</returns>
    public int Start(Players players, ReadOnlySpan<double> row, ReadOnlySpan<double> background)
    {
        if (++stamp == int.MaxValue)
        {
            Array.Clear(stamps);
            stamp = 1;
        }

        Array.Clear(different);
        int count = 0;
        for (int player = 0; player < players.Count; player++)
        {
            foreach (int column in players.Columns(player))
            {
                if (!row[column].Equals(background[column]))
                {
                    different[player >> 6] |= 1UL << (player & 63);
                    count++;
                    break;
                }
            }
        }

        return count;
    }

    /// <summary>The first coalition since <see cref="Start"/> that makes the same masked row: an earlier one, or this one, which is then remembered.</summary>
    public int FindOrAdd(int coalition) => words == 1 ? FindOrAddWord(coalition) : FindOrAddWords(coalition);

    private int FindOrAddWord(int coalition)
    {
        ulong mine = different[0], key = coalitions[coalition] & mine;
        int slot = (int)((key * Spread) >> shift);
        while (stamps[slot] == stamp)
        {
            if ((coalitions[entries[slot]] & mine) == key)
                return entries[slot];
            slot = (slot + 1) & (entries.Length - 1);
        }

        stamps[slot] = stamp;
        entries[slot] = coalition;
        return coalition;
    }

    private int FindOrAddWords(int coalition)
    {
        ulong hash = 0;
        for (int word = 0; word < words; word++)
            hash = (hash ^ (coalitions[(coalition * words) + word] & different[word])) * Spread;

        int slot = (int)(hash >> shift);
        while (stamps[slot] == stamp)
        {
            if (Same(entries[slot], coalition))
                return entries[slot];
            slot = (slot + 1) & (entries.Length - 1);
        }

        stamps[slot] = stamp;
        entries[slot] = coalition;
        return coalition;
    }

    private bool Same(int first, int second)
    {
        for (int word = 0; word < words; word++)
        {
            if (((coalitions[(first * words) + word] ^ coalitions[(second * words) + word]) & different[word]) != 0)
                return false;
        }

        return true;
    }
}
