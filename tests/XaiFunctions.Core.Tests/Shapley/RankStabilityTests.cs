using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class RankStabilityTests
{
    [Theory]
    [InlineData(1.0, 0.5, 0.3)]
    [InlineData(-1.0, 0.95, 0.3)]
    [InlineData(0.2, -0.1, 0.3)]
    [InlineData(5.0, 1.0, 1e-6)]
    [InlineData(1.0 + 1e-6, 1.0, 1e-6)]
    public void TopK_TwoPlayersWithTheSameError_IsTheClosedForm(double first, double second, double error)
    {
        // |X| > |Y| where X - Y and X + Y, which are independent, have the same sign.
        double a = Math.Abs(first), b = Math.Abs(second), deviation = error * Math.Sqrt(2);
        double apart = Normal.Cumulative((a - b) / deviation), together = Normal.Cumulative((a + b) / deviation);
        double expected = (apart * together) + ((1 - apart) * (1 - together));

        Assert.Equal(expected, RankStability.TopK([first, second], [error, error], 1)!.Value, 1e-4);
        Assert.Equal(expected, RankStability.TopK([second, first], [error, error], 1)!.Value, 1e-4);
    }

    [Fact]
    public void TopK_ManyPlayers_IsTheShareOfDrawsThatKeepTheTop()
    {
        const int players = 9, draws = 40_000;
        IEnumerator<double> numbers = TestGames.Numbers(5);
        double[] values = [.. numbers.Fill(players).OrderByDescending(Math.Abs)];
        double[] errors = [.. numbers.Fill(players).Select(number => number > 1 ? 0 : Math.Abs(number) / 4)];
        int[] kept = new int[players];
        var random = new Random(1);
        for (int draw = 0; draw < draws; draw++)
        {
            double[] drawn = [.. values.Select((value, i) =>
                Math.Abs(value + (errors[i] * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))))];
            for (int k = 1; k < players; k++)
                kept[k] += drawn[..k].Min() > drawn[k..].Max() ? 1 : 0;
        }

        Assert.Contains(0, errors);
        for (int k = 1; k < players; k++)
        {
            double probability = RankStability.TopK(values, errors, k)!.Value, share = kept[k] / (double)draws;
            Assert.Equal(share, probability, 1e-4 + (4 * Math.Sqrt(0.25 / draws)));
        }
    }

    [Fact]
    public void TopK_ExactAttributions_AreSureUnlessTheyTie()
    {
        double[] values = [0.5, -2, 1, -1, 1, 0], none = new double[6];

        Assert.Equal(1, RankStability.TopK(values, none, 1));
        Assert.Equal(1 / 3.0, RankStability.TopK(values, none, 2)!.Value, 1e-15);
        Assert.Equal(1 / 3.0, RankStability.TopK(values, none, 3)!.Value, 1e-15);
        Assert.Equal(1, RankStability.TopK(values, none, 4));
        Assert.Equal(1, RankStability.TopK(values, none, 6));
        Assert.Equal(1, RankStability.TopK(values, none, 99));
    }

    [Fact]
    public void TopK_ExactTieAmongUncertainOnes_NeedsTheUncertainOnTheirSides()
    {
        double aboveOne = 1 - (Normal.Cumulative((1 - 1.2) / 0.3) - Normal.Cumulative((-1 - 1.2) / 0.3));
        double belowOne = Normal.Cumulative((1 - 0.7) / 0.4) - Normal.Cumulative((-1 - 0.7) / 0.4);

        double? probability = RankStability.TopK([1.2, 1, 1, 0.7], [0.3, 0, 0, 0.4], 2);

        Assert.Equal(aboveOne * belowOne / 2, probability!.Value, 1e-12);
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void TopK_UnknownError_IsUnknown(double error) => Assert.Null(RankStability.TopK([3, 2, 1], [0.1, error, 0.1], 1));

    [Fact]
    public void TopK_ArgumentsThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RankStability.TopK([1, 2], [0, 0], 0));
        Assert.Throws<ArgumentException>(() => RankStability.TopK([1, 2], [0], 1));
    }

    [Fact]
    public void TopK_OverManySamples_IsHowOftenTheTopIsRight()
    {
        const int players = 12, rows = 16, plans = 60, bands = 4;
        var game = TestGames.Game(TestGames.Sigmoid(players, 1, 21), 3, 1);
        double[] cells = TestGames.Numbers(8).Fill(rows * players);
        Attributions exact = KernelShap.Explain(game, cells, new() { Method = ShapleyMethod.Exact }, default);
        double[] claimed = new double[bands];
        int[] right = new int[bands], claims = new int[bands];
        for (int plan = 0; plan < plans; plan++)
        {
            Attributions sampled = KernelShap.ExplainBlock(game, cells, plan, new() { MaxEvaluations = 8 * players }, default);
            for (int row = 0; row < rows; row++)
            {
                for (int k = 1; k < players; k++)
                {
                    double probability = RankStability.TopK(sampled.ValuesOf(row, 0), sampled.StandardErrors.AsSpan(row * players, players), k)!.Value;
                    int band = Math.Min(bands - 1, (int)(bands * probability));
                    claimed[band] += probability;
                    claims[band]++;
                    right[band] += Top(exact, row, k).SetEquals(Top(sampled, row, k)) ? 1 : 0;
                }
            }
        }

        // Three standard deviations, were the claims of a row for all k but one.
        for (int band = 0; band < bands; band++)
        {
            double mean = claimed[band] / claims[band];
            Assert.Equal(mean, right[band] / (double)claims[band], 3 * Math.Sqrt(mean * (1 - mean) * (players - 1) / claims[band]));
        }

        HashSet<int> Top(Attributions attributions, int row, int k)
        {
            double[] values = attributions.ValuesOf(row, 0).ToArray();
            return [.. Enumerable.Range(0, players).OrderByDescending(player => Math.Abs(values[player])).Take(k)];
        }
    }
}
