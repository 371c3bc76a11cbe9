namespace XaiFunctions.Core.Statistics;

/// <summary>Student's t distribution: quantiles for 95 % intervals.</summary>
public static class StudentT
{
    /// <summary>The 97.5 % quantile of the standard normal distribution.</summary>
    public const double NormalQuantile975 = 1.959963984540054;

    /// <summary>The probability of a greater value than t.</summary>
    /// <param name="t">The value; may be infinite.</param>
    /// <param name="freedom">Degrees of freedom, above 0.</param>
    public static double UpperTail(double t, double freedom)
    {
        double half = 0.5 * SpecialFunctions.Beta(freedom / 2, 0.5, freedom / (freedom + (t * t)));
        return t >= 0 ? half : 1 - half;
    }

    /// <summary>
    /// The 97.5 % quantile for a real number of degrees of freedom, from Hill 1970 (Algorithm 396); exact for 1 and 2, to 1e-4 elsewhere above 2.
    /// </summary>
    /// <param name="freedom">Degrees of freedom; below 1 counts as 1.</param>
    public static double Quantile975(double freedom)
    {
        const double p = 0.05;
        if (freedom <= 1)
            return 1 / Math.Tan(p * Math.PI / 2);
        if (freedom < 2)
        {
            double share = freedom - 1;
            return ((1 - share) * Quantile975(1)) + (share * Quantile975(2));
        }

        if (freedom == 2)
            return Math.Sqrt((2 / (p * (2 - p))) - 2);

        double a = 1 / (freedom - 0.5);
        double b = 48 / (a * a);
        double c = (((((20700 * a / b) - 98) * a) - 16) * a) + 96.36;
        double d = ((((94.5 / (b + c)) - 3) / b) + 1) * Math.Sqrt(a * Math.PI / 2) * freedom;
        double y = Math.Pow(d * p, 2 / freedom);
        if (y > 0.05 + a)
        {
            double x = -NormalQuantile975;
            y = x * x;
            if (freedom < 5)
                c += 0.3 * (freedom - 4.5) * (x + 0.6);
            c = (((((((0.05 * d * x) - 5) * x) - 7) * x) - 2) * x) + b + c;
            y = ((((((((0.4 * y) + 6.3) * y) + 36) * y) + 94.5) / c) - y - 3) / b;
            y = ((y + 1)) * x;
            y = a * y * y;
            y = y > 0.002 ? Math.Exp(y) - 1 : (0.5 * y * y) + y;
        }
        else
        {
            y = ((((1 / (((((freedom + 6) / (freedom * y)) - (0.089 * d) - 0.822) * (freedom + 2) * 3))) + (0.5 / (freedom + 4))) * y - 1)
                * (freedom + 1) / (freedom + 2)) + (1 / y);
        }

        return Math.Sqrt(freedom * y);
    }
}
