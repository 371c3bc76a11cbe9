using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class BlockStatisticsTests
{
    private static readonly SamplingOptions Options = new() { MaxEvaluations = 200, Seed = 9 };

    [Theory]
    [InlineData(12, 200, 1)]
    [InlineData(12, 200, 5)]
    [InlineData(12, 4094, 2)]
    public void Merge_AnySplitInAnyOrder_SolvesToTheSameBytes(int players, int budget, int groupsEach)
    {
        SamplingOptions options = Options with { MaxEvaluations = budget };
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(players, 2, 3), 5, 7, Link.Logit);
        double[] rows = TestGames.Numbers(1).Fill(3 * players);
        byte[] whole = Bytes(KernelShap.Explain(game, rows, options, default));

        int groups = CoalitionPlan.GroupsFor(players, options);
        var parts = new List<BlockStatistics>();
        for (int first = 0; first < groups; first += groupsEach)
        {
            var range = new GroupRange(first, Math.Min(groupsEach, groups - first));
            parts.Insert(0, Travel(KernelShap.Sample(game, rows, 0, range, options, default)));
        }

        Assert.Equal(whole, Bytes(KernelShap.Solve(Travel(BlockStatistics.Merge(parts)))));
    }

    [Fact]
    public void Explain_RowsOfSeveralBlocks_EqualBlocksExplainedApart()
    {
        const int rows = (2 * CoalitionPlan.RowsPerBlock) + 3, players = 11;
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(players, 1, 3), 5, 2);
        double[] cells = TestGames.Numbers(1).Fill(rows * players);

        Attributions whole = KernelShap.Explain(game, cells, Options, default);
        Attributions last = KernelShap.ExplainBlock(game, cells.AsSpan(2 * CoalitionPlan.RowsPerBlock * players), 2, Options, default);

        Assert.Equal(whole.Values.AsSpan(^(3 * players)..).ToArray(), last.Values);
        Assert.Equal(whole.Predictions.AsSpan(^3..).ToArray(), last.Predictions);
        Assert.NotEqual(
            CoalitionPlan.Create(players, Options, 0).Digest, CoalitionPlan.Create(players, Options, 2).Digest);
    }

    [Fact]
    public void Merge_PartsThatDoNotFit_IsRefused()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(12, 1, 3), 5, 2);
        double[] rows = TestGames.Numbers(1).Fill(12);
        BlockStatistics Part(int first, int count, long block = 0, SamplingOptions? options = null) =>
            KernelShap.Sample(game, rows, block, new(first, count), options ?? Options, default);

        Assert.Throws<ArgumentException>(() => BlockStatistics.Merge([]));
        Assert.Throws<ArgumentException>(() => BlockStatistics.Merge([Part(0, 4), Part(5, 11)]));
        Assert.Throws<ArgumentException>(() => BlockStatistics.Merge([Part(0, 4), Part(3, 13)]));
        Assert.Throws<ArgumentException>(() => BlockStatistics.Merge([Part(0, 4), Part(4, 12, block: 1)]));
        Assert.Throws<ArgumentException>(() => BlockStatistics.Merge([Part(0, 4), Part(4, 12, options: Options with { Seed = 1 })]));
        Assert.Throws<ArgumentException>(() => KernelShap.Solve(Part(0, 15)));
        Assert.Throws<ArgumentException>(() => Part(10, 7));
    }

    [Fact]
    public void Read_DamagedStream_IsRefused()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(4, 1, 3), 5, 2);
        var stream = new MemoryStream();
        KernelShap.Sample(game, new double[4], 0, new(0, 1), new(), default).Write(stream);
        byte[] bytes = stream.ToArray();

        Assert.Throws<InvalidDataException>(() => BlockStatistics.Read(new MemoryStream(bytes, 0, bytes.Length - 3)));
        Assert.Throws<InvalidDataException>(() => BlockStatistics.Read(new MemoryStream([1, .. bytes])));
        Assert.Throws<InvalidDataException>(() => Attributions.Read(new MemoryStream(bytes)));
    }

    private static BlockStatistics Travel(BlockStatistics statistics)
    {
        var stream = new MemoryStream();
        statistics.Write(stream);
        stream.Position = 0;
        return BlockStatistics.Read(stream);
    }

    private static byte[] Bytes(Attributions attributions)
    {
        var stream = new MemoryStream();
        attributions.Write(stream);
        stream.Position = 0;
        var again = new MemoryStream();
        Attributions.Read(stream).Write(again);
        Assert.Equal(stream.ToArray(), again.ToArray());
        return again.ToArray();
    }
}
