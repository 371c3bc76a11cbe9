using System.Numerics;
using System.Runtime.Intrinsics;

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
    private readonly int[] owner;
    private readonly ulong[] different;
    private readonly long[] entries;
    private readonly int shift;
    private int stamp;

    /// <param name="coalitions">Row-major: coalitions x words.</param>
    /// <param name="words">Words per coalition.</param>
    /// <param name="players">The players.</param>
    public DistinctCoalitions(ulong[] coalitions, int words, Players players)
    {
        owner = [.. players.Owner];
        this.coalitions = coalitions;
        this.words = words;
        different = new ulong[words];
        int bits = 4;
        while ((1L << bits) < 4L * coalitions.Length / words)
            bits++;
        entries = new long[1 << bits];
        shift = 64 - bits;
    }

    /// <summary>Forgets all coalitions and notes in which players the two rows differ; NaN equals NaN.</summary>
    /// <returns>The number of players in which they differ.</returns>
    public int Start(ReadOnlySpan<double> row, ReadOnlySpan<double> background)
    {
        if (++stamp == int.MaxValue)
        {
            Array.Clear(entries);
            stamp = 1;
        }

        Array.Clear(different);
        int columns = row.Length, column = 0;
        for (; column <= columns - Vector512<double>.Count; column += Vector512<double>.Count)
        {
            Vector512<double> known = Vector512.Create(row[column..]), unknown = Vector512.Create(background[column..]);
            ulong same = (Vector512.Equals(known, unknown) | (~Vector512.Equals(known, known) & ~Vector512.Equals(unknown, unknown))).ExtractMostSignificantBits();
            for (ulong left = ~same & ((1UL << Vector512<double>.Count) - 1); left != 0; left &= left - 1)
                Note(owner[column + BitOperations.TrailingZeroCount(left)]);
        }

        for (; column < columns; column++)
        {
            if (!row[column].Equals(background[column]))
                Note(owner[column]);
        }

        int count = 0;
        foreach (ulong word in different)
            count += BitOperations.PopCount(word);
        return count;

        void Note(int player) => different[player >> 6] |= 1UL << (player & 63);
    }

    /// <summary>Finds the coalitions that make the same masked row.</summary>
    /// <param name="fresh">Room for the first coalition of each masked row; overwritten.</param>
    /// <param name="firstSlot">The slot of the first of these; the others follow.</param>
    /// <param name="slotOf">The slot of every coalition's masked row; overwritten.</param>
    /// <returns>The first coalition of each masked row, in order.</returns>
    public ReadOnlySpan<int> Find(int[] fresh, int firstSlot, Span<int> slotOf) =>
        fresh.AsSpan(0, words == 1 ? FindWord(fresh, firstSlot, slotOf) : FindWords(fresh, firstSlot, slotOf));

    /// <summary>The loop for up to 64 players, which most games have: a coalition is looked up in a few nanoseconds, less than a small model takes for a row.</summary>
    private int FindWord(Span<int> fresh, int firstSlot, Span<int> slotOf)
    {
        ReadOnlySpan<ulong> members = coalitions.AsSpan(0, slotOf.Length);
        Span<long> table = entries;
        ulong mine = different[0];
        long mark = (long)stamp << 32;
        int count = 0;
        for (int coalition = 0; coalition < members.Length; coalition++)
        {
            ulong key = members[coalition] & mine;
            int slot = (int)((key * Spread) >> shift), made = firstSlot + count;

            // Stamps only grow, so entries of this stamp are those that are not less than it.
            for (long entry; (entry = table[slot & (table.Length - 1)]) >= mark; slot++)
            {
                if ((members[(int)entry] & mine) != key)
                    continue;
                made = slotOf[(int)entry];
                break;
            }

            slotOf[coalition] = made;
            if (made != firstSlot + count)
                continue;
            table[slot & (table.Length - 1)] = mark | (uint)coalition;
            fresh[count++] = coalition;
        }

        return count;
    }

    private int FindWords(Span<int> fresh, int firstSlot, Span<int> slotOf)
    {
        int count = 0;
        for (int coalition = 0; coalition < slotOf.Length; coalition++)
        {
            int earlier = FindOrAddWords(coalition);
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

        return count;
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
