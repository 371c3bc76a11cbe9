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
}
