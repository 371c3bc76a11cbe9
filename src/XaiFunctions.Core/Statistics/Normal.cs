namespace XaiFunctions.Core.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class Normal
{
    /// <summary>The probability of a number of at most <paramref name="x"/>; NaN stays NaN.</summary>
    public static double Cumulative(double x) => 0.5 * SpecialFunctions.Erfc(-x / Math.Sqrt(2));

    /// <summary>P(|Z| &gt;= |x|), the two-sided p value of a z statistic; NaN of NaN.</summary>
    public static double TwoSided(double x) => SpecialFunctions.Erfc(Math.Abs(x) / Math.Sqrt(2));

    /// <summary>The x below which a share of the distribution lies: Acklam's rational approximation (2003), brought to full precision by two steps of Halley's method.</summary>
    /// <param name="share">Between 0 and 1; the ends give infinities.</param>
    public static double Quantile(double share)
    {
        if (share is <= 0 or >= 1)
            return share switch { 0 => double.NegativeInfinity, 1 => double.PositiveInfinity, _ => double.NaN };

        double x = share > 0.5 ? -LowerHalf(1 - share) : LowerHalf(share);
        for (int step = 0; step < 2; step++)
        {
            double error = (Cumulative(x) - share) * Math.Sqrt(2 * Math.PI) * Math.Exp(x * x / 2);
            x -= error / (1 + (x * error / 2));
        }

        return x;
    }

    private static double LowerHalf(double share)
    {
        if (share < 0.02425)
        {
            double q = Math.Sqrt(-2 * Math.Log(share));
            return ((((((((((-7.784894002430293e-3 * q) - 0.3223964580411365) * q) - 2.400758277161838) * q) - 2.549732539343734) * q) + 4.374664141464968) * q) + 2.938163982698783)
                / ((((((((7.784695709041462e-3 * q) + 0.3224671290700398) * q) + 2.445134137142996) * q) + 3.754408661907416) * q) + 1);
        }

        double d = share - 0.5, r = d * d;
        return ((((((((((-39.69683028665376 * r) + 220.9460984245205) * r) - 275.9285104469687) * r) + 138.3577518672690) * r) - 30.66479806614716) * r) + 2.506628277459239) * d
            / ((((((((((-54.47609879822406 * r) + 161.5858368580409) * r) - 155.6989798598866) * r) + 66.80131188771972) * r) - 13.28068155288572) * r) + 1);
    }
}
