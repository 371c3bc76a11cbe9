namespace XaiFunctions.Core.Statistics;

/// <summary>The functions that distributions are made of, to about 1e-14 of their value.</summary>
internal static class SpecialFunctions
{
    private const double Tiny = 1e-300;
    private const double Precision = 1e-16;
    private const int MostTerms = 100_000;

    // Lanczos' approximation with g = 607/128 and 15 terms, as tabulated by Godfrey (2001).
    private static readonly double[] Lanczos =
    [
        0.99999999999999709182, 57.156235665862923517, -59.597960355475491248, 14.136097974741747174, -0.49191381609762019978,
        0.33994649984811888699e-4, 0.46523628927048575665e-4, -0.98374475304879564677e-4, 0.15808870322491248884e-3, -0.21026444172410488319e-3,
        0.21743961811521264320e-3, -0.16431810653676389022e-3, 0.84418223983852743293e-4, -0.26190838401581408670e-4, 0.36899182659531622704e-5,
    ];

    /// <summary>The logarithm of the gamma function of a positive number.</summary>
    public static double LogGamma(double x)
    {
        double sum = Lanczos[0];
        for (int term = 1; term < Lanczos.Length; term++)
            sum += Lanczos[term] / (x + term);
        double shifted = x + 5.2421875;
        return ((x + 0.5) * Math.Log(shifted)) - shifted + Math.Log(2.5066282746310005 * sum / x);
    }

    /// <summary>The upper regularised incomplete gamma function Q(a, x) for a &gt; 0 and x &gt;= 0: the series below a + 1, Lentz' continued fraction above.</summary>
    public static double GammaQ(double a, double x)
    {
        if (double.IsNaN(x))
            return double.NaN;
        if (x <= 0)
            return 1;
        if (double.IsPositiveInfinity(x))
            return 0;

        double scale = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        return x < a + 1 ? 1 - (scale * Series(a, x)) : scale * Fraction(a, x);
    }

    /// <summary>The complementary error function.</summary>
    public static double Erfc(double x) => x >= 0 ? GammaQ(0.5, x * x) : 2 - GammaQ(0.5, x * x);

    private static double Series(double a, double x)
    {
        double term = 1 / a, sum = term;
        for (int n = 1; n < MostTerms && Math.Abs(term) > Math.Abs(sum) * Precision; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    private static double Fraction(double a, double x)
    {
        double b = x + 1 - a, c = 1 / Tiny, d = 1 / b, product = d;
        for (int n = 1; n < MostTerms; n++)
        {
            double numerator = -n * (n - a);
            b += 2;
            d = 1 / NotZero((numerator * d) + b);
            c = NotZero(b + (numerator / c));
            double step = c * d;
            product *= step;
            if (Math.Abs(step - 1) < Precision)
                break;
        }

        return product;
    }

    /// <summary>The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22) evaluated as Lentz (1976) does.</summary>
    public static double Beta(double a, double b, double x)
    {
        if (!(x > 0))
            return 0;
        if (x >= 1)
            return 1;
        if (x > (a + 1) / (a + b + 2))
            return 1 - Beta(b, a, 1 - x);
        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * double.LogP1(-x))) / a;
        double c = 1, d = 1 / NotZero(1 - ((a + b) * x / (a + 1))), fraction = d;
        for (int m = 1; m <= MostTerms; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            double change = 1;
            foreach (double term in (ReadOnlySpan<double>)[even, odd])
            {
                d = 1 / NotZero(1 + (term * d));
                c = NotZero(1 + (term / c));
                change = c * d;
                fraction *= change;
            }

            if (Math.Abs(change - 1) < 1e-15)
                break;
        }

        return front * fraction;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
