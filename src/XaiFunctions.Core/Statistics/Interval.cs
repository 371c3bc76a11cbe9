namespace XaiFunctions.Core.Statistics;

/// <summary>A 95 % interval.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The interval about a value, so many standard errors of a normal distribution wide.</summary>
    public static Interval Around(double value, double standardError) =>
        new(value - (StudentT.NormalQuantile975 * standardError), value + (StudentT.NormalQuantile975 * standardError));

    /// <summary>Whether a number lies in it, the ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    /// <summary>The part of it between two numbers.</summary>
    public Interval Within(double least, double most) => new(Math.Clamp(Low, least, most), Math.Clamp(High, least, most));
}
