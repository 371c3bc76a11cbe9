using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class SamplingRoundsTests
{
    private const int Players = 14;

    [Fact]
    public void Explain_ErrorAskedFor_IsReachedWithoutValuingAnythingTwice()
    {
        FunctionModel model = TestGames.Sigmoid(Players, 2, 4);
        ExplanationGame game = TestGames.Game(model, 3, 5);
        double[] rows = TestGames.Numbers(2).Fill(6 * Players);

        Attributions result = KernelShap.Explain(game, rows, new() { MaxError = 2e-3 }, default);

        Assert.Equal(StopReason.Converged, result.StopReason);
        Assert.All(result.IntervalHalfWidths, halfWidth => Assert.InRange(halfWidth, 0, 2e-3));
        Assert.True(result.Evaluations.Distinct().Count() > 1);
        Assert.All(result.Evaluations, evaluations => Assert.Equal(0, (evaluations % (16 * Players)) + (BitsOf(evaluations / (16 * Players)) - 1)));
        Assert.Equal((result.Evaluations.Sum() * 5L) + 5 + 6, model.RowsEvaluated);
        Assert.True(result.MaxAdditivityResidual < 1e-12);
    }

    [Fact]
    public void Explain_RelativeErrorAskedFor_HoldsForEachRowAndOutputWhateverItsScale()
    {
        const double error = 0.02;
        FunctionModel model = TestGames.Sigmoid(Players, 2, 4);
        var scaled = new FunctionModel(Players, 2, (row, outputs) =>
        {
            model.Predict(row.Span, outputs.Span);
            outputs.Span[1] *= 1000;
        });
        double[] rows = TestGames.Numbers(2).Fill(6 * Players);
        SamplingOptions options = new() { MaxError = error, MaxErrorIsRelative = true };

        Attributions result = KernelShap.Explain(TestGames.Game(scaled, 3, 5), rows, options, default);
        Attributions unscaled = KernelShap.Explain(TestGames.Game(model, 3, 5), rows, options, default);

        Assert.Equal(StopReason.Converged, result.StopReason);
        for (int i = 0; i < 12; i++)
        {
            ReadOnlySpan<double> values = result.ValuesOf(i / 2, i % 2);
            double range = values.ToArray().Max() - values.ToArray().Min();
            Assert.InRange(result.IntervalHalfWidths.AsSpan(i * Players, Players).ToArray().Max() / range, 0, error);
        }

        Assert.Equal(unscaled.Evaluations, result.Evaluations);
        Assert.True(result.Evaluations.Max() < 1024 * Players);
    }

    [Fact]
    public void Rounds_EachRow_AreThoseThatItTook()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(Players, 2, 4), 3, 5);
        double[] rows = TestGames.Numbers(2).Fill(6 * Players);
        var stream = new MemoryStream();

        KernelShap.SampleBlock(game, rows, 0, new() { MaxError = 2e-3 }, null, default).Condense().Write(stream);
        stream.Position = 0;
        Attributions adaptive = Attributions.Concat([KernelShap.Solve(BlockStatistics.Read(stream))]);

        Assert.Equal(adaptive.Evaluations.Select(evaluations => BitsBelow(evaluations / (16 * Players)) + 1), adaptive.Rounds);
        Assert.True(adaptive.Rounds.Distinct().Count() > 1);
        Assert.All(KernelShap.Explain(game, rows, new(), default).Rounds, rounds => Assert.Equal(1, rounds));
    }

    [Fact]
    public void StopReasons_EachRow_AreItsOwn()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(Players, 1, 4), 3, 5);
        double[] rows = TestGames.Numbers(2).Fill(6 * Players);
        Attributions spent = KernelShap.Explain(game, rows, new() { MaxEvaluations = 32 * Players }, default);
        double error = Enumerable.Range(0, 6).Select(row => spent.IntervalHalfWidths.AsSpan(row * Players, Players).ToArray().Max()).Order().ElementAt(3);
        SamplingOptions options = new() { MaxError = error, MaxEvaluations = 32 * Players };
        var stream = new MemoryStream();

        Attributions.Concat([KernelShap.ExplainBlock(game, rows.AsSpan(0, 3 * Players), 0, options, default), KernelShap.ExplainBlock(game, rows.AsSpan(3 * Players), 0, options, default)])
            .Write(stream);
        stream.Position = 0;
        Attributions result = Attributions.Read(stream);

        for (int row = 0; row < 6; row++)
        {
            bool reached = result.IntervalHalfWidths.AsSpan(row * Players, Players).ToArray().Max() <= error;
            Assert.Equal(reached ? StopReason.Converged : StopReason.Budget, result.StopReasons[row]);
        }

        Assert.Equal(2, result.StopReasons.Distinct().Count());
        Assert.Equal(StopReason.Budget, result.StopReason);
    }

    [Fact]
    public void Explain_ErrorOutOfReach_StopsAtTheBudget()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(Players, 1, 4), 3, 5);

        Attributions result = KernelShap.Explain(game, TestGames.Numbers(2).Fill(Players), new() { MaxError = 1e-9, MaxEvaluations = 999 }, default);

        Assert.Equal((StopReason.Budget, 998), (result.StopReason, result.Evaluations[0]));
    }

    [Fact]
    public void Explain_ErrorOutOfReachWithinAllCoalitions_IsExact()
    {
        FunctionModel model = TestGames.Sigmoid(9, 1, 4);
        ExplanationGame game = TestGames.Game(model, 3, 5);
        double[] row = TestGames.Numbers(2).Fill(9);

        Attributions result = KernelShap.Explain(game, row, new() { MaxError = 1e-9 }, default);

        Assert.Equal((StopReason.Exact, 510), (result.StopReason, result.Evaluations[0]));
        double[,] expected = ReferenceShapley.Explain(model, game.Background, game.Players, Link.Identity, row);
        for (int player = 0; player < 9; player++)
            Assert.Equal(expected[0, player], result.Values[player], 1e-11);
    }

    [Fact]
    public void Explain_Row_DoesNotDependOnTheOthersOfItsBlock()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(Players, 1, 4), 3, 5, Link.Logit);
        double[] rows = TestGames.Numbers(2).Fill(8 * Players);
        SamplingOptions options = new() { MaxError = 0.02, Seed = 3 };

        Attributions together = KernelShap.Explain(game, rows, options, default);

        for (int row = 0; row < 8; row++)
        {
            Attributions alone = KernelShap.Explain(game, rows[(row * Players)..((row + 1) * Players)], options, default);
            Assert.Equal(alone.Values, together.ValuesOf(row, 0).ToArray());
            Assert.Equal(alone.Evaluations[0], together.Evaluations[row]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Explain_FewestPlayers_AreExact(int players)
    {
        FunctionModel model = TestGames.Sigmoid(players, 2, 4);
        ExplanationGame game = TestGames.Game(model, 3, 5);
        double[] row = TestGames.Numbers(2).Fill(players);

        Attributions result = KernelShap.Explain(game, row, new() { MaxError = 0.1 }, default);

        double[,] expected = ReferenceShapley.Explain(model, game.Background, game.Players, Link.Identity, row);
        Assert.Equal(StopReason.Exact, result.StopReason);
        for (int player = 0; player < players; player++)
            Assert.Equal(expected[1, player], result.ValuesOf(0, 1)[player], 1e-12);
    }

    [Fact]
    public void IntervalHalfWidths_UnderAdaptiveStopping_StillCover()
    {
        // The rows stop when their intervals happen to be narrow, which must not make them too narrow.
        const int runs = 400;
        FunctionModel model = TestGames.Sigmoid(Players, 1, 91);
        ExplanationGame game = TestGames.Game(model, 3, 1);
        double[] row = TestGames.Numbers(8).Fill(Players);
        double[,] exact = ReferenceShapley.Explain(model, game.Background, game.Players, Link.Identity, row);
        double error = KernelShap.ExplainBlock(game, row, 0, new() { MaxEvaluations = 32 * Players }, default).IntervalHalfWidths.Max();
        int covered = 0;
        var spent = new HashSet<int>();
        for (int run = 0; run < runs; run++)
        {
            Attributions result = KernelShap.ExplainBlock(game, row, run, new() { MaxError = error }, default);
            spent.Add(result.Evaluations[0]);
            for (int player = 0; player < Players; player++)
                covered += Math.Abs(result.Values[player] - exact[0, player]) <= result.IntervalHalfWidths[player] ? 1 : 0;
        }

        double tolerance = 3 * Math.Sqrt(0.05 * 0.95 / runs);
        Assert.True(spent.Count > 1);
        Assert.InRange(covered / (double)(runs * Players), 0.93 - tolerance, 0.97 + tolerance);
    }

    private static int BitsBelow(int powerOfTwo) => System.Numerics.BitOperations.Log2((uint)powerOfTwo);

    private static int BitsOf(int number) => System.Numerics.BitOperations.PopCount((uint)number);
}
