using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Documents.Summaries;

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
