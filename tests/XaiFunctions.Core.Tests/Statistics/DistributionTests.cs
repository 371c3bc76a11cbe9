using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Statistics;

/// <summary>Against SciPy 1.10.1: scipy.stats.norm, chi2, binomtest and ks_2samp, scipy.special.kolmogorov.</summary>
public sealed class DistributionTests
{
    [Theory]
    [InlineData(-8, 6.22096057427174e-16)]
    [InlineData(-3, 0.0013498980316300933)]
    [InlineData(-0.5, 0.3085375387259869)]
    [InlineData(0.1, 0.539827837277029)]
    [InlineData(2, 0.9772498680518208)]
    public void Cumulative_Normal_AgreesWithSciPy(double x, double expected) => AssertRelative(expected, Normal.Cumulative(x));

    [Theory]
    [InlineData(1e-10, -6.361340902404056)]
    [InlineData(0.01, -2.3263478740408408)]
    [InlineData(0.3, -0.5244005127080409)]
    [InlineData(0.975, 1.959963984540054)]
    public void Quantile_Normal_AgreesWithSciPy(double share, double expected) => AssertRelative(expected, Normal.Quantile(share));

    [Theory]
    [InlineData(0.5, 1, 0.47950012218695337)]
    [InlineData(10.5, 3, 0.014760897143990665)]
    [InlineData(40, 9, 7.598525229464264e-06)]
    [InlineData(200, 100, 1.1784500720979781e-08)]
    public void Survival_ChiSquared_AgreesWithSciPy(double x, double freedom, double expected) => AssertRelative(expected, ChiSquared.Survival(x, freedom));

    [Theory]
    [InlineData(1, 3.8414588206941285)]
    [InlineData(3, 7.814727903251178)]
    [InlineData(9, 16.91897760462045)]
    [InlineData(30, 43.77297182574217)]
    public void Critical_ChiSquared_AgreesWithSciPy(double freedom, double expected) => AssertRelative(expected, ChiSquared.Critical(0.05, freedom));

    [Theory]
    [InlineData(0.3, 0.9999906941986655)]
    [InlineData(0.5, 0.9639452436648751)]
    [InlineData(0.9, 0.3927307079406543)]
    [InlineData(1.0, 0.26999967167735456)]
    [InlineData(1.36, 0.049485876755377876)]
    [InlineData(2.5, 7.453306344157342e-06)]
    public void Survival_Kolmogorov_AgreesWithSciPy(double x, double expected) => AssertRelative(expected, Kolmogorov.Survival(x));

    [Fact]
    public void TwoSample_SmallSamples_IsTheExactShareOfPaths()
    {
        AssertRelative(0.4285714285714286, Kolmogorov.TwoSample(0.55, 5, 4));
        AssertRelative(0.47570855850344584, Kolmogorov.TwoSample(0.16111111111111112, 60, 45));
        Assert.Equal(1, Kolmogorov.TwoSample(0, 5, 4));
    }

    [Fact]
    public void TwoSample_LargeSamples_IsTheLimit() =>
        Assert.Equal(Kolmogorov.Survival(Math.Sqrt(750_000) * 0.0015), Kolmogorov.TwoSample(0.0015, 3_000_000, 1_000_000), 1e-12);

    [Fact]
    public void Wilson_Shares_AgreesWithSciPy()
    {
        AssertInterval(0.1811918241010821, 0.5671457233147637, Proportion.Wilson(7, 20));
        AssertInterval(0, 0.20388330103584862, Proportion.Wilson(0, 15));
        AssertInterval(0.7961166989641515, 1, Proportion.Wilson(15, 15));
        Assert.Equal(new Interval(0, 1), Proportion.Wilson(0, 0));
    }

    // Newcombe 1998, table II, contrast (a): 56/70 - 48/80 is 0.0524 to 0.3339; the digits from SciPy's Wilson limits.
    [Fact]
    public void Difference_NewcombesExample_AgreesWithThePaper() =>
        AssertInterval(0.05243147240236484, 0.3338726540369059, Proportion.Difference(56, 70, 48, 80));

    [Fact]
    public void Adjust_FiveTests_AgreesWithTheFormula()
    {
        double[] adjusted = BenjaminiHochberg.Adjust([0.01, 0.04, double.NaN, 0.03, 0.005, 0.5]);

        Assert.Equal([0.025, 0.05, double.NaN, 0.05, 0.025, 0.5], adjusted.Select(value => Math.Round(value, 12)));
    }

    [Theory]
    [InlineData(40, 0.3)]
    [InlineData(5000, 0.4)]
    [InlineData(1000, 0.97)]
    public void Binomial_ManyDraws_HasItsMeanAndVariance(long trials, double probability)
    {
        var draws = new Draws(7, 1);
        double sum = 0, squares = 0;
        const int count = 20_000;
        for (int draw = 0; draw < count; draw++)
        {
            double deviation = draws.Binomial(trials, probability) - (trials * probability);
            sum += deviation;
            squares += deviation * deviation;
        }

        // Five standard errors of the mean and of the variance.
        double variance = trials * probability * (1 - probability);
        Assert.InRange(sum / count, -5 * Math.Sqrt(variance / count), 5 * Math.Sqrt(variance / count));
        Assert.InRange(squares / count / variance, 1 - (5 * Math.Sqrt(2.1 / count)), 1 + (5 * Math.Sqrt(2.1 / count)));
    }

    private static void AssertRelative(double expected, double actual) => Assert.InRange(actual / expected, 1 - 1e-12, 1 + 1e-12);

    private static void AssertInterval(double low, double high, Interval actual)
    {
        Assert.Equal(low, actual.Low, 1e-12);
        Assert.Equal(high, actual.High, 1e-12);
    }
}
