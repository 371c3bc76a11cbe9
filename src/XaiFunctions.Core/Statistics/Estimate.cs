namespace XaiFunctions.Core.Statistics;

/// <summary>Why a metric has no value.</summary>
public enum Absence
{
    /// <summary>There were no rows.</summary>
    NoRows,

    /// <summary>There were rows, but fewer than may be reported.</summary>
    TooFew,

    /// <summary>All labels are of one class, so that the metric is not defined.</summary>
    OneClass,

    /// <summary>The values do not vary, so that the metric is not defined.</summary>
    Constant,

    /// <summary>A denominator is zero, so that the metric is not defined.</summary>
    ZeroDenominator,

    /// <summary>What the metric needs was not there: labels, scores, rows or access to training.</summary>
    NotApplicable,
}

/// <summary>A measured number with its 95 % interval, or the reason why there is none.</summary>
public sealed record Estimate
{
    private Estimate()
    {
    }

    /// <summary>The value; null if there is none. May be infinite where its definition says so.</summary>
    public double? Value { get; private init; }

    /// <summary>The 95 % interval; null if there is no value, or no interval is known for it.</summary>
    public Interval? Interval { get; private init; }

    /// <summary>The rows that it was measured on; 0 if they are too few to be told.</summary>
    public long Count { get; private init; }

    /// <summary>Why there is no value; null if there is one.</summary>
    public Absence? Absence { get; private init; }

    /// <summary>Whether there is a value.</summary>
    public bool HasValue => Value is not null;

    /// <summary>A measured value.</summary>
    public static Estimate Of(double value, long count, Interval? interval = null) => new() { Value = value, Count = count, Interval = interval };

    /// <summary>No value. A count that is too small to report is not kept.</summary>
    public static Estimate None(Absence absence, long count = 0) =>
        new() { Absence = absence, Count = absence == Statistics.Absence.TooFew ? 0 : count };

    /// <summary>A share of a count with its Wilson interval, or the reason why there is none.</summary>
    /// <param name="part">The numerator.</param>
    /// <param name="whole">The denominator.</param>
    /// <param name="minimumCount">The smallest denominator that is reported.</param>
    public static Estimate Share(long part, long whole, int minimumCount = 1)
    {
        if (whole == 0)
            return None(Statistics.Absence.ZeroDenominator);
        if (whole < minimumCount)
            return None(Statistics.Absence.TooFew, whole);
        return Of((double)part / whole, whole, Proportion.Wilson(part, whole));
    }

    /// <summary>The mean of rows with the interval of the central limit theorem, or the reason why there is none.</summary>
    /// <param name="values">One finite number a row.</param>
    /// <param name="minimumCount">The fewest rows that are reported.</param>
    public static Estimate Mean(ReadOnlySpan<double> values, int minimumCount = 1)
    {
        var mean = new Performance.MeanOfLosses();
        foreach (double value in values)
            mean.Add(value);
        return mean.ToEstimate(minimumCount);
    }

    /// <summary>The median of rows with the interval of order statistics, at the ranks n/2 -+ 1.96 sqrt(n)/2, or the reason why there is none.</summary>
    /// <param name="values">One number a row, not NaN; infinite ones count as larger than all others, so that the median and the ends of its interval may be infinite.</param>
    /// <param name="minimumCount">The fewest rows that are reported.</param>
    public static Estimate Median(ReadOnlySpan<double> values, int minimumCount = 1)
    {
        if (values.Length == 0)
            return None(Statistics.Absence.NoRows);
        if (values.Length < minimumCount)
            return None(Statistics.Absence.TooFew);
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        int n = sorted.Length;
        double half = StudentT.NormalQuantile975 * Math.Sqrt(n) / 2;
        double middle = n % 2 == 1 ? sorted[n / 2] : double.IsInfinity(sorted[n / 2]) ? sorted[n / 2] : (sorted[(n / 2) - 1] + sorted[n / 2]) / 2;
        return Of(middle, n, new Interval(sorted[Math.Max(0, (int)Math.Floor((n / 2.0) - half))], sorted[Math.Min(n - 1, (int)Math.Ceiling((n / 2.0) + half))]));
    }
}
