using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Privacy;

/// <summary>How noise is added.</summary>
public enum NoiseKind
{
    /// <summary>Laplace noise for the sum of absolute changes; pure differential privacy.</summary>
    Laplace,

    /// <summary>Normal noise for the Euclidean size of the change; needs a delta above 0.</summary>
    AnalyticGaussian,
}

/// <summary>The cost of a release.</summary>
/// <param name="Epsilon">By which factor e^epsilon, at most, a probability changes if one row changes; positive.</param>
/// <param name="Delta">The probability with which that may not hold; 0 for Laplace.</param>
public readonly record struct PrivacyCost(double Epsilon, double Delta);

/// <summary>The noise of differentially private releases (Dwork and Roth 2014).</summary>
public static class PrivacyMechanism
{
    private const int GridBits = 20;

    /// <summary>The scale of Laplace noise: sensitivity / epsilon.</summary>
    public static double LaplaceScale(double sensitivity, double epsilon)
    {
        Check(sensitivity, epsilon);
        return sensitivity / epsilon;
    }

    /// <summary>
    /// The least standard deviation of normal noise (Balle and Wang 2018, theorem 8): the least sigma with
    /// <c>Phi(D/2s - e s/D) - e^e Phi(-D/2s - e s/D) &lt;= delta</c>, D the sensitivity, e epsilon, s sigma; found by bisection to 1e-15 of itself, on the safe side.
    /// </summary>
    public static double GaussianDeviation(double sensitivity, double epsilon, double delta)
    {
        Check(sensitivity, epsilon);
        if (!(delta > 0 && delta < 1))
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "Delta lies between 0 and 1.");

        double low = 0, high = 1;
        while (Excess(high, epsilon) > delta)
            (low, high) = (high, high * 2);
        while (high - low > 1e-15 * high)
        {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high)
                break;
            if (Excess(middle, epsilon) > delta)
                low = middle;
            else
                high = middle;
        }

        return high * sensitivity;
    }

    /// <summary>
    /// Releases numbers with noise. Every result is a multiple of a step of about 2^-20 of the noise's scale, and the numbers are put on that grid before, for which the sensitivity grows by
    /// one step a number: the low bits of floating-point noise would tell the number otherwise (Mironov 2012).
    /// </summary>
    /// <param name="values">The exact numbers.</param>
    /// <param name="sensitivity">By how much they may change if one row changes: the sum of absolute changes for Laplace noise, the Euclidean size for normal noise; positive.</param>
    /// <param name="kind">The noise.</param>
    /// <param name="cost">What the release may cost.</param>
    /// <param name="bits">Where randomness comes from.</param>
    /// <exception cref="ArgumentException">A value is not finite, or the cost does not fit the noise.</exception>
    public static double[] Release(ReadOnlySpan<double> values, double sensitivity, NoiseKind kind, PrivacyCost cost, RandomBits bits)
    {
        ArgumentNullException.ThrowIfNull(bits);
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                throw new ArgumentException("A number to release is not finite.", nameof(values));
        }

        if (kind == NoiseKind.Laplace && cost.Delta != 0)
            throw new ArgumentException("Laplace noise has no delta.", nameof(cost));

        double wanted = Scale(sensitivity, kind, cost), step = Math.ScaleB(1, Math.ILogB(wanted) - GridBits);
        double scale = Scale(sensitivity + (step * (kind == NoiseKind.Laplace ? values.Length : Math.Sqrt(values.Length))), kind, cost) / step;
        var noisy = new double[values.Length];
        for (int index = 0; index < noisy.Length; index++)
        {
            // The difference of two geometric counts is a Laplace count.
            double steps = kind == NoiseKind.Laplace ? bits.Geometric(scale) - bits.Geometric(scale) : Math.Round(bits.Normal() * scale);
            noisy[index] = (Math.Round(values[index] / step) + steps) * step;
        }

        return noisy;
    }

    private static double Scale(double sensitivity, NoiseKind kind, PrivacyCost cost) =>
        kind == NoiseKind.Laplace ? LaplaceScale(sensitivity, cost.Epsilon) : GaussianDeviation(sensitivity, cost.Epsilon, cost.Delta);

    // The delta that noise of a deviation in units of the sensitivity leaves. The product is taken by logarithms where e^epsilon is large.
    private static double Excess(double deviation, double epsilon)
    {
        double half = 1 / (2 * deviation), shift = epsilon * deviation;
        double tail = Normal.Cumulative(-half - shift);
        return Normal.Cumulative(half - shift) - (tail > 0 ? Math.Exp(epsilon + Math.Log(tail)) : 0);
    }

    private static void Check(double sensitivity, double epsilon)
    {
        if (!(sensitivity > 0 && double.IsFinite(sensitivity)))
            throw new ArgumentOutOfRangeException(nameof(sensitivity), sensitivity, "A sensitivity is positive.");
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon is positive.");
    }
}
