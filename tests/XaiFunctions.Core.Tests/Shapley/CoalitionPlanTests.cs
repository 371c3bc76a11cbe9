using System.Numerics;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class CoalitionPlanTests
{
    [Theory]
    [InlineData(11, 100)]
    [InlineData(12, 3000)]
    [InlineData(21, 1000)]
    [InlineData(64, 3000)]
    [InlineData(65, 3000)]
    [InlineData(101, 6464)]
    [InlineData(500, 4000)]
    public void Create_Sample_IsDistinctPairsOfComplements(int players, int budget)
    {
        CoalitionPlan plan = CoalitionPlan.Create(players, new() { MaxEvaluations = budget, Seed = 5 }, 3);

        Assert.Equal(budget, plan.CoalitionCount);
        var seen = new HashSet<string>();
        for (int coalition = 0; coalition < plan.CoalitionCount; coalition++)
        {
            ReadOnlySpan<ulong> words = plan.Words.Slice(coalition * plan.WordCount, plan.WordCount);
            Assert.True(seen.Add(string.Join(',', words.ToArray())));
            Assert.InRange(Size(words), 1, players - 1);
            if (coalition % 2 == 0)
            {
                ReadOnlySpan<ulong> complement = plan.Words.Slice((coalition + 1) * plan.WordCount, plan.WordCount);
                Assert.Equal(players, Size(words) + Size(complement));
                for (int word = 0; word < words.Length; word++)
                    Assert.Equal(0UL, words[word] & complement[word]);
            }
        }

        Assert.Equal(plan.CoalitionCount, plan.GroupStart(plan.GroupCount));
        Assert.Equal(plan.GroupCount, CoalitionPlan.GroupsFor(players, new() { MaxEvaluations = budget }));
    }

    [Fact]
    public void Create_AllPairsInTheBudget_HasNoSamplingErrorAndTheKernelWeights()
    {
        // 2^21 - 2 coalitions are a sample by name only.
        CoalitionPlan plan = CoalitionPlan.Create(21, new() { MaxEvaluations = SamplingOptions.LargestBudget }, 0);

        Assert.Equal((1 << 21) - 2, plan.CoalitionCount);
        Assert.All(plan.SampledShares.ToArray(), share => Assert.Equal(1, share));
        int size = BitOperations.PopCount(plan.Words[0]);
        double binomial = Enumerable.Range(1, size).Aggregate(1.0, (product, i) => product * (21 - size + i) / i);
        Assert.Equal(1 / (binomial * size * (21 - size)), plan.PairWeights[0], 1e-15);
    }

    [Fact]
    public void Create_Sizes_ShareTheBudgetAsTheRootOfKernelTimesLeverage()
    {
        CoalitionPlan plan = CoalitionPlan.Create(20, new() { MaxEvaluations = 1000 }, 0);

        int[] counts = [.. Enumerable.Range(0, 1000).GroupBy(c => Size(plan.Words.Slice(c, 1))).OrderBy(g => g.Key).Select(g => g.Count())];

        Assert.Equal(19, counts.Length);
        Assert.Equal((20, 20), (counts[0], counts[^1]));
        double scale = counts[1] * 6.0;
        for (int size = 2; size <= 18; size++)
            Assert.InRange(counts[size - 1], (scale / Math.Sqrt(size * (20 - size))) - 3, (scale / Math.Sqrt(size * (20 - size))) + 3);
    }

    [Fact]
    public void Create_ManyBlocks_EveryCoalitionOfASizeIsEquallyLikely()
    {
        // 66 pairs of size 2 of 12 players; about 9 of them in each of 3,000 samples.
        var counts = new Dictionary<ulong, int>();
        int drawn = 0;
        for (long block = 0; block < 3000; block++)
        {
            CoalitionPlan plan = CoalitionPlan.Create(12, new() { MaxEvaluations = 108 }, block);
            for (int pair = 0; pair < 54; pair++)
            {
                if (BitOperations.PopCount(plan.Words[2 * pair]) == 2)
                {
                    counts[plan.Words[2 * pair]] = counts.GetValueOrDefault(plan.Words[2 * pair]) + 1;
                    drawn++;
                }
            }
        }

        double expected = drawn / 66.0;
        double share = expected / 3000;
        double chiSquare = counts.Values.Sum(count => Math.Pow(count - expected, 2)) / (expected * (1 - share));
        Assert.Equal(66, counts.Count);
        // 65 degrees of freedom: beyond 105.99 once in a thousand.
        Assert.InRange(chiSquare, 35, 106);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [InlineData(66UL)]
    [InlineData(4096UL)]
    [InlineData(10007UL)]
    public void RankPermutation_AllPlaces_AreAllRanks(ulong size)
    {
        var permutation = new RankPermutation(size, 42);

        var ranks = new HashSet<ulong>();
        for (ulong place = 0; place < size; place++)
            ranks.Add(permutation[place]);

        Assert.Equal((int)size, ranks.Count);
        Assert.All(ranks, rank => Assert.True(rank < size));
    }

    [Fact]
    public void Unrank_AllRanks_AreAllSubsets()
    {
        var subsets = new Subsets(10);
        for (int size = 1; size <= 5; size++)
        {
            var seen = new HashSet<ulong>();
            for (ulong rank = 0; rank < subsets.Count(10, size); rank++)
            {
                var bits = new ulong[1];
                subsets.Unrank(rank, 10, size, bits);
                Assert.Equal(size, BitOperations.PopCount(bits[0]));
                Assert.True(bits[0] < 1 << 10 && seen.Add(bits[0]));
            }
        }

        Assert.Equal(252UL, subsets.Count(10, 5));
    }

    [Fact]
    public void Draw_MorePairs_BeginWithTheFewer()
    {
        foreach (int players in (int[])[16, 150])
        {
            var strata = new PairStrata(players, 1, 2);
            foreach (int size in (int[])[2, 7, players / 2])
            {
                ulong[] few = strata.Draw(size, 10), many = strata.Draw(size, 20);
                Assert.Equal(few, many[..few.Length]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SamplingOptions.LargestBudget + 1)]
    public void EvaluationsFor_BudgetOutOfRange_IsRefused(int budget) =>
        Assert.Throws<ArgumentException>(() => new SamplingOptions { MaxEvaluations = budget }.EvaluationsFor(12));

    [Fact]
    public void EvaluationsFor_ExactBeyondTwentyPlayers_IsRefused()
    {
        var options = new SamplingOptions { Method = ShapleyMethod.Exact, MaxEvaluations = 10 };

        Assert.Equal((1 << 20) - 2, options.EvaluationsFor(20));
        Assert.Throws<ArgumentException>(() => options.EvaluationsFor(21));
    }

    private static int Size(ReadOnlySpan<ulong> words)
    {
        int size = 0;
        foreach (ulong word in words)
            size += BitOperations.PopCount(word);
        return size;
    }
}
