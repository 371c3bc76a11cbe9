namespace XaiFunctions.Core.Statistics;

/// <summary>Shares of counts, their intervals and the test of two.</summary>
public static class Proportion
{
    /// <summary>Wilson's score interval (1927) of a share; the whole of 0..1 if there is nothing to share.</summary>
    public static Interval Wilson(double part, double whole)
    {
        if (!(whole > 0))
            return new Interval(0, 1);

        const double z = StudentT.NormalQuantile975;
        double share = part / whole;
        double scale = 1 + (z * z / whole);
        double centre = (share + (z * z / (2 * whole))) / scale;
        double half = z * Math.Sqrt((share * (1 - share) / whole) + (z * z / (4 * whole * whole))) / scale;

        // At no part and at all of it the ends are 0 and 1 up to rounding.
        return new Interval(part <= 0 ? 0 : Math.Max(0, centre - half), part >= whole ? 1 : Math.Min(1, centre + half));
    }

    /// <summary>Newcombe's interval (1998, method 10) of the difference of two independent shares, first - second.</summary>
    public static Interval Difference(double firstPart, double firstWhole, double secondPart, double secondWhole)
    {
        double first = firstPart / firstWhole, second = secondPart / secondWhole;
        Interval a = Wilson(firstPart, firstWhole), b = Wilson(secondPart, secondWhole);
        return new Interval(
            first - second - double.Hypot(first - a.Low, b.High - second),
            first - second + double.Hypot(a.High - first, second - b.Low));
    }

    /// <summary>The two-sided p value of the z test of two shares with pooled variance; 1 if both are all or nothing alike.</summary>
    public static double TestOfTwo(double firstPart, double firstWhole, double secondPart, double secondWhole)
    {
        double pooled = (firstPart + secondPart) / (firstWhole + secondWhole);
        double error = Math.Sqrt(pooled * (1 - pooled) * ((1 / firstWhole) + (1 / secondWhole)));
        return error > 0 ? Normal.TwoSided(((firstPart / firstWhole) - (secondPart / secondWhole)) / error) : 1;
    }
}
