namespace XaiFunctions.Core.Games;

/// <summary>
/// Finds, for one pair of row and background row, the coalitions that make the same masked row: those that are equal apart from
/// players in which the two rows are equal. A hash table with open addressing, each entry a stamp and a coalition, that is emptied by a new stamp, so nothing is allocated.
/// </summary>
internal sealed class DistinctCoalitions
{
    private const ulong Spread = 0x9E3779B97F4A7C15;

    private readonly ulong[] coalitions;
    private readonly int words;
    private readonly ulong[] different;
    private readonly long[] entries;
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
        entries = new long[1 << bits];
        shift = 64 - bits;
    }

    /// <summary>Forgets all coalitions and notes in which players the two rows differ; NaN equals NaN.</summary>
    /// <returns>The number of players in which they differ.</returns>
    public int Start(Players players, ReadOnlySpan<double> row, ReadOnlySpan<double> background)
    {
        if (++stamp == int.MaxValue)
        {
            Array.Clear(entries);
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

    /// <summary>Finds the coalitions that make the same masked row.</summary>
    /// <param name="fresh">Room for the first coalition of each masked row; overwritten.</param>
    /// <param name="firstSlot">The slot of the first of these; the others follow.</param>
    /// <param name="slotOf">The slot of every coalition's masked row; overwritten.</param>
    /// <returns>The first coalition of each masked row, in order.</returns>
    public ReadOnlySpan<int> Find(int[] fresh, int firstSlot, Span<int> slotOf)
    {
        int count = 0;
        for (int coalition = 0; coalition < slotOf.Length; coalition++)
        {
            int earlier = words == 1 ? FindOrAddWord(coalition) : FindOrAddWords(coalition);
            if (earlier == coalition)
            {
                slotOf[coalition] = firstSlot + count;
                fresh[count++] = coalition;
            }
            else
            {
                slotOf[coalition] = slotOf[earlier];
            }
        }

        return fresh.AsSpan(0, count);
    }

    private int FindOrAddWord(int coalition)
    {
        ulong mine = different[0], key = coalitions[coalition] & mine;
        int slot = (int)((key * Spread) >> shift);
        while (entries[slot] is var entry && (int)(entry >> 32) == stamp)
        {
            if ((coalitions[(int)entry] & mine) == key)
                return (int)entry;
            slot = (slot + 1) & (entries.Length - 1);
        }

        entries[slot] = ((long)stamp << 32) | (uint)coalition;
        return coalition;
    }

    private int FindOrAddWords(int coalition)
    {
        ulong hash = 0;
        for (int word = 0; word < words; word++)
            hash = (hash ^ (coalitions[(coalition * words) + word] & different[word])) * Spread;

        int slot = (int)(hash >> shift);
        while (entries[slot] is var entry && (int)(entry >> 32) == stamp)
        {
            if (Same((int)entry, coalition))
                return (int)entry;
            slot = (slot + 1) & (entries.Length - 1);
        }

        entries[slot] = ((long)stamp << 32) | (uint)coalition;
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
