using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class FidelityTests
{
    private static readonly SamplingOptions Exact = new() { Method = ShapleyMethod.Exact };

    [Theory]
    [InlineData(5, null)]
    [InlineData(14, 200)]
    public void Fidelities_SumOfPlayers_AreOne(int players, int? budget)
    {
        var model = new FunctionModel(players, row => 3 + Enumerable.Range(0, players).Sum(player => (player + 1) * row.Span[player]));
        double[] rows = TestGames.Numbers(2).Fill(2 * players);
        SamplingOptions options = budget is null ? Exact : new() { Method = ShapleyMethod.Kernel, MaxEvaluations = budget };
        Assert.All(KernelShap.Explain(TestGames.Game(model, 4, 3), rows, options, default).Fidelities, fidelity => Assert.Equal(1, fidelity, 1e-12));
    }

    /// <summary>
    /// v is 1 for coalitions of an odd number of players, else 0. Of three players each has 1/3: sizes 1 and 2 have values 1 and 0 of variance 1/4, g is 1/3 and 2/3, so the mean square
    /// missed is 4/9 and the fidelity 1 - (4/9) / (1/4). Of four players each has 0: sizes 1, 2 and 3 have values 1, 0 and 1 of variance 2/9, and the mean square missed is 2/3.
    /// </summary>
    [Theory]
    [InlineData(3, -7.0 / 9)]
    [InlineData(4, -2.0)]
    public void Fidelities_Parity_IsTheShareThatTheDefinitionGives(int players, double expected)
    {
        var model = new FunctionModel(players, row => Enumerable.Range(0, players).Sum(player => row.Span[player]) % 2);
        var game = new ExplanationGame(model, new(new double[players], players), TestGames.Single(players), Link.Identity);
        Assert.Equal(expected, KernelShap.Explain(game, [.. Enumerable.Repeat(1.0, players)], Exact, default).Fidelities[0], 1e-12);
    }

    [Fact]
    public void Fidelities_LargerSamples_ComeNearerToThatOfAllCoalitions()
    {
        FunctionModel model = TestGames.Sigmoid(11, 2, 31);
        ExplanationGame game = TestGames.Game(model, 5, 4);
        double[] rows = TestGames.Numbers(77).Fill(5 * 11);
        double[] exact = KernelShap.Explain(game, rows, Exact, default).Fidelities;
        double[] misses = [.. new[] { 88, 352, 1408 }.Select(budget => KernelShap.Explain(game, rows, new() { MaxEvaluations = budget }, default).Fidelities
            .Zip(exact, (one, other) => Math.Abs(one - other)).Average())];
        Assert.All(exact, fidelity => Assert.True(fidelity < 0.9999));
        Assert.True(misses[1] < misses[0] && misses[2] < misses[1] / 2, string.Join(' ', misses));
    }

    [Fact]
    public void Fidelities_WrittenAndReadAndPutTogether_AreTheSame()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(6, 2, 5), 3, 4);
        Attributions first = KernelShap.Explain(game, TestGames.Numbers(3).Fill(6), Exact, default), second = KernelShap.Explain(game, TestGames.Numbers(4).Fill(12), Exact, default);
        using var stream = new MemoryStream();
        Attributions.Concat([first, second]).Write(stream);
        stream.Position = 0;
        Assert.Equal([.. first.Fidelities, .. second.Fidelities], Attributions.Read(stream).Fidelities);
    }

    [Fact]
    public void Fidelities_RowLikeTheBackground_IsOne()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(6, 1, 5), 4, 1);
        Assert.Equal(1, KernelShap.Explain(game, game.Background.Row(0).ToArray(), Exact, default).Fidelities[0]);
    }
}
