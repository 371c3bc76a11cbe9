using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Drift;

/// <summary>A distance of two distributions with what is needed to judge it.</summary>
/// <param name="Value">The distance, in the unit of its definition; not negative.</param>
/// <param name="Interval">Its 95 % interval.</param>
/// <param name="Critical">What the distance exceeds with 5 % probability although nothing has changed; null if that is not known.</param>
/// <param name="MaxError">By how much the value may be off because values are counted in cells; 0 if it is exact.</param>
public sealed record Distance(double Value, Interval Interval, double? Critical, double MaxError = 0);

/// <summary>
/// Divergences of two sets of counts over the same bins: shares r of the reference and c of the current values.
/// </summary>
/// <remarks>
/// <para>Near equality all three are the same quadratic form up to a factor, and distributed as it (1/N + 1/M) chi-squared with B - 1 degrees of freedom if nothing has changed (for PSI: Yurdakul
/// 2018), which gives the critical values; B counts the bins that are not empty on both sides. The interval is the delta method's for two independent multinomial samples about the value
/// less its bias, (B - 1)(1/N + 1/M), the variance of the null distribution added, cut at 0.</para>
/// </remarks>
public static class Divergences
{
    /// <summary>
    /// The population stability index <c>sum over bins of (c - r) ln(c / r)</c> (Lewis 1994; Siddiqi 2006), with a share of <paramref name="emptyShare"/> in the place of 0.
    /// </summary>
    /// <param name="reference">Counts of the reference by bin.</param>
    /// <param name="current">Counts of the current values by the same bins.</param>
    /// <param name="emptyShare">What stands for an empty bin.</param>
    /// <exception cref="ArgumentException">The bins differ in number, or a side is empty.</exception>
    public static Distance PopulationStability(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, double emptyShare = 1e-4) =>
        Measure(reference, current, 1, false, (r, c) =>
        {
            (r, c) = (r == 0 ? emptyShare : r, c == 0 ? emptyShare : c);
            double log = Math.Log(c / r);
            return ((c - r) * log, -log + 1 - (c / r), log + 1 - (r / c));
        });

    /// <summary>
    /// The Jensen-Shannon distance: the root of <c>(KL(r, m) + KL(c, m)) / 2</c> with <c>m = (r + c) / 2</c> and logarithms to base 2 (Lin 1991; Endres and Schindelin 2003); 0 to 1.
    /// </summary>
    /// <inheritdoc cref="PopulationStability" path="/param"/>
    /// <inheritdoc cref="PopulationStability" path="/exception"/>
    public static Distance JensenShannon(ReadOnlySpan<long> reference, ReadOnlySpan<long> current) =>
        Measure(reference, current, 1 / (8 * Math.Log(2)), true, (r, c) =>
        {
            double middle = (r + c) / 2;
            double fromReference = r > 0 ? Math.Log2(r / middle) : 0, fromCurrent = c > 0 ? Math.Log2(c / middle) : 0;
            return (((r * fromReference) + (c * fromCurrent)) / 2, fromReference / 2, fromCurrent / 2);
        });

    /// <summary>The Hellinger distance: <c>|sqrt(r) - sqrt(c)| / sqrt(2)</c>; 0 to 1.</summary>
    /// <inheritdoc cref="PopulationStability" path="/param"/>
    /// <inheritdoc cref="PopulationStability" path="/exception"/>
    public static Distance Hellinger(ReadOnlySpan<long> reference, ReadOnlySpan<long> current) =>
        Measure(reference, current, 1.0 / 8, true, (r, c) =>
        {
            double difference = Math.Sqrt(r) - Math.Sqrt(c);
            return (difference * difference / 2, r > 0 ? (1 - Math.Sqrt(c / r)) / 2 : 0, c > 0 ? (1 - Math.Sqrt(r / c)) / 2 : 0);
        });

    // The term of a bin and its derivatives by r and by c.
    private static Distance Measure(
        ReadOnlySpan<long> reference, ReadOnlySpan<long> current, double factor, bool isRoot, Func<double, double, (double Term, double ByReference, double ByCurrent)> ofBin)
    {
        (double n, double m) = Totals(reference, current);
        double value = 0, meanR = 0, meanC = 0, squareR = 0, squareC = 0;
        int bins = 0;
        for (int bin = 0; bin < reference.Length; bin++)
        {
            if (reference[bin] == 0 && current[bin] == 0)
                continue;

            bins++;
            double r = reference[bin] / n, c = current[bin] / m;
            (double term, double byReference, double byCurrent) = ofBin(r, c);
            value += term;
            meanR += r * byReference;
            meanC += c * byCurrent;
            squareR += r * byReference * byReference;
            squareC += c * byCurrent * byCurrent;
        }

        double scale = factor * ((1 / n) + (1 / m));
        double bias = (bins - 1) * scale;
        double variance = ((squareR - (meanR * meanR)) / n) + ((squareC - (meanC * meanC)) / m) + (2 * bias * scale);
        value = Math.Max(0, value);
        Interval interval = Interval.Around(value - bias, Math.Sqrt(Math.Max(0, variance))).Within(0, double.PositiveInfinity);
        double? critical = bins > 1 ? scale * ChiSquared.Critical(0.05, bins - 1) : null;
        return isRoot
            ? new Distance(Math.Sqrt(value), new Interval(Math.Sqrt(interval.Low), Math.Min(1, Math.Sqrt(interval.High))), critical is { } c2 ? Math.Sqrt(c2) : null)
            : new Distance(value, interval, critical);
    }

    private static (double N, double M) Totals(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        if (reference.Length != current.Length)
            throw new ArgumentException($"{reference.Length} bins cannot be compared with {current.Length}.", nameof(current));

        long n = 0, m = 0;
        for (int bin = 0; bin < reference.Length; bin++)
            (n, m) = (n + reference[bin], m + current[bin]);
        if (n == 0 || m == 0)
            throw new ArgumentException("A side without values cannot be compared.", nameof(current));
        return (n, m);
    }
}
