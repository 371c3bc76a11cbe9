using XaiFunctions.Core.Privacy;

namespace XaiFunctions.Core.Tests.Privacy;

public sealed class PrivacyMechanismTests
{
    // scipy.optimize.brentq 1.10.1 on theorem 8 of Balle and Wang 2018.
    [Theory]
    [InlineData(1, 1e-5, 3.7306316348159387)]
    [InlineData(0.1, 1e-6, 36.30469042619627)]
    [InlineData(5, 1e-8, 1.1390127816044422)]
    public void GaussianDeviation_Theorem_AgreesWithSciPy(double epsilon, double delta, double expected)
    {
        // Where delta is 1e-8, the difference of two distribution functions that it is found by is known to about 1e-16, which is 1e-8 of it.
        Assert.InRange(PrivacyMechanism.GaussianDeviation(1, epsilon, delta) / expected, 1 - 1e-8, 1 + 1e-8);
        Assert.InRange(PrivacyMechanism.GaussianDeviation(0.01, epsilon, delta) / expected, 0.01 * (1 - 1e-8), 0.01 * (1 + 1e-8));
    }

    [Fact]
    public void Release_Laplace_HasItsSpreadAndIsOnAGrid()
    {
        RandomBits bits = Seeded(1);
        double[] exact = new double[20_000];
        Array.Fill(exact, 0.123456789);

        double[] noisy = PrivacyMechanism.Release(exact, 0.5, NoiseKind.Laplace, new PrivacyCost(2, 0), bits);

        // Scale 0.25 and 20,000 steps of 2^-22 more: E|noise| = b, its deviation b.
        double scale = (0.5 + (20_000 * Math.ScaleB(1, -22))) / 2;
        Assert.InRange(noisy.Average(value => Math.Abs(value - 0.123456789)), scale * (1 - (5 / Math.Sqrt(20_000))), scale * (1 + (5 / Math.Sqrt(20_000))));
        Assert.All(noisy, value => Assert.Equal(0, Math.IEEERemainder(value, Math.ScaleB(1, -22))));
    }

    [Fact]
    public void Release_Gaussian_HasItsSpread()
    {
        double[] noisy = PrivacyMechanism.Release(new double[20_000], 1, NoiseKind.AnalyticGaussian, new PrivacyCost(1, 1e-5), Seeded(2));

        double deviation = Math.Sqrt(noisy.Sum(value => value * value) / noisy.Length);
        Assert.InRange(deviation / 3.7306316348159387, 1 - (5 / Math.Sqrt(40_000)), 1 + (5 / Math.Sqrt(40_000)) + 1e-3);
        Assert.InRange(noisy.Average(), -5 * deviation / Math.Sqrt(20_000), 5 * deviation / Math.Sqrt(20_000));
    }

    [Fact]
    public void Release_Laplace_KeepsItsPromiseOnNeighbours()
    {
        // Two inputs that differ by the sensitivity: no event's probability may grow by more than e^epsilon. Events: the result is at most t.
        const int draws = 40_000;
        double[] first = PrivacyMechanism.Release(new double[draws], draws, NoiseKind.Laplace, new PrivacyCost(draws, 0), Seeded(3));
        double[] second = PrivacyMechanism.Release([.. Enumerable.Repeat(1.0, draws)], draws, NoiseKind.Laplace, new PrivacyCost(draws, 0), Seeded(4));
        for (double t = -2; t <= 2; t += 0.5)
        {
            double p = first.Count(value => value <= t) / (double)draws, q = second.Count(value => value <= t) / (double)draws;
            Assert.InRange(p, 0, (Math.E * q) + (5 * Math.Sqrt(p / draws)) + (5 * Math.E * Math.Sqrt(q / draws)));
        }

        // And it is not far more noise than that promise needs: at the lowest event the ratio is e.
        Assert.InRange(first.Count(value => value <= -1) / (double)second.Count(value => value <= -1), 2.4, 3.05);
    }

    [Fact]
    public void PrivateImportance_ManyRows_IsNearTheTruth()
    {
        PrivateImportance release = PrivateImportance.Release(
            ["age", "income"], [100_000 * 0.3, 100_000 * 0.1], 100_000, 1, NoiseKind.Laplace, new PrivacyCost(1, 0), Seeded(5));

        // Scale 2 C / n = 2e-5; 20 of these are exceeded once in 5e8.
        Assert.Equal(2e-5, release.Scale, 1e-18);
        Assert.Equal(0.3, release.Entries[0].Value, 4e-4);
        Assert.Equal(0.1, release.Entries[1].Value, 4e-4);
    }

    [Fact]
    public void Release_NonsenseInput_IsRefused()
    {
        RandomBits bits = Seeded(6);

        Assert.Throws<ArgumentException>(() => PrivateImportance.Release(["a"], [1], 5, 1, NoiseKind.Laplace, new PrivacyCost(1, 0), bits));
        Assert.Throws<ArgumentException>(() => PrivateImportance.Release(["a"], [200], 100, 1, NoiseKind.Laplace, new PrivacyCost(1, 0), bits));
        Assert.Throws<ArgumentException>(() => PrivacyMechanism.Release([1], 1, NoiseKind.Laplace, new PrivacyCost(1, 0.1), bits));
        Assert.Throws<ArgumentException>(() => PrivacyMechanism.Release([double.NaN], 1, NoiseKind.Laplace, new PrivacyCost(1, 0), bits));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrivacyMechanism.Release([1], 1, NoiseKind.AnalyticGaussian, new PrivacyCost(1, 0), bits));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrivacyMechanism.LaplaceScale(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrivacyMechanism.LaplaceScale(1, 0));
    }

    [Fact]
    public void Ledger_Releases_AddUpAndEnd()
    {
        var ledger = new PrivacyLedger(new PrivacyCost(1, 1e-5));
        for (int release = 0; release < 10; release++)
            ledger = ledger.Spend(new PrivacyEntry("importances", new PrivacyCost(0.1, 1e-6)));

        Assert.Equal(1, ledger.Spent.Epsilon, 1e-12);
        Assert.False(ledger.CanSpend(new PrivacyEntry("more", new PrivacyCost(0.01, 0))));
        Assert.Throws<InvalidOperationException>(() => ledger.Spend(new PrivacyEntry("more", new PrivacyCost(0.01, 0))));
    }

    [Fact]
    public void Ledger_DisjointSlices_CostTheDearest()
    {
        PrivacyLedger ledger = new PrivacyLedger(new PrivacyCost(1, 0))
            .Spend(new PrivacyEntry("f", new PrivacyCost(0.5, 0), "sex", "f")).Spend(new PrivacyEntry("m", new PrivacyCost(0.3, 0), "sex", "m"))
            .Spend(new PrivacyEntry("m again", new PrivacyCost(0.3, 0), "sex", "m")).Spend(new PrivacyEntry("all", new PrivacyCost(0.2, 0)));

        Assert.Equal(0.8, ledger.Spent.Epsilon, 1e-12);
        Assert.Throws<ArgumentException>(() => ledger.Spend(new PrivacyEntry("no partition", new PrivacyCost(0.1, 0), null, "m")));
        Assert.Throws<ArgumentException>(() => ledger.Spend(new PrivacyEntry("free", new PrivacyCost(0, 0))));
        Assert.Throws<ArgumentException>(() => new PrivacyLedger(new PrivacyCost(0, 0)));
    }

    private static RandomBits Seeded(ulong seed)
    {
        ulong counter = 0;
        return () => XaiFunctions.Core.Shapley.CounterRandom.Next(seed, counter++);
    }
}
