using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Drift;

/// <summary>Pearson's chi-squared test that two sets of counts come from one distribution.</summary>
/// <param name="Statistic">The sum of (observed - expected)^2 / expected over both sides and all bins that are not empty on both.</param>
/// <param name="Freedom">The degrees of freedom: those bins less one.</param>
/// <param name="PValue">The probability of as large a statistic if nothing has changed; 1 with a single bin.</param>
/// <param name="CramersV">The size of the effect, 0 to 1: the root of statistic / (N + M).</param>
/// <param name="LowExpected">The cells of which fewer than 5 are expected; with many of them the p value is rough (Cochran 1954).</param>
public sealed record HomogeneityTest(double Statistic, int Freedom, double PValue, double CramersV, int LowExpected)
{
    /// <summary>Makes the test, without Yates' correction.</summary>
    /// <param name="reference">Counts of the reference by bin.</param>
    /// <param name="current">Counts of the current values by the same bins.</param>
    /// <exception cref="ArgumentException">The bins differ in number, or a side is empty.</exception>
    public static HomogeneityTest Of(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        if (reference.Length != current.Length)
            throw new ArgumentException($"{reference.Length} bins cannot be compared with {current.Length}.", nameof(current));

        double n = 0, m = 0;
        for (int bin = 0; bin < reference.Length; bin++)
            (n, m) = (n + reference[bin], m + current[bin]);
        if (n == 0 || m == 0)
            throw new ArgumentException("A side without values cannot be compared.", nameof(current));

        double statistic = 0;
        int bins = 0, low = 0;
        for (int bin = 0; bin < reference.Length; bin++)
        {
            double both = reference[bin] + current[bin];
            if (both == 0)
                continue;

            bins++;
            double expectedReference = both * n / (n + m), expectedCurrent = both * m / (n + m);
            double difference = reference[bin] - expectedReference;
            statistic += (difference * difference / expectedReference) + (difference * difference / expectedCurrent);
            low += (expectedReference < 5 ? 1 : 0) + (expectedCurrent < 5 ? 1 : 0);
        }

        return new HomogeneityTest(statistic, bins - 1, ChiSquared.Survival(statistic, bins - 1), Math.Sqrt(statistic / (n + m)), low);
    }
}
