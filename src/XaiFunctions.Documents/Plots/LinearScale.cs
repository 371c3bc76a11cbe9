namespace XaiFunctions.Documents.Plots;

/// <summary>Maps numbers to places along a line.</summary>
/// <param name="Low">The number at the start; finite.</param>
/// <param name="High">The number at the end; finite and above <paramref name="Low"/>.</param>
/// <param name="Start">The place of the low number.</param>
/// <param name="End">The place of the high number.</param>
public readonly record struct LinearScale(double Low, double High, double Start, double End)
{
    /// <summary>The place of a number; numbers outside are put at the ends.</summary>
    public double At(double value)
    {
        // Halves, because the range of two finite numbers need not be finite.
        double share = ((value / 2) - (Low / 2)) / ((High / 2) - (Low / 2));
        return Start + ((End - Start) * Math.Clamp(double.IsNaN(share) ? 0 : share, 0, 1));
    }

    /// <summary>A scale over the finite ones of some numbers, a little wider than they are.</summary>
    /// <param name="values">The numbers; may be none, or all the same.</param>
    /// <param name="start">The place of the smallest.</param>
    /// <param name="end">The place of the largest.</param>
    /// <param name="margin">The share of the range that is left free at either end.</param>
    public static LinearScale Over(IEnumerable<double> values, double start, double end, double margin = 0.04)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        if (low > high)
            (low, high) = (0, 1);
        double half = (high / 2) - (low / 2);
        if (half <= 1e-13 * Math.Max(Math.Abs(low), Math.Abs(high)))
        {
            double widened = low == 0 ? 1 : Math.Abs(low) * 0.1;
            return new LinearScale(Math.Max(low - widened, -double.MaxValue), Math.Min(high + widened, double.MaxValue), start, end);
        }

        double extra = 2 * half * margin;
        extra = double.IsFinite(extra) ? extra : 0;
        return new LinearScale(Math.Max(low - extra, -double.MaxValue), Math.Min(high + extra, double.MaxValue), start, end);
    }
}
