using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Drift;

/// <summary>The Kolmogorov-Smirnov test of two samples.</summary>
/// <param name="Statistic">The largest distance of the distribution functions, 0 to 1.</param>
/// <param name="Interval">A 95 % interval of the distance of the true functions, from the inequality of Dvoretzky, Kiefer and Wolfowitz (Massart 1990): on the safe side.</param>
/// <param name="PValue">See <see cref="Kolmogorov.TwoSample"/>.</param>
/// <param name="MaxError">By how much the statistic may be too small because both sides have values between the same points; 0 if all values of one side are points.</param>
public sealed record KolmogorovSmirnovTest(double Statistic, Interval Interval, double PValue, double MaxError);

/// <summary>Distances of two samples of a number from their counts on one grid.</summary>
public static class NumberDistances
{
    /// <summary>The two-sample Kolmogorov-Smirnov statistic <c>sup |F - G|</c> with its p value.</summary>
    /// <exception cref="ArgumentException">A side is empty, or the grids differ.</exception>
    public static KolmogorovSmirnovTest KolmogorovSmirnov(NumberCounts reference, NumberCounts current)
    {
        Check(reference, current);
        double n = reference.Count, m = current.Count, statistic = 0, highest = 0;
        long passedReference = 0, passedCurrent = 0;
        for (int cell = 0; cell < reference.Cells.Length; cell++)
        {
            long inReference = reference.Cells[cell], inCurrent = current.Cells[cell];
            if ((cell & 1) == 0)
            {
                // Between points either function may rise first.
                highest = Math.Max(highest, Math.Max(
                    ((passedReference + inReference) / n) - (passedCurrent / m), ((passedCurrent + inCurrent) / m) - (passedReference / n)));
            }

            passedReference += inReference;
            passedCurrent += inCurrent;
            statistic = Math.Max(statistic, Math.Abs((passedReference / n) - (passedCurrent / m)));
        }

        double band = Math.Sqrt(Math.Log(4 / 0.05) / (2 * n)) + Math.Sqrt(Math.Log(4 / 0.05) / (2 * m));
        double error = Math.Max(0, highest - statistic);
        return new KolmogorovSmirnovTest(
            statistic, new Interval(statistic - band, statistic + error + band).Within(0, 1), Kolmogorov.TwoSample(statistic, reference.Count, current.Count), error < 1e-15 ? 0 : error);
    }

    /// <summary>
    /// The Wasserstein distance of order 1, <c>integral |F - G|</c>, in the unit of the values. Exact wherever the two functions do not cross between two points; where they may, values
    /// are taken as spread evenly, and <see cref="Distance.MaxError"/> bounds what that can change.
    /// </summary>
    /// <remarks>
    /// The interval is the delta method's from the influence of a value, <c>integral of sign(F - G) up to it</c>, widened downwards by what the distance is expected to be if
    /// nothing has changed, <c>sqrt(2/pi (1/N + 1/M)) integral sqrt(H (1 - H))</c> with H the function of both samples together; <see cref="Distance.Critical"/> is 1.96 sqrt(pi/2) times that
    /// expectation, on the safe side.
    /// </remarks>
    /// <exception cref="ArgumentException">A side is empty, or the grids differ.</exception>
    public static Distance Wasserstein(NumberCounts reference, NumberCounts current)
    {
        Check(reference, current);
        var walk = new WassersteinWalk(reference, current);
        walk.Run();
        return walk.ToDistance();
    }

    private static void Check(NumberCounts reference, NumberCounts current)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        if (reference.Count == 0 || current.Count == 0)
            throw new ArgumentException("A side without values cannot be compared.", nameof(current));
        if (!reference.Grid.Points.SequenceEqual(current.Grid.Points))
            throw new ArgumentException("Both sides must be counted on the same points.", nameof(current));
    }
}
