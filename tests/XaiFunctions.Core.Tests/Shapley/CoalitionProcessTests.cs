using System.Numerics;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class CoalitionProcessTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(38)]
    public void TryFactorize_DefiniteMatrix_GivesTheFactorAndCarriesRows(int size)
    {
        const int carried = 3;
        int stride = size + 3;
        double[] random = TestGames.Numbers(3).Fill(size * (size + carried)), matrix = new double[(size + carried) * stride];
        for (int i = 0; i < size + carried; i++)
        {
            for (int j = 0; j < size; j++)
                matrix[(i * stride) + j] = i < size ? Dot(random, i, j, size) + (i == j ? 1 : 0) : random[(i * size) + j];
        }

        double[] rows = [.. matrix];
        Assert.True(CarriedCholesky.TryFactorize(rows, stride, size, size + carried));

        // Row i of [L; carried] times L' gives back row i of the matrix, and of what was carried.
        for (int i = 0; i < size + carried; i++)
        {
            for (int j = 0; j <= Math.Min(i, size - 1); j++)
                Assert.Equal(matrix[(i * stride) + j], Enumerable.Range(0, j + 1).Sum(k => rows[(i * stride) + k] * rows[(j * stride) + k]), 1e-10);
        }

        double[] b = random[..size], x = [.. b];
        CarriedCholesky.SolveTransposed(rows, stride, x);
        for (int j = 0; j < size; j++)
            Assert.Equal(b[j], Enumerable.Range(j, size - j).Sum(k => rows[(k * stride) + j] * x[k]), 1e-10);
    }

    [Fact]
    public void TryFactorize_IndefiniteMatrix_Refuses() => Assert.False(CarriedCholesky.TryFactorize([1, 0, 2, 1], 2, 2, 2));

    [Fact]
    public void Prior_SumsOverSets_AreThoseOfAllOddSets()
    {
        const int n = 7;
        double[] attributions = [1, -0.5, 0.2, 0, 0.7, -0.05, 0.3];
        var prior = new InteractionPrior(n);
        Assert.True(prior.TrySet(attributions));
        double[] shares = [.. attributions.Select(value => Math.Max(0.1, Math.Abs(value)))];
        double[] strengths = [.. shares.Select(share => share * Math.Min(0.4, 2 / shares.Sum()))];
        int[] coalitions = [3, 17, 100, 127];
        double[] signs = [.. Enumerable.Range(0, n).SelectMany(i => coalitions.Select(set => Sign(set, i)))];

        double[] variances = new double[n], covariances = new double[4], ofAttributions = new double[n * 4];
        prior.Variances(variances);
        prior.Covariances([.. Enumerable.Range(0, n).Select(i => Sign(coalitions[1], i))], signs, 4, covariances);
        prior.CovariancesOfAttributions(signs, 4, new double[4], new double[4], ofAttributions);

        int[] odd = [.. Enumerable.Range(1, (1 << n) - 1).Where(set => BitOperations.PopCount((uint)set) % 2 == 1)];
        double Variance(int set) => Enumerable.Range(0, n).Where(i => (set >> i & 1) != 0).Aggregate(1.0, (product, i) => product * strengths[i]);
        double Product(int set, int coalition) => Enumerable.Range(0, n).Where(i => (set >> i & 1) != 0).Aggregate(1.0, (product, i) => product * Sign(coalition, i));
        for (int c = 0; c < coalitions.Length; c++)
        {
            Assert.Equal(odd.Sum(set => Variance(set) * Product(set, coalitions[1]) * Product(set, coalitions[c])), covariances[c], 1e-14);
            for (int i = 0; i < n; i++)
            {
                double expected = odd.Where(set => (set >> i & 1) != 0).Sum(set => 2.0 / BitOperations.PopCount((uint)set) * Variance(set) * Product(set, coalitions[c]));
                Assert.Equal(expected, ofAttributions[(i * 4) + c], 1e-14);
            }
        }

        for (int i = 0; i < n; i++)
            Assert.Equal(odd.Where(set => (set >> i & 1) != 0).Sum(set => 4 * Variance(set) / Math.Pow(BitOperations.PopCount((uint)set), 2)), variances[i], 1e-14);
        Assert.False(prior.TrySet(new double[n]));
    }

    [Theory]
    [InlineData(12, 8, 0.6)]
    [InlineData(14, 16, 0.6)]
    [InlineData(16, 400, 0.3)]
    public void Solve_InteractionsOfEveryOrder_ErrsLessThanTheRegressionAlone(int players, int perPlayer, double factor)
    {
        // In squared error, by the median row. The last has 3,200 pairs, more than are fitted.
        var ratios = new List<double>();
        for (int row = 0; row < 9; row++)
        {
            ExplanationGame game = TestGames.Game(TestGames.Sigmoid(players, 1, (ulong)row), 3, 1);
            double[] cells = TestGames.Numbers((ulong)row + 8).Fill(players);
            Attributions exact = KernelShap.Explain(game, cells, new() { Method = ShapleyMethod.Exact }, default);
            SamplingOptions options = new() { MaxEvaluations = perPlayer * players };
            BlockStatistics statistics = KernelShap.Sample(game, cells, row, new(0, KernelShap.GroupsFor(game, options)), options, default);
            var solver = new SampleSolver(CoalitionPlan.Create(players, options, row), [.. Enumerable.Range(0, players)]);
            double difference = statistics.Predictions[0] - statistics.BaseValues[0];
            double[] values = new double[players], errors = new double[players], halfWidths = new double[players];
            solver.Regression.Estimate(statistics.Values(0), 1, difference, values);
            double alone = values.Zip(exact.Values, (a, b) => (a - b) * (a - b)).Sum();
            solver.Solve(statistics.Values(0), 1, difference, values, errors, halfWidths);
            double process = values.Zip(exact.Values, (a, b) => (a - b) * (a - b)).Sum();
            Assert.Equal(KernelShap.Solve(statistics).Values, values);
            ratios.Add(process / alone);
            Assert.All(values.Zip(exact.Values, errors), trio => Assert.InRange(Math.Abs(trio.First - trio.Second), 0, 8 * trio.Third));
        }

        Assert.InRange(ratios.Order().ElementAt(4), 0, factor);
    }

    [Fact]
    public void Solve_FewPlayersThatMatter_IsExactOnceAllTheirCoalitionsAreIn()
    {
        // Six of ten players are as in the only background row, so that 7 pairs are all there are; a sample of 60 coalitions has them many times over.
        const int players = 10;
        FunctionModel model = TestGames.Sigmoid(players, 1, 4);
        double[] row = TestGames.Numbers(2).Fill(players), fill = [.. row];
        foreach (int player in (int[])[0, 3, 4, 9])
            fill[player] = -row[player];
        var game = new ExplanationGame(model, new(fill, players), TestGames.Single(players), Link.Identity);

        Attributions actual = KernelShap.Explain(game, row, new() { MaxEvaluations = 120 }, default);

        double[,] expected = ReferenceShapley.Explain(model, game.Background, game.Players, Link.Identity, row);
        for (int player = 0; player < players; player++)
            Assert.Equal(expected[0, player], actual.Values[player], 1e-13);
        Assert.All(actual.StandardErrors, error => Assert.Equal(0, error));
    }

    [Fact]
    public void Solve_PlayersLeftOut_GivesTheSameAsAGameWithoutThem()
    {
        const int players = 14;
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(players, 1, 4), 3, 1);
        double[] row = TestGames.Numbers(2).Fill(players);
        row[5] = game.Background.Row(0)[5];
        double[,] exact = ReferenceShapley.Explain(game.Model, game.Background, game.Players, Link.Identity, row);

        Attributions actual = KernelShap.Explain(game, row, new() { MaxEvaluations = 16 * players }, default);

        Assert.Equal((0, 0), (actual.Values[5], actual.StandardErrors[5]));
        for (int player = 0; player < players; player++)
            Assert.InRange(Math.Abs(actual.Values[player] - exact[0, player]), 0, 1e-15 + (6 * actual.StandardErrors[player]));
    }

    private static double Sign(int coalition, int player) => (coalition >> player & 1) != 0 ? 1 : -1;

    private static double Dot(double[] rows, int i, int j, int size) => Enumerable.Range(0, size).Sum(k => rows[(i * size) + k] * rows[(j * size) + k]);
}
