using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Tests.Games;

public sealed class DistinctCoalitionsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(6, 9)]
    [InlineData(20, 61)]
    [InlineData(64, 64)]
    [InlineData(70, 90)]
    public void Find_AnyRows_GivesEachMaskedRowOneSlotInOrder(int playerCount, int columns)
    {
        var random = new Random(playerCount);
        Players players = Grouped(playerCount, columns);
        int words = (playerCount + 63) / 64;
        const int count = 80;
        ulong[] coalitions = [.. Enumerable.Range(0, count * words).Select(word => (ulong)random.NextInt64() & Members(playerCount - (word % words * 64)))];
        var distinct = new DistinctCoalitions(coalitions, words, players);
        for (int trial = 0; trial < 50; trial++)
        {
            double[] row = Cells(random, columns), background = Cells(random, columns);
            int different = distinct.Start(row, background);
            var slots = new int[count];
            int[] fresh = distinct.Find(new int[count], 7, slots).ToArray();

            Assert.Equal(Enumerable.Range(0, playerCount).Count(player => Differs(players, player, row, background)), different);
            string[] masked = [.. Enumerable.Range(0, count).Select(at => Masked(players, coalitions.AsSpan(at * words, words), row, background))];
            string[] firsts = [.. masked.Distinct()];
            Assert.Equal(firsts.Select(first => Array.IndexOf(masked, first)), fresh);
            Assert.Equal(masked.Select(made => 7 + Array.IndexOf(firsts, made)), slots);
        }
    }

    /// <summary>Few values, so that many are equal; of zero both signs, which are equal, and of NaN two kinds, which are equal too.</summary>
    private static double[] Cells(Random random, int columns)
    {
        double[] values = [0, -0.0, 1, double.NaN, BitConverter.Int64BitsToDouble(0x7FF8000000000123)];
        return [.. Enumerable.Range(0, columns).Select(_ => values[random.Next(values.Length)])];
    }

    private static Players Grouped(int players, int columns) => new(
        [.. Enumerable.Range(0, players).Select(player => $"p{player}")],
        [.. Enumerable.Range(0, players).Select(player => Enumerable.Range(0, columns).Where(column => column % players == player).ToArray())]);

    private static ulong Members(int players) => players >= 64 ? ulong.MaxValue : (1UL << players) - 1;

    private static bool Differs(Players players, int player, double[] row, double[] background) =>
        players.Columns(player).ToArray().Any(column => !row[column].Equals(background[column]));

    /// <summary>The masked row as the players that it takes from the row and that make a difference.</summary>
    private static string Masked(Players players, ReadOnlySpan<ulong> coalition, double[] row, double[] background)
    {
        var taken = new List<int>();
        for (int player = 0; player < players.Count; player++)
        {
            if ((coalition[player >> 6] >> (player & 63) & 1) != 0 && Differs(players, player, row, background))
                taken.Add(player);
        }

        return string.Join(',', taken);
    }
}
