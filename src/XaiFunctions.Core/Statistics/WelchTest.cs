namespace XaiFunctions.Core.Statistics;

/// <summary>Welch's test (1947) of whether the mean of one sample is greater than that of another, their variances being unknown and different.</summary>
/// <param name="First">The first mean with its interval.</param>
/// <param name="Second">The second.</param>
/// <param name="Difference">First - second, with its interval.</param>
/// <param name="PValue">The one-sided p value: small if the first is greater; NaN if a sample has fewer than two values.</param>
public sealed record WelchTest(Estimate First, Estimate Second, Estimate Difference, double PValue)
{
    /// <summary>Tests. The degrees of freedom are Satterthwaite's (1946). If neither sample varies the p value is 0 or 1, by which is greater.</summary>
    /// <param name="first">Finite numbers.</param>
    /// <param name="second">Finite numbers.</param>
    public static WelchTest Greater(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length < 2 || second.Length < 2)
        {
            Estimate none = Estimate.None(first.Length == 0 || second.Length == 0 ? Absence.NoRows : Absence.TooFew);
            return new(none, none, none, double.NaN);
        }

        (double a, double u) = MeanAndError(first);
        (double b, double v) = MeanAndError(second);
        double difference = a - b, error = Math.Sqrt(u + v);
        double freedom = (u + v) * (u + v) / ((u * u / (first.Length - 1)) + (v * v / (second.Length - 1)));
        double p = error > 0 ? StudentT.UpperTail(difference / error, freedom) : difference > 0 ? 0 : 1;
        double quantile = error > 0 ? StudentT.Quantile975(freedom) : 0;
        return new(
            Mean(a, u, first.Length),
            Mean(b, v, second.Length),
            Estimate.Of(difference, first.Length + second.Length, new Interval(difference - (quantile * error), difference + (quantile * error))),
            p);
    }

    private static Estimate Mean(double mean, double squaredError, int count)
    {
        double half = StudentT.Quantile975(count - 1) * Math.Sqrt(squaredError);
        return Estimate.Of(mean, count, new Interval(mean - half, mean + half));
    }

    private static (double Mean, double SquaredError) MeanAndError(ReadOnlySpan<double> values)
    {
        double mean = 0, squares = 0;
        foreach (double value in values)
            mean += value / values.Length;
        foreach (double value in values)
            squares += (value - mean) * (value - mean);
        return (mean, squares / (values.Length - 1) / values.Length);
    }
}
