using FsCheck;
using FsCheck.Fluent;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class DegenerateGamesTests
{
    [Fact]
    public void Explain_AnyPlayersAndBudget_SpendsNoMoreAndIsFiniteAndAdditive()
    {
        Gen<(int Players, int Budget, int Constant)> settings =
            from players in Gen.Choose(1, 70)
            from budget in Gen.Choose(2, 300)
            from constant in Gen.Choose(0, players)
            select (players, budget, constant);

        Prop.ForAll(settings.ToArbitrary(), setting =>
        {
            // The first players are the same in row and background.
            FunctionModel model = TestGames.Sigmoid(setting.Players, 1, (ulong)setting.Budget);
            double[] row = TestGames.Numbers(2).Fill(setting.Players), fill = TestGames.Numbers(3).Fill(setting.Players);
            row.AsSpan(0, setting.Constant).CopyTo(fill);
            var game = new ExplanationGame(model, new(fill, setting.Players), TestGames.Single(setting.Players), Link.Identity);

            Attributions result = KernelShap.Explain(game, row, new() { MaxEvaluations = setting.Budget }, default);

            return result.Evaluations[0] <= setting.Budget
                && model.RowsEvaluated <= setting.Budget + 2
                && result.Values.All(double.IsFinite)
                && result.Values.Take(setting.Constant).All(value => value == 0)
                && result.StandardErrors.All(error => error >= 0)
                && result.MaxAdditivityResidual < 1e-11;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    public void Explain_RowThatIsTheBackground_GivesNothingForSure(int players)
    {
        double[] row = TestGames.Numbers(2).Fill(players);
        var game = new ExplanationGame(TestGames.Sigmoid(players, 2, 3), new([.. row], players), TestGames.Single(players), Link.Logit);

        Attributions result = KernelShap.Explain(game, row, new(), default);

        Assert.All(result.Values, value => Assert.Equal(0, value));
        Assert.All(result.StandardErrors, error => Assert.Equal(0, error));
        Assert.Equal(StopReason.Exact, result.StopReasons[0]);
    }

    [Fact]
    public void Explain_ModelThatNeverChanges_GivesNothingForSure()
    {
        ExplanationGame game = TestGames.Game(new FunctionModel(20, _ => 0.3), 3, 4);

        Attributions result = KernelShap.Explain(game, TestGames.Numbers(2).Fill(20), new() { MaxEvaluations = 200 }, default);

        Assert.All(result.Values, value => Assert.Equal(0, value, 1e-15));
        Assert.All(result.IntervalHalfWidths, halfWidth => Assert.Equal(0, halfWidth, 1e-15));
    }

    [Fact]
    public void Explain_RowsThatAreTheSame_GetTheSame()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(14, 1, 3), 3, 4);
        double[] row = TestGames.Numbers(2).Fill(14);

        Attributions result = KernelShap.Explain(game, [.. row, .. TestGames.Numbers(5).Fill(14), .. row], new() { MaxEvaluations = 200 }, default);

        Assert.Equal(result.ValuesOf(0, 0).ToArray(), result.ValuesOf(2, 0).ToArray());
        Assert.NotEqual(result.ValuesOf(0, 0).ToArray(), result.ValuesOf(1, 0).ToArray());
    }

    [Fact]
    public void Explain_HundredOutputs_ExplainsEachAsIfItWereAlone()
    {
        const int players = 12, outputs = 100;
        FunctionModel model = TestGames.Sigmoid(players, outputs, 3);
        double[] row = TestGames.Numbers(2).Fill(players);

        Attributions all = KernelShap.Explain(TestGames.Game(model, 3, 2), row, new() { MaxEvaluations = 96 }, default);

        foreach (int output in (int[])[0, 57, 99])
        {
            var alone = new FunctionModel(players, cells =>
            {
                var answers = new double[outputs];
                model.Predict(cells.Span, answers);
                return answers[output];
            });
            Attributions expected = KernelShap.Explain(TestGames.Game(alone, 3, 2), row, new() { MaxEvaluations = 96 }, default);
            Assert.Equal(expected.Values, all.ValuesOf(0, output).ToArray());
        }
    }
}
