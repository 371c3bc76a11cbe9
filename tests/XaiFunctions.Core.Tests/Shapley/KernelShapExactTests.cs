using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class KernelShapExactTests
{
    private static readonly SamplingOptions Exact = new() { Method = ShapleyMethod.Exact };

    [Theory]
    [InlineData(1, 1, Link.Identity)]
    [InlineData(2, 1, Link.Identity)]
    [InlineData(3, 2, Link.Logit)]
    [InlineData(7, 3, Link.Logit)]
    [InlineData(11, 1, Link.Identity)]
    public void Explain_AllCoalitions_AgreesWithTheDefinition(int players, int outputs, Link link)
    {
        FunctionModel model = TestGames.Sigmoid(players, outputs, 7);
        ExplanationGame game = TestGames.Game(model, 3, 5, link);
        double[] rows = TestGames.Numbers(11).Fill(3 * players);

        Attributions actual = KernelShap.Explain(game, rows, Exact, default);

        Assert.Equal(StopReason.Exact, actual.StopReason);
        Assert.Equal((1 << players) - 2, actual.Evaluations[0]);
        AssertMatches(actual, game, rows, 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Explain_GroupsOfColumnsAndWeights_AgreesWithTheDefinition(int outputs)
    {
        FunctionModel model = TestGames.Sigmoid(9, outputs, 21);
        var players = new Players(["a", "b", "c", "d"], [[8, 0], [1, 2, 3], [5], [4, 6, 7]]);
        var background = new Background(TestGames.Numbers(5).Fill(6 * 9), 9, [1, 2, 3, 4, 5, 0.5]);
        var game = new ExplanationGame(model, background, players, Link.Identity);
        double[] rows = TestGames.Numbers(6).Fill(2 * 9);

        AssertMatches(KernelShap.Explain(game, rows, Exact, default), game, rows, 1e-12);
    }

    [Fact]
    public void Explain_RowsThatShareValuesWithTheBackground_AgreesAndEvaluatesDuplicatesOnce()
    {
        const int columns = 8;
        FunctionModel model = TestGames.Sigmoid(columns, 1, 4);
        double[] cells = [.. TestGames.Numbers(8).Fill(4 * columns).Select(value => Math.Round(value) + 0.0)];
        var game = new ExplanationGame(model, new(cells, columns), TestGames.Single(columns), Link.Identity);
        double[] row = [.. TestGames.Numbers(9).Fill(columns).Select(value => Math.Round(value) + 0.0)];
        long distinct = Enumerable.Range(0, 4).Sum(b => Enumerable.Range(1, 254).Select(mask => string.Join(
            ' ', Enumerable.Range(0, columns).Select(c => (mask >> c & 1) != 0 ? row[c] : cells[(b * columns) + c]))).Distinct().LongCount());

        Attributions actual = KernelShap.Explain(game, row, Exact, default);

        Assert.Equal(distinct + 4 + 1, model.RowsEvaluated);
        AssertMatches(actual, game, row, 1e-12);
    }

    [Fact]
    public void Explain_PlayersEqualToTheWholeBackground_GetNothing()
    {
        const int columns = 6;
        FunctionModel model = TestGames.Sigmoid(columns, 2, 14);
        double[] cells = TestGames.Numbers(15).Fill(3 * columns);
        double[] row = TestGames.Numbers(16).Fill(columns);
        for (int b = 0; b < 3; b++)
            (cells[b * columns], cells[(b * columns) + 4]) = (row[0], row[4]);
        var game = new ExplanationGame(model, new(cells, columns), TestGames.Single(columns), Link.Logit);

        foreach (int? budget in (int?[])[null, 60, 40])
        {
            Attributions actual = KernelShap.Explain(game, row, new() { MaxEvaluations = budget }, default);
            Assert.Equal(0, actual.ValuesOf(0, 0)[0]);
            Assert.Equal(0, actual.ValuesOf(0, 1)[4]);
            Assert.True(actual.MaxAdditivityResidual < 1e-12);
            if (actual.StopReason == StopReason.Exact)
                AssertMatches(actual, game, row, 1e-12);
        }
    }

    [Fact]
    public void Explain_RowEqualToTheOnlyBackgroundRow_GivesZeros()
    {
        FunctionModel model = TestGames.Sigmoid(14, 1, 2);
        double[] row = TestGames.Numbers(2).Fill(14);
        var game = new ExplanationGame(model, new([.. row], 14), TestGames.Single(14), Link.Identity);

        Attributions actual = KernelShap.Explain(game, row, new(), default);

        Assert.All(actual.Values, value => Assert.Equal(0, value));
        Assert.All(actual.StandardErrors, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Explain_ProbabilitiesOfZeroAndOne_GivesFiniteLogOdds()
    {
        var model = new FunctionModel(4, row => row.Span[0] > 0 ? 1 : 0);
        var game = new ExplanationGame(model, new([-1, 0, 0, 0], 4), TestGames.Single(4), Link.Logit);

        Attributions actual = KernelShap.Explain(game, [1, 1, 1, 1], new(), default);

        double edge = Math.Log((1 - Links.ProbabilityMargin) / Links.ProbabilityMargin);
        Assert.Equal(2 * edge, actual.Values[0], 10);
        Assert.Equal(0, actual.Values[1], 10);
    }

    [Fact]
    public void Explain_ModelThatIsNotFinite_NamesRowBackgroundAndOutputButNoValue()
    {
        var model = new FunctionModel(3, 2, (row, output) =>
        {
            output.Span[0] = 1;
            output.Span[1] = row.Span[0] > 0 && row.Span[1] < -900 ? double.NaN : 0;
        });
        var game = new ExplanationGame(model, new([-1, 0, 0, -2, -999.25, 0], 3), TestGames.Single(3), Link.Identity);

        var error = Assert.Throws<ModelOutputException>(() => KernelShap.Explain(game, [-1, 1, 1, 1, 1, 1], new(), default));

        Assert.Equal((1L, 1, 1), (error.Row!.Value, error.BackgroundRow!.Value, error.Output));
        Assert.DoesNotContain("999", error.Message);
        var atRow = Assert.Throws<ModelOutputException>(() => KernelShap.Explain(game, [1, -999.25, 1], new(), default));
        Assert.Equal((0L, null), (atRow.Row!.Value, atRow.BackgroundRow));
    }

    [Theory]
    [InlineData(1.0, true)]
    [InlineData(-999.25, false)]
    public void Explain_ModelThatIsNotFiniteInALaterBlock_NamesTheRowOfTheJob(double second, bool mixed)
    {
        var model = new FunctionModel(2, row => row.Span[0] > 0 && row.Span[1] < -900 ? double.NaN : 0);
        var game = new ExplanationGame(model, new([-1, -999.25], 2), TestGames.Single(2), Link.Identity);
        double[] rows = [.. Enumerable.Repeat(-1.0, 2 * (CoalitionPlan.RowsPerBlock + 1)), 1, second];

        var error = Assert.Throws<ModelOutputException>(() => KernelShap.Explain(game, rows, new(), default));

        Assert.Equal((CoalitionPlan.RowsPerBlock + 1L, mixed ? 0 : null), (error.Row!.Value, error.BackgroundRow));
    }

    [Fact]
    public void Explain_ModelThatIsNotFiniteFarDownTheBackground_NamesThatRow()
    {
        // Beyond the first chunk of rows that the model is asked about at once, both for base values and for coalitions.
        const int bad = 4500;
        double[] background = new double[5000 * 3];
        background[(bad * 3) + 1] = -999.25;
        ExplanationGame Game(Func<double[], bool> isBad) =>
            new(new FunctionModel(3, row => isBad(row.ToArray()) ? double.NaN : 0), new(background, 3), TestGames.Single(3), Link.Identity);

        var mixed = Assert.Throws<ModelOutputException>(() => KernelShap.Explain(Game(row => row[0] > 0 && row[1] < -900), [1, 1, 1], new(), default));
        var alone = Assert.Throws<ModelOutputException>(() => Game(row => row[1] < -900).BaseValues.Length);

        Assert.Equal((bad, bad), (mixed.BackgroundRow!.Value, alone.BackgroundRow!.Value));
    }

    [Fact]
    public void Explain_ModelThatIsNotFiniteOnTheBackground_NamesTheBackgroundRow()
    {
        var model = new FunctionModel(2, row => row.Span[0] == 5 ? double.PositiveInfinity : 0);
        var game = new ExplanationGame(model, new([1, 1, 5, 1], 2), TestGames.Single(2), Link.Identity);

        var error = Assert.Throws<ModelOutputException>(() => game.BaseValues.Length);

        Assert.Equal((null, 1), (error.Row, error.BackgroundRow!.Value));
    }

    private static void AssertMatches(Attributions actual, ExplanationGame game, double[] rows, double tolerance)
    {
        for (int row = 0; row < actual.RowCount; row++)
        {
            double[] cells = rows.AsSpan(row * game.Model.ColumnCount, game.Model.ColumnCount).ToArray();
            double[,] expected = ReferenceShapley.Explain(game.Model, game.Background, game.Players, game.Link, cells);
            for (int output = 0; output < actual.OutputCount; output++)
            {
                for (int player = 0; player < actual.PlayerCount; player++)
                    Assert.Equal(expected[output, player], actual.ValuesOf(row, output)[player], tolerance);
            }
        }

        Assert.True(actual.MaxAdditivityResidual < tolerance);
    }
}
