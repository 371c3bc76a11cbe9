namespace XaiFunctions.Core.Statistics;

/// <summary>The distribution of the two-sample Kolmogorov-Smirnov statistic when both samples come from one continuous distribution.</summary>
public static class Kolmogorov
{
    /// <summary>The largest product of both sizes for which the p value is counted exactly.</summary>
    public const long MostExact = 1_000_000;

    /// <summary>
    /// P(D &gt;= statistic): exact up to <see cref="MostExact"/>, else the limiting distribution at <c>sqrt(nm/(n+m)) D</c>. Ties make it too large, never too small.
    /// </summary>
    public static double TwoSample(double statistic, long first, long second) =>
        first <= MostExact / Math.Max(1, second)
            ? Exact(statistic, (int)first, (int)second)
            : Survival(Math.Sqrt((double)first / (first + second) * second) * statistic);

    /// <summary>P(K &gt;= x) of the limiting distribution (Kolmogorov 1933): Jacobi's theta series in the form that converges fast at x.</summary>
    public static double Survival(double x)
    {
        if (x <= 0)
            return 1;

        double sum = 0;
        if (x < 1)
        {
            // The other form of the series; below x = 0.04 its first term is already 0.
            double exponent = -Math.PI * Math.PI / (8 * x * x);
            for (int odd = 1; odd < 20; odd += 2)
                sum += Math.Exp(odd * odd * exponent);
            return 1 - (Math.Sqrt(2 * Math.PI) / x * sum);
        }

        for (int k = 1; k < 20; k++)
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        return sum;
    }

    /// <summary>
    /// The share of lattice paths from (0, 0) to (n, m) that somewhere leave the band |i/n - j/m| &lt; D (Hodges 1957): column by column, as the probability that a random path
    /// has stayed inside, which never over- or underflows.
    /// </summary>
    private static double Exact(double statistic, int n, int m)
    {
        // Distances are multiples of 1/(n m); compared as whole numbers.
        long bound = (long)Math.Round(statistic * n * m);
        if (bound <= 0)
            return 1;

        // outside[j]: the probability that a path which passes (i, j) has left the band by then.
        var outside = new double[m + 1];
        for (int i = 0; i <= n; i++)
        {
            for (int j = 0; j <= m; j++)
            {
                if (Math.Abs(((long)i * m) - ((long)j * n)) >= bound)
                    outside[j] = 1;
                else if (i + j == 0)
                    outside[j] = 0;
                else
                    outside[j] = ((i * (i > 0 ? outside[j] : 0)) + (j * (j > 0 ? outside[j - 1] : 0))) / (i + j);
            }
        }

        return outside[m];
    }
}
