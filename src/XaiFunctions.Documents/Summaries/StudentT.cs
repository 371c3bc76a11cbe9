namespace XaiFunctions.Documents.Summaries;

/// <summary>Quantiles for 95 % intervals of means.</summary>
internal static class StudentT
{
    /// <summary>The 97.5 % quantile of the standard normal distribution.</summary>
    public const double NormalQuantile975 = 1.959963984540054;

    /// <summary>
    /// The 97.5 % quantile of Student's t distribution: known values for 1 and 2 degrees of freedom, above that the Cornish-Fisher
    /// expansion in 1/degrees (Abramowitz and Stegun 26.7.5), which is within 1 % from 3 degrees on.
    /// </summary>
    public static double Quantile975(long degrees)
    {
        if (degrees == 1)
            return 12.706204736432095;
        if (degrees == 2)
            return 4.302652729911275;

        const double z = NormalQuantile975;
        const double z2 = z * z;
        double inverse = 1.0 / degrees;
        const double first = z * (z2 + 1) / 4;
        const double second = z * (((5 * z2) + 16) * z2 + 3) / 96;
        const double third = z * ((((3 * z2) + 19) * z2 + 17) * z2 - 15) / 384;
        return z + (inverse * (first + (inverse * (second + (inverse * third)))));
    }
}

/// <summary>The absolute value of a normally distributed number.</summary>
internal static class FoldedNormal
{
    // Beyond so many standard errors the bias is below a millionth of one.
    private const double NoBiasBeyond = 8;

    /// <summary>
    /// How much larger |estimate| is expected to be than |truth|, for the smallest truth that the estimate's 95 % interval allows: the most
    /// that noise may add to a mean of absolute values.
    /// </summary>
    public static double LargestBias(double estimate, double error)
    {
        double size = Math.Abs(estimate);
        if (error == 0 || size > NoBiasBeyond * error)
            return 0;

        double truth = Math.Max(0, (size / error) - StudentT.NormalQuantile975);
        double density = Math.Exp(-0.5 * truth * truth) / Math.Sqrt(2 * Math.PI);
        return error * 2 * (density - (truth * UpperTail(truth, density)));
    }

    // Abramowitz and Stegun 26.2.17: absolute error below 7.5e-8.
    private static double UpperTail(double x, double density)
    {
        double t = 1 / (1 + (0.2316419 * x));
        return density * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
    }
}
