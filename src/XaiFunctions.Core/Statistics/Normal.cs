namespace XaiFunctions.Core.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class Normal
{
    /// <summary>The probability of a number of at most <paramref name="x"/>, to 1e-7 (Abramowitz and Stegun 1964, 7.1.26); NaN stays NaN.</summary>
    public static double Cumulative(double x)
    {
        double z = Math.Abs(x) / Math.Sqrt(2), t = 1 / (1 + (0.3275911 * z));
        double series = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
        double tail = series * Math.Exp(-z * z) / 2;
        return x > 0 ? 1 - tail : tail;
    }
}
