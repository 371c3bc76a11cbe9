using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Tests.Shapley;

/// <summary>Blocks whose rounds are shared by several workers, topped up later, or ended by a deadline. The model's last bits depend on its batches, as those of real ones may.</summary>
public sealed class SharedRoundsTests
{
    private const int Players = 13;
    private const int Rows = 5;

    [Theory]
    [InlineData(5e-3, 1)]
    [InlineData(5e-3, 3)]
    [InlineData(5e-3, 100)]
    [InlineData(null, 3)]
    public void Conclude_RoundsSharedByWorkers_GiveTheBytesOfOneWorker(double? maxError, int groupsEach)
    {
        SamplingOptions options = new() { MaxEvaluations = 3001, MaxError = maxError, Seed = 4 };
        ExplanationGame game = Game(new BatchSensitive());
        byte[] alone = Bytes(KernelShap.SampleBlock(game, Cells(), 0, options, null, default).Condense());

        BlockStatistics? known = null;
        BlockRound? round = KernelShap.FirstRound(Players, Rows, options);
        int rounds = 0;
        for (; round is { } current; rounds++)
        {
            var parts = new List<BlockStatistics>();
            for (int first = current.Groups.First; first < current.Groups.End; first += groupsEach)
            {
                var groups = new GroupRange(first, Math.Min(groupsEach, current.Groups.End - first));
                parts.Insert(0, Travel(KernelShap.Sample(game, Cells(), 0, current with { Groups = groups }, options, null, default)));
            }

            if (known is not null)
                parts.Add(known);
            (known, round) = KernelShap.Conclude(BlockStatistics.Merge(parts), current, isTimeOver: false);
            known = Travel(known);
        }

        Assert.Equal(alone, Bytes(known!.Condense()));
        Assert.Equal(maxError is null, rounds == 1);
        Assert.Equal(maxError is not null, KernelShap.Solve(known).Evaluations.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(500, null, 2500, null)]
    [InlineData(520, null, 8000, 1e-4)]
    [InlineData(1000, 2e-2, 1000, 5e-3)]
    [InlineData(300, 1e-3, 4000, 1e-3)]
    public void ToppedUp_MorePrecision_GivesTheBytesOfAskingAtOnceAndValuesOnlyTheRest(int budget, double? error, int largerBudget, double? smallerError)
    {
        SamplingOptions less = new() { MaxEvaluations = budget, MaxError = error, Seed = 4 }, more = less with { MaxEvaluations = largerBudget, MaxError = smallerError };
        var once = new BatchSensitive();
        byte[] atOnce = Bytes(KernelShap.SampleBlock(Game(once), Cells(), 0, more, null, default).Condense());
        BlockStatistics first = Travel(KernelShap.SampleBlock(Game(new BatchSensitive()), Cells(), 0, less, null, default));

        var again = new BatchSensitive();
        BlockStatistics second = KernelShap.SampleBlock(Game(again), Cells(), 0, more, Travel(first.ToppedUp(more)), default);

        Assert.Equal(atOnce, Bytes(second.Condense()));
        int kept = Enumerable.Range(0, Rows).Sum(row => first.ToppedUp(more).Values(row).Length);
        Assert.InRange(kept, Rows * (error is null ? budget - (4 * Players) : 16 * Players), Rows * budget);
        Assert.Equal(once.RowsEvaluated - (kept * 2L), again.RowsEvaluated);
    }

    [Fact]
    public void ToppedUp_ValuesOfAnotherProcessor_AreNotUsed()
    {
        SamplingOptions less = new() { MaxEvaluations = 260 }, more = new() { MaxEvaluations = 520 };
        BlockStatistics other = KernelShap.SampleBlock(Game(new BatchSensitive(1e-9)), Cells(), 0, less, null, default);

        BlockStatistics actual = KernelShap.SampleBlock(Game(new BatchSensitive()), Cells(), 0, more, other.ToppedUp(more), default);

        Assert.Equal(Bytes(KernelShap.SampleBlock(Game(new BatchSensitive()), Cells(), 0, more, null, default)), Bytes(actual));
    }

    [Fact]
    public void SampleBlock_DeadlineInTheMiddleOfARound_KeepsTheRoundsBefore()
    {
        // The clock is the number of rows that the model has been asked: at 8 n coalitions the second round is done, and the third one is on its way.
        SamplingOptions options = new() { MaxEvaluations = 5000, HasDeadline = true };
        using var deadline = new CancellationTokenSource();
        var model = new BatchSensitive { OnRows = rows => Trip(deadline, rows >= 2 * ((Rows * 8 * Players) + Players)) };

        Attributions actual = KernelShap.Solve(KernelShap.SampleBlock(Game(model), Cells(), 0, options, null, default, deadline.Token));

        Attributions rounds = KernelShap.Solve(KernelShap.SampleBlock(Game(new BatchSensitive()), Cells(), 0, new() { MaxEvaluations = 8 * Players }, null, default));
        Assert.Equal(rounds.Values, actual.Values);
        Assert.Equal(rounds.IntervalHalfWidths, actual.IntervalHalfWidths);
        Assert.All(actual.StopReasons, reason => Assert.Equal(StopReason.Deadline, reason));
        Assert.All(actual.Evaluations, evaluations => Assert.Equal(8 * Players, evaluations));
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(4, true)]
    public void SampleBlock_CancelledAfterTheDeadline_KeepsTheRoundsBeforeIfThereAreAny(int evaluationsPerPlayer, bool isLost)
    {
        // The caller stops waiting during the same call of the model as the deadline comes in, or during one of the first round.
        SamplingOptions options = new() { MaxEvaluations = 5000, HasDeadline = true };
        using CancellationTokenSource deadline = new(), gone = new();
        int fewest = isLost ? Rows * Players : 2 * ((Rows * evaluationsPerPlayer * Players) + Players);
        var model = new BatchSensitive
        {
            OnRows = rows =>
            {
                Trip(deadline, rows >= fewest);
                Trip(gone, rows >= fewest);
            },
        };

        Func<BlockStatistics> sample = () => KernelShap.SampleBlock(Game(model), Cells(), 0, options, null, gone.Token, deadline.Token);

        if (isLost)
            Assert.ThrowsAny<OperationCanceledException>(() => sample());
        else
            Assert.All(KernelShap.Solve(sample()).Evaluations, evaluations => Assert.Equal(evaluationsPerPlayer * Players, evaluations));
    }

    [Fact]
    public void SampleBlock_DeadlineOverBeforeTheStart_StillHasTheLeastSample()
    {
        Attributions actual = KernelShap.Solve(KernelShap.SampleBlock(
            Game(new BatchSensitive()), Cells(), 0, new() { MaxError = 1e-9, HasDeadline = true }, null, default, new CancellationToken(canceled: true)));

        Assert.All(actual.Evaluations, evaluations => Assert.Equal(4 * Players, evaluations));
        Assert.Equal(StopReason.Deadline, actual.StopReason);
        Assert.InRange(actual.MaxAdditivityResidual, 0, 1e-12);
    }

    [Fact]
    public void SampleBlock_DeadlineThatNeverComes_GivesTheWholeSample()
    {
        SamplingOptions options = new() { MaxEvaluations = 1000 };
        Attributions actual = KernelShap.Solve(KernelShap.SampleBlock(Game(new BatchSensitive()), Cells(), 0, options with { HasDeadline = true }, null, default));

        Assert.Equal(KernelShap.Solve(KernelShap.SampleBlock(Game(new BatchSensitive()), Cells(), 0, options, null, default)).Values, actual.Values);
        Assert.All(actual.StopReasons, reason => Assert.Equal(StopReason.Budget, reason));
    }

    [Fact]
    public void SampleBlock_CancelledByItsOwner_IsNotAnswered()
    {
        SamplingOptions options = new() { HasDeadline = true };

        Assert.ThrowsAny<OperationCanceledException>(() => KernelShap.SampleBlock(
            Game(new BatchSensitive()), Cells(), 0, options, null, new CancellationToken(canceled: true), new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(101)]
    public void Create_LargerBudget_BeginsWithTheSmallerOne(int players)
    {
        CoalitionPlan large = CoalitionPlan.Create(players, new() { MaxEvaluations = 3998, Seed = 2 }, 5);
        for (int budget = 2; budget < 3998; budget += 6 * players)
        {
            CoalitionPlan small = CoalitionPlan.Create(players, new() { MaxEvaluations = budget, Seed = 2 }, 5);
            Assert.Equal(small.Words.ToArray(), large.Words[..small.Words.Length].ToArray());
            for (int group = 0; group < small.GroupCount; group++)
                Assert.Equal(small.GroupStart(group), large.GroupStart(group));
        }
    }

    private static void Trip(CancellationTokenSource deadline, bool isOver)
    {
        if (isOver)
            deadline.Cancel();
    }

    private static double[] Cells() => TestGames.Numbers(6).Fill(Rows * Players);

    private static ExplanationGame Game(IModel model) => TestGames.Game(model, 3, 2);

    private static BlockStatistics Travel(BlockStatistics statistics) => BlockStatistics.Read(new MemoryStream(Bytes(statistics)));

    private static byte[] Bytes(BlockStatistics statistics)
    {
        var stream = new MemoryStream();
        statistics.Write(stream);
        return stream.ToArray();
    }

    /// <summary>A sigmoid whose answers differ a little with the number of rows that it is asked at once.</summary>
    private sealed class BatchSensitive(double sensitivity = 1e-14) : IModel
    {
        private readonly FunctionModel inner = TestGames.Sigmoid(Players, 1, 4);

        public Action<long> OnRows { get; init; } = _ => { };

        public long RowsEvaluated => inner.RowsEvaluated;

        public int ColumnCount => Players;

        public int OutputCount => 1;

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
        {
            inner.Predict(rows, outputs);
            foreach (ref double output in outputs)
                output += sensitivity * outputs.Length;
            OnRows(inner.RowsEvaluated);
        }
    }
}
