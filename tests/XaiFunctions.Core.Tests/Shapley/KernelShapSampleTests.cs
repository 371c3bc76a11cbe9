using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Tests;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class KernelShapSampleTests
{
    [Fact]
    public void Explain_GrowingBudget_ConvergesToTheExactValues()
    {
        FunctionModel model = TestGames.Sigmoid(11, 2, 31);
        ExplanationGame game = TestGames.Game(model, 5, 4);
        double[] rows = TestGames.Numbers(77).Fill(5 * 11);
        Attributions exact = KernelShap.Explain(game, rows, new() { Method = ShapleyMethod.Exact }, default);

        double[] errors = [.. new[] { 44, 176, 704, 2046 }.Select(budget =>
            SquaredError(KernelShap.Explain(game, rows, new() { MaxEvaluations = budget }, default), exact))];

        Assert.True(errors[0] < 0.05, $"{errors[0]}");
        Assert.True(errors[1] < errors[0] / 3 && errors[2] < errors[1] / 3, string.Join(' ', errors));
        Assert.True(errors[3] < 1e-25, $"{errors[3]}");
    }

    [Theory]
    [InlineData(12, null, 768)]
    [InlineData(12, 101, 100)]
    [InlineData(12, 2, 2)]
    [InlineData(10, null, 1022)]
    [InlineData(12, 5000, 4094)]
    [InlineData(1, null, 0)]
    public void Explain_Budget_IsNeverExceeded(int players, int? budget, int evaluations)
    {
        FunctionModel model = TestGames.Sigmoid(players, 1, 3);
        ExplanationGame game = TestGames.Game(model, 5, 3);

        Attributions actual = KernelShap.Explain(game, TestGames.Numbers(1).Fill(2 * players), new() { MaxEvaluations = budget }, default);

        Assert.Equal([evaluations, evaluations], actual.Evaluations);
        Assert.Equal((2L * evaluations * 3) + 3 + 2, model.RowsEvaluated);
        Assert.True(actual.MaxAdditivityResidual < 1e-12);
    }

    [Fact]
    public void Explain_SumOfUnanimityGames_GivesTheClosedForm()
    {
        // v(S) = sum of c_T over the sets T inside S, so phi_i = sum over T containing i of c_T / |T|. Sixty players, sampled.
        const int players = 60;
        IEnumerator<double> numbers = TestGames.Numbers(41);
        (int[] Members, double Worth)[] sets = [.. Enumerable.Range(0, 40).Select(i => (
            Enumerable.Range(0, 1 + (i % 3)).Select(_ => (int)(numbers.Next() * players)).Distinct().ToArray(), numbers.Next()))];
        var model = new FunctionModel(players, row =>
        {
            double sum = 0;
            foreach ((int[] members, double worth) in sets)
                sum += members.All(member => row.Span[member] != 0) ? worth : 0;
            return sum;
        });
        var game = new ExplanationGame(model, new(new double[players], players), TestGames.Single(players), Link.Identity);
        var expected = new double[players];
        foreach ((int[] members, double worth) in sets)
        {
            foreach (int member in members)
                expected[member] += worth / members.Length;
        }

        Attributions actual = KernelShap.Explain(game, [.. Enumerable.Repeat(1.0, players)], new() { MaxEvaluations = 20000 }, default);

        for (int player = 0; player < players; player++)
            Assert.True(Math.Abs(actual.Values[player] - expected[player]) <= (5 * actual.StandardErrors[player]) + 1e-12, $"player {player}");
        Assert.True(Enumerable.Range(0, players).Sum(p => Math.Pow(actual.Values[p] - expected[p], 2)) < 1e-3 * expected.Sum(e => e * e));
    }

    [Fact]
    public void Explain_LinearModel_IsExactFromASmallSample()
    {
        const int players = 500;
        double[] weights = TestGames.Numbers(3).Fill(players);
        var model = new FunctionModel(players, row => row.Span.ToArray().Zip(weights, (x, w) => x * w).Sum());
        ExplanationGame game = TestGames.Game(model, 2, 2);
        double[] row = TestGames.Numbers(4).Fill(players);

        Attributions actual = KernelShap.Explain(game, row, new() { MaxEvaluations = 2400 }, default);

        for (int player = 0; player < players; player++)
        {
            double mean = (game.Background.Row(0)[player] + game.Background.Row(1)[player]) / 2;
            Assert.Equal(weights[player] * (row[player] - mean), actual.Values[player], 1e-8);
        }
    }

    [Fact]
    public void Explain_SampleTooSmallForAllPlayers_IsAdditiveAndOwnsUpToUnknownErrors()
    {
        FunctionModel model = TestGames.Sigmoid(40, 1, 3);
        ExplanationGame game = TestGames.Game(model, 5, 2);

        Attributions actual = KernelShap.Explain(game, TestGames.Numbers(1).Fill(40), new() { MaxEvaluations = 20 }, default);

        Assert.True(actual.MaxAdditivityResidual < 1e-12);
        Assert.All(actual.Values, value => Assert.True(double.IsFinite(value)));
        Assert.All(actual.StandardErrors, error => Assert.Equal(double.PositiveInfinity, error));
    }

    [Fact]
    public void Explain_OtherSeed_GivesOtherValuesAndTheSameSeedTheSame()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(12, 1, 3), 5, 2);
        double[] rows = TestGames.Numbers(1).Fill(12);

        double[] first = KernelShap.Explain(game, rows, new() { MaxEvaluations = 100, Seed = 1 }, default).Values;

        Assert.Equal(first, KernelShap.Explain(game, rows, new() { MaxEvaluations = 100, Seed = 1 }, default).Values);
        Assert.NotEqual(first, KernelShap.Explain(game, rows, new() { MaxEvaluations = 100, Seed = 2 }, default).Values);
    }

    [Fact]
    public void Explain_Cancelled_Stops()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(12, 1, 3), 5, 2);

        Assert.Throws<OperationCanceledException>(() => KernelShap.Explain(game, new double[12], new(), new(canceled: true)));
    }

    [Fact]
    public void Evaluate_SecondRow_AllocatesNothing()
    {
        var game = new ExplanationGame(new SumModel(12), new(TestGames.Numbers(1).Fill(50 * 12), 12), TestGames.Single(12), Link.Logit);
        CoalitionPlan plan = CoalitionPlan.Create(12, new(), 0);
        using var evaluator = new CoalitionEvaluator(game, plan.Words);
        double[] row = TestGames.Numbers(2).Fill(12), values = new double[plan.CoalitionCount], deviations = new double[8 * plan.CoalitionCount];
        var solver = new SampleSolver(plan, [.. Enumerable.Range(0, 12)]);
        double[] attributions = new double[12], errors = new double[12], halfWidths = new double[12];
        void Run()
        {
            evaluator.Evaluate(row, 0, values, deviations, default);
            solver.Solve(values, 1, 1, attributions, errors, halfWidths);
            solver.Regression.Estimate(values, 1, 1, attributions);
        }

        Run();

        Assert.Equal(0, Allocations.Of(Run));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(501)]
    public void Mask_VectorAndScalar_Agree(int columns)
    {
        double[] row = TestGames.Numbers(1).Fill(columns), fill = TestGames.Numbers(2).Fill(columns);
        long[] mask = [.. Enumerable.Range(0, columns).Select(c => c % 3 == 0 ? -1L : 0)];
        double[] vector = new double[columns], scalar = new double[columns];

        CellMixer.Mask(row, fill, mask, vector);
        CellMixer.MaskScalar(row, fill, mask, scalar);

        Assert.Equal(scalar, vector);
        Assert.Equal(row[0], vector[0]);
    }

    private static double SquaredError(Attributions estimate, Attributions exact) =>
        estimate.Values.Zip(exact.Values, (a, b) => (a - b) * (a - b)).Sum() / exact.Values.Sum(value => value * value);

    /// <summary>A model that allocates nothing itself.</summary>
    private sealed class SumModel(int columns) : IModel
    {
        public int ColumnCount => columns;

        public int OutputCount => 1;

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
        {
            for (int i = 0; i < outputs.Length; i++)
            {
                double sum = 0;
                foreach (double cell in rows.Slice(i * columns, columns))
                    sum += cell * Math.Abs(sum + cell);
                outputs[i] = 1 / (1 + Math.Exp(-sum / 100));
            }
        }
    }
}
