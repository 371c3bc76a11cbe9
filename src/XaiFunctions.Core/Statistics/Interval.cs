namespace XaiFunctions.Core.Statistics;

/// <summary>A 95 % interval.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The interval about a value, so many standard errors of a normal distribution wide.</summary>
    public static Interval Around(double value, double standardError) =>
        new(value - (StudentT.NormalQuantile975 * standardError), value + (StudentT.NormalQuantile975 * standardError));

    /// <summary>The 2.5 % and 97.5 % quantiles of bootstrap draws (Efron 1979): of the two draws next to each, the outer one.</summary>
    /// <param name="drawn">At least one finite number; sorted here.</param>
    internal static Interval OfDraws(Span<double> drawn)
    {
        drawn.Sort();
        return new Interval(drawn[(int)(0.025 * (drawn.Length - 1))], drawn[(int)Math.Ceiling(0.975 * (drawn.Length - 1))]);
    }

    /// <summary>Whether a number lies in it, the ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    /// <summary>The part of it between two numbers.</summary>
    public Interval Within(double least, double most) => new(Math.Clamp(Low, least, most), Math.Clamp(High, least, most));
}
