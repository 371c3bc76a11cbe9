namespace XaiFunctions.Core.Statistics;

/// <summary>The chi-squared distribution.</summary>
public static class ChiSquared
{
    /// <summary>P(X &gt;= x): the p value of a statistic. 1 if there are no degrees of freedom.</summary>
    public static double Survival(double x, double freedom) => freedom <= 0 ? 1 : SpecialFunctions.GammaQ(freedom / 2, x / 2);

    /// <summary>The x that is exceeded with a given probability, by bisection to the last bit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not between 0 and 1, or there are no degrees of freedom.</exception>
    public static double Critical(double probability, double freedom)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(freedom);
        if (!(probability > 0 && probability < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");

        double low = 0, high = freedom + 10;
        while (Survival(high, freedom) > probability)
            high *= 2;
        while (true)
        {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high)
                return middle;
            if (Survival(middle, freedom) > probability)
                low = middle;
            else
                high = middle;
        }
    }
}
