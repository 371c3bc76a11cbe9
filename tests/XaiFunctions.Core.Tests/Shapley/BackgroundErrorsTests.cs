using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Core.Structure;
using XaiFunctions.Core.Tests.Structure;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class BackgroundErrorsTests
{
    private const int Players = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BackgroundErrors_FewRows_AreThoseOfTheMeanOverTheRows(bool weighted)
    {
        // Every row is a group: the variance of a weighted mean, sum of w^2 (phi_b - phi)^2 / (1 - w), from explanations against each row alone.
        const int rows = 7;
        FunctionModel model = TestGames.Sigmoid(Players, 2, 4);
        double[] cells = TestGames.Numbers(3).Fill(rows * Players), row = TestGames.Numbers(2).Fill(Players);
        var background = new Background(cells, Players, weighted ? [1, 2, 1, 4, 1, 1, 3] : null);
        var game = new ExplanationGame(model, background, TestGames.Single(Players), Link.Identity);

        Attributions result = KernelShap.Explain(game, row, new(), default);

        double[,] whole = ReferenceShapley.Explain(model, background, game.Players, Link.Identity, row);
        List<double[,]> alone = [.. Enumerable.Range(0, rows).Select(b =>
            ReferenceShapley.Explain(model, new(cells[(b * Players)..((b + 1) * Players)], Players), game.Players, Link.Identity, row))];
        Assert.Equal(rows - 1, result.BackgroundFreedom);
        for (int i = 0; i < 2 * Players; i++)
        {
            double variance = 0;
            for (int b = 0; b < rows; b++)
            {
                double weight = background.Weights[b];
                variance += weight * weight * Math.Pow(alone[b][i / Players, i % Players] - whole[i / Players, i % Players], 2) / (1 - weight);
            }

            Assert.Equal(Math.Sqrt(variance), result.BackgroundErrors![i], 1e-12);
        }
    }

    [Fact]
    public void BackgroundErrors_Logit_FollowTheDerivativeByTheRowsWeights()
    {
        // With the weight of row b raised by a factor 1 + e, the attributions move by e times what the row's deviation stands for.
        const int rows = 5;
        const double step = 1e-5;
        FunctionModel model = TestGames.Sigmoid(Players, 1, 4);
        double[] cells = TestGames.Numbers(3).Fill(rows * Players), row = TestGames.Numbers(2).Fill(Players);
        double[] Values(int raised, double by)
        {
            double[] weights = [.. Enumerable.Range(0, rows).Select(b => b == raised ? 1 + by : 1)];
            return KernelShap.Explain(new(model, new(cells, Players, weights), TestGames.Single(Players), Link.Logit), row, new(), default).Values;
        }

        double[] errors = KernelShap.Explain(new(model, new(cells, Players), TestGames.Single(Players), Link.Logit), row, new(), default).BackgroundErrors!;

        double[] variances = new double[Players];
        for (int b = 0; b < rows; b++)
        {
            double[] up = Values(b, step), down = Values(b, -step);
            for (int player = 0; player < Players; player++)
                variances[player] += Math.Pow((up[player] - down[player]) / (2 * step), 2) / (1 - (1.0 / rows));
        }

        for (int player = 0; player < Players; player++)
            Assert.Equal(Math.Sqrt(variances[player]), errors[player], 1e-7);
    }

    [Theory]
    [InlineData(Link.Identity, null)]
    [InlineData(Link.Logit, null)]
    [InlineData(Link.Identity, 30)]
    public void BackgroundErrors_BackgroundsDrawnFromMany_CoverWhatTheManyGive(Link link, int? budget)
    {
        // What is covered is the attribution under the whole population of background rows, as the same coalitions give it.
        const int draws = 150, drawn = 16, population = draws * drawn;
        FunctionModel model = TestGames.Sigmoid(Players, 1, 12);
        double[] cells = TestGames.Numbers(3).Fill(population * Players), rows = TestGames.Numbers(2).Fill(2 * Players);
        SamplingOptions options = new() { MaxEvaluations = budget };
        Attributions Explain(double[] background) => KernelShap.Explain(new(model, new(background, Players), TestGames.Single(Players), link), rows, options, default);
        Attributions truth = Explain(cells);
        int covered = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            Attributions result = Explain(cells[(draw * drawn * Players)..((draw + 1) * drawn * Players)]);
            double quantile = StudentT.Quantile975(result.BackgroundFreedom);
            for (int i = 0; i < result.Values.Length; i++)
                covered += Math.Abs(result.Values[i] - truth.Values[i]) <= quantile * result.BackgroundErrors![i] ? 1 : 0;
        }

        // Three standard deviations, were the attributions of a draw but one.
        double tolerance = 3 * Math.Sqrt(0.05 * 0.95 / draws);
        Assert.Equal(0.95, covered / (double)(draws * 2 * Players), tolerance);
    }

    [Fact]
    public void BackgroundErrors_LinearModel_AreTheSameByClosedFormAndBySampling()
    {
        const int columns = 14;
        LinearStructure structure = RandomStructures.Linear(columns, 2, 3, OutputTransform.None);
        Players players = new([.. Enumerable.Range(0, 12).Select(i => $"p{i}")], [.. Enumerable.Range(0, 12).Select(i => i < 2 ? (int[])[i, 12 + i] : [i])]);
        var background = new Background(TestGames.Numbers(4).Fill(8 * columns), columns, [1, 2, 3, 1, 2, 3, 1, 2]);
        var game = new ExplanationGame(new StructuredModel(structure, structure), background, players, Link.Identity);
        double[] rows = TestGames.Numbers(5).Fill(3 * columns);

        Attributions closed = KernelShap.Explain(game, rows, new(), default);
        Attributions sampled = KernelShap.Explain(game, rows, new() { Method = ShapleyMethod.Kernel, MaxEvaluations = 100 }, default);
        Attributions rounds = KernelShap.Explain(game, rows, new() { Method = ShapleyMethod.Kernel, MaxError = 1 }, default);

        Assert.Equal("closed form (linear)", closed.Method);
        foreach (Attributions other in (Attributions[])[sampled, rounds])
        {
            Assert.Equal(7, other.BackgroundFreedom);
            for (int i = 0; i < closed.Values.Length; i++)
                Assert.Equal(closed.BackgroundErrors![i], other.BackgroundErrors![i], 1e-11);
        }
    }

    [Theory]
    [InlineData(19)]
    [InlineData(3)]
    public void BackgroundErrors_Trees_AreTheSameByClosedFormAndByAllCoalitions(int rows)
    {
        // Players of two columns, several outputs, weights; the closed form keeps them in single precision.
        const int columns = 9;
        TreeEnsembleStructure trees = RandomStructures.Trees(columns, 12, 5, 3, 8);
        Players players = new([.. Enumerable.Range(0, 6).Select(i => $"p{i}")], [.. Enumerable.Range(0, 6).Select(i => i < 3 ? (int[])[i, 6 + i] : [i])]);
        var background = new Background(RandomStructures.Cells(rows * columns, 1), columns, [.. Enumerable.Range(0, rows).Select(row => 1.0 + (row % 3))]);
        var game = new ExplanationGame(new StructuredModel(trees, trees), background, players, Link.Identity);
        double[] explained = RandomStructures.Cells(4 * columns, 2);

        Attributions closed = KernelShap.Explain(game, explained, new(), default);
        Attributions valued = KernelShap.Explain(game, explained, new() { Method = ShapleyMethod.Exact }, default);

        Assert.Equal("closed form (interventional TreeSHAP)", closed.Method);
        Assert.Equal(Math.Min(8, rows) - 1, closed.BackgroundFreedom);
        double largest = valued.BackgroundErrors!.Max();
        Assert.True(largest > 0);
        for (int i = 0; i < closed.Values.Length; i++)
            Assert.Equal(valued.BackgroundErrors![i], closed.BackgroundErrors![i], 1e-5 * largest);
    }

    [Fact]
    public void BackgroundErrors_TreesOverBackgroundsDrawnFromMany_CoverWhatTheManyGive()
    {
        const int draws = 150, drawn = 16, columns = 6;
        TreeEnsembleStructure trees = RandomStructures.Trees(columns, 12, 5, 1, 8);
        double[] cells = RandomStructures.Cells(draws * drawn * columns, 1), rows = RandomStructures.Cells(2 * columns, 2);
        Attributions Explain(double[] background) =>
            KernelShap.Explain(new(new StructuredModel(trees, trees), new(background, columns), TestGames.Single(columns), Link.Identity), rows, new(), default);
        Attributions truth = Explain(cells);
        int covered = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            Attributions result = Explain(cells[(draw * drawn * columns)..((draw + 1) * drawn * columns)]);
            double quantile = StudentT.Quantile975(result.BackgroundFreedom);
            for (int i = 0; i < result.Values.Length; i++)
                covered += Math.Abs(result.Values[i] - truth.Values[i]) <= quantile * result.BackgroundErrors![i] ? 1 : 0;
        }

        // Three standard deviations, were the attributions of a draw but one.
        Assert.Equal(0.95, covered / (double)(draws * 2 * columns), 3 * Math.Sqrt(0.05 * 0.95 / draws));
    }

    [Theory]
    [InlineData(Link.Identity)]
    [InlineData(Link.Logit)]
    public void BackgroundErrors_AllCoalitionsFromTheStructure_AgreeWithThoseFromTheModel(Link link)
    {
        ModelStructure structure = RandomStructures.Trees(Players, 5, 4, 3, 8, OutputTransform.Softmax);
        var background = new Background(RandomStructures.Cells(19 * Players, 1), Players);
        double[] rows = RandomStructures.Cells(2 * Players, 2);
        Attributions Explain(ModelStructure? shown) =>
            KernelShap.Explain(new(new StructuredModel(structure, shown), background, TestGames.Single(Players), link), rows, new(), default);

        Attributions fromStructure = Explain(structure), fromModel = Explain(null);

        Assert.Equal(7, fromStructure.BackgroundFreedom);
        for (int i = 0; i < fromModel.Values.Length; i++)
            Assert.Equal(fromModel.BackgroundErrors![i], fromStructure.BackgroundErrors![i], 1e-11);
    }

    [Fact]
    public void BackgroundErrors_OnePlayer_AreThoseOfTheBaseValue()
    {
        FunctionModel model = TestGames.Sigmoid(1, 2, 4);
        var game = TestGames.Game(model, 3, 5);
        double[] outputs = new double[10];
        model.Predict(game.Background.Cells, outputs);

        foreach (SamplingOptions options in (SamplingOptions[])[new(), new() { MaxError = 0.1 }])
        {
            double[] errors = KernelShap.Explain(game, [0.3], options, default).BackgroundErrors!;
            for (int output = 0; output < 2; output++)
            {
                double[] values = [.. Enumerable.Range(0, 5).Select(b => outputs[(2 * b) + output])];
                double mean = values.Average();
                Assert.Equal(Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / 20), errors[output], 1e-14);
            }
        }
    }

    [Fact]
    public void BackgroundErrors_SingleBackgroundRowOrTooMuchToKeep_AreNotTold()
    {
        Assert.Null(KernelShap.Explain(TestGames.Game(TestGames.Sigmoid(4, 1, 4), 3, 1), new double[4], new(), default).BackgroundErrors);

        var many = new FunctionModel(20, 1000, (row, outputs) => outputs.Span.Fill(row.Span[0]));
        Assert.Null(KernelShap.Explain(TestGames.Game(many, 3, 8), new double[20], new() { MaxEvaluations = 132 }, default).BackgroundErrors);
        Assert.NotNull(KernelShap.Explain(TestGames.Game(many, 3, 8), new double[20], new() { MaxEvaluations = 130 }, default).BackgroundErrors);
    }
}
