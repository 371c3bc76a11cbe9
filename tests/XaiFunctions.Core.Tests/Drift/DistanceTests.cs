using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Drift;

/// <summary>Golden numbers: SciPy 1.10.1 (ks_2samp, wasserstein_distance, spatial.distance.jensenshannon, chi2_contingency) and NumPy 1.24.2.</summary>
public sealed class DistanceTests
{
    private static readonly long[] ReferenceBins = [120, 90, 60, 30];
    private static readonly long[] CurrentBins = [70, 80, 75, 55];

    internal static double[] Reference { get; } = [.. Enumerable.Range(0, 60).Select(i => i * 37 % 101 / 7.0)];

    internal static double[] Current { get; } = [.. Enumerable.Range(0, 45).Select(i => (((i * 53) + 11) % 97 / 6.0) + 0.5)];

    [Fact]
    public void KolmogorovSmirnov_TwoSamples_AgreesWithSciPy()
    {
        (NumberCounts reference, NumberCounts current) = Count(Reference, Current);

        KolmogorovSmirnovTest test = NumberDistances.KolmogorovSmirnov(reference, current);

        Assert.Equal(0.16111111111111112, test.Statistic, 1e-12);
        Assert.Equal(0.47570855850344584, test.PValue, 1e-12);
        Assert.Equal(0, test.MaxError);
        Assert.True(test.Interval.Contains(test.Statistic));
    }

    [Fact]
    public void Distances_ManyTies_AgreeWithSciPy()
    {
        (NumberCounts reference, NumberCounts current) = Count(
            [.. Enumerable.Range(0, 50).Select(i => (double)(i * i % 7))], [.. Enumerable.Range(0, 40).Select(i => (double)(((i * i) + (3 * i)) % 9))]);

        Assert.Equal(0.2, NumberDistances.KolmogorovSmirnov(reference, current).Statistic, 1e-12);
        Assert.Equal(1.2149999999999999, NumberDistances.Wasserstein(reference, current).Value, 1e-12);
    }

    [Fact]
    public void Wasserstein_AllValuesArePoints_AgreesWithSciPy()
    {
        double[] both = [.. Reference, .. Current];
        NumberGrid grid = NumberGrid.Of(both, int.MaxValue);

        Distance distance = NumberDistances.Wasserstein(NumberCounts.Of(grid, Reference), NumberCounts.Of(grid, Current));

        Assert.Equal(1.341005291005291, distance.Value, 1e-12);
        Assert.Equal(0, distance.MaxError);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(20)]
    [InlineData(5)]
    public void Distances_FewerPoints_AreWithinTheErrorTheyState(int points)
    {
        NumberGrid grid = NumberGrid.Of(Reference, points);
        NumberCounts reference = NumberCounts.Of(grid, Reference), current = NumberCounts.Of(grid, Current);

        Distance distance = NumberDistances.Wasserstein(reference, current);
        KolmogorovSmirnovTest test = NumberDistances.KolmogorovSmirnov(reference, current);

        Assert.InRange(1.341005291005291, distance.Value - distance.MaxError - 1e-12, distance.Value + distance.MaxError + 1e-12);
        Assert.InRange(0.16111111111111112, test.Statistic - 1e-12, test.Statistic + test.MaxError + 1e-12);
        Assert.True(distance.MaxError < (points > 20 ? 0.1 : points == 20 ? 0.5 : 2));
    }

    [Fact]
    public void Wasserstein_FunctionsCrossBetweenPoints_IsWithinTheErrorItStates()
    {
        // Both sides between two points: 5, 5 against 1, 9, whose distance is 4 (scipy.stats.wasserstein_distance).
        NumberGrid grid = NumberGrid.Of([], edges: [0, 10]);

        Distance distance = NumberDistances.Wasserstein(NumberCounts.Of(grid, [5, 5]), NumberCounts.Of(grid, [1, 9]));

        Assert.InRange(4, distance.Value - distance.MaxError, distance.Value + distance.MaxError);
        Assert.InRange(distance.MaxError, 4, 10);
    }

    [Fact]
    public void Wasserstein_Shift_IsTheShift()
    {
        (NumberCounts reference, NumberCounts current) = Count(Reference, [.. Reference.Select(value => value + 100)]);

        Assert.Equal(100, NumberDistances.Wasserstein(reference, current).Value, 1e-12 * 100);
    }

    [Fact]
    public void Divergences_FourBins_AgreeWithSciPyAndNumPy()
    {
        Assert.Equal(0.15612278337416746, Divergences.PopulationStability(ReferenceBins, CurrentBins).Value, 1e-12);
        Assert.Equal(0.16675813199362088, Divergences.JensenShannon(ReferenceBins, CurrentBins).Value, 1e-12);
        Assert.Equal(0.13926309457324731, Divergences.Hellinger(ReferenceBins, CurrentBins).Value, 1e-12);
        Assert.Equal(7.814727903251178 * ((1.0 / 300) + (1.0 / 280)), Divergences.PopulationStability(ReferenceBins, CurrentBins).Critical!.Value, 1e-12);
    }

    [Fact]
    public void Divergences_BinEmptyOnBothSides_ChangesNothing() =>
        Assert.Equal(Divergences.PopulationStability(ReferenceBins, CurrentBins), Divergences.PopulationStability([.. ReferenceBins, 0], [.. CurrentBins, 0]));

    [Fact]
    public void PopulationStability_EmptyBin_TakesTheShareForIt() =>
        Assert.Equal(((0.5 - 1e-4) * Math.Log(0.5 / 1e-4)) + ((0.5 - 1) * Math.Log(0.5)), Divergences.PopulationStability([0, 50], [40, 40]).Value, 1e-12);

    [Fact]
    public void HomogeneityTest_FourBins_AgreesWithSciPy()
    {
        HomogeneityTest test = HomogeneityTest.Of(ReferenceBins, CurrentBins);

        Assert.Equal(22.10236375251855, test.Statistic, 1e-12 * 22);
        Assert.Equal(6.210891353752335e-05, test.PValue, 1e-16);
        Assert.Equal(3, test.Freedom);
    }

    [Fact]
    public void Divergences_EmptySide_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Divergences.Hellinger([0, 0], [1, 2]));
        Assert.Throws<ArgumentException>(() => Divergences.Hellinger([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => NumberDistances.Wasserstein(new NumberCounts(NumberGrid.Of([1])), NumberCounts.Of(NumberGrid.Of([1]), [1])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.02)]
    [InlineData(0.1)]
    public void Interval_RepeatedSamples_HoldsTheTruthAsOftenAsItSays(double shift)
    {
        double[] r = [0.3, 0.25, 0.2, 0.15, 0.1], c = [0.3 - shift, 0.25 - (shift / 2), 0.2, 0.15 + (shift / 2), 0.1 + shift];
        double psi = r.Zip(c).Sum(pair => (pair.Second - pair.First) * Math.Log(pair.Second / pair.First));
        double hellinger = Math.Sqrt(r.Zip(c).Sum(pair => Math.Pow(Math.Sqrt(pair.Second) - Math.Sqrt(pair.First), 2)) / 2);
        var draws = new Draws(3, 1);
        long[] reference = new long[5], current = new long[5];
        int held = 0, heldToo = 0, beyond = 0;
        double middles = 0;
        const int samples = 1000;
        for (int sample = 0; sample < samples; sample++)
        {
            draws.Multinomial([.. r.Select(share => (long)(share * 2000))], reference);
            draws.Multinomial([.. c.Select(share => (long)Math.Round(share * 1000))], current);
            Distance distance = Divergences.PopulationStability(reference, current);
            held += distance.Interval.Contains(psi) ? 1 : 0;
            middles += (distance.Interval.Low + distance.Interval.High) / 2;
            heldToo += Divergences.Hellinger(reference, current).Interval.Contains(hellinger) ? 1 : 0;
            beyond += distance.Value > distance.Critical ? 1 : 0;
        }

        // 0.95 less five standard errors of a share of 1,000, and 0.02 for the normal approximation of a skewed statistic.
        Assert.InRange(held, 895, samples);
        Assert.InRange(heldToo, 895, samples);
        if (shift == 0)
            Assert.InRange(beyond, 15, 85);

        // Half of the bias, 4 (1/2000 + 1/1000), that is taken off.
        if (shift == 0.1)
            Assert.InRange(middles / samples, psi - 0.003, psi + 0.003);
    }

    [Fact]
    public void Merge_AnyParts_AreTheWhole()
    {
        NumberGrid grid = NumberGrid.Of(Reference, 20);
        NumberCounts whole = NumberCounts.Of(grid, [.. Current, double.NaN]), first = NumberCounts.Of(grid, Current.AsSpan(0, 17)), second = NumberCounts.Of(grid, [.. Current[17..], double.NaN]);

        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, true))
            second.Write(writer);
        stream.Position = 0;
        first.Merge(NumberCounts.Read(new BinaryReader(stream)));

        NumberCounts reference = NumberCounts.Of(grid, Reference);
        Assert.Equal((45, 1), (first.Count, first.Missing));
        Assert.Equal(whole.StandardDeviation, first.StandardDeviation, 1e-12);
        Assert.Equal(NumberDistances.KolmogorovSmirnov(reference, whole), NumberDistances.KolmogorovSmirnov(reference, first));
        Assert.Equal(NumberDistances.Wasserstein(reference, whole).Value, NumberDistances.Wasserstein(reference, first).Value, 1e-12);
        Assert.Throws<ArgumentException>(() => first.Merge(NumberCounts.Of(NumberGrid.Of([1]), [1])));
    }

    private static (NumberCounts Reference, NumberCounts Current) Count(double[] reference, double[] current)
    {
        NumberGrid grid = NumberGrid.Of(reference, int.MaxValue);
        return (NumberCounts.Of(grid, reference), NumberCounts.Of(grid, current));
    }
}
