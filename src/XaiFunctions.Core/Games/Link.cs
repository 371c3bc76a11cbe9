namespace XaiFunctions.Core.Games;

/// <summary>The function that maps the averaged model output into the space in which it is explained.</summary>
public enum Link
{
    /// <summary>The output as it is.</summary>
    Identity,

    /// <summary>Log-odds of a probability, ln(p / (1 - p)), applied after the average over the background.</summary>
    Logit,
}

/// <summary>Applies a <see cref="Link"/>.</summary>
public static class Links
{
    /// <summary>
    /// The smallest distance that a probability keeps from 0 and 1 under <see cref="Link.Logit"/>: 2^-24, half the spacing of
    /// single-precision numbers below 1. Models answer in single precision, so 1 means "at least 1 - 2^-24", and its log-odds are cut at 16.64.
    /// </summary>
    public const double ProbabilityMargin = 1.0 / (1 << 24);

    /// <summary>Maps an output into the explained space.</summary>
    /// <returns>
    /// For <see cref="Link.Logit"/> the log-odds of <paramref name="output"/> cut to [<see cref="ProbabilityMargin"/>, 1 - <see cref="ProbabilityMargin"/>];
    /// NaN stays NaN.
    /// </returns>
    public static double Apply(this Link link, double output)
    {
        if (link == Link.Identity)
            return output;

        double probability = Math.Clamp(output, ProbabilityMargin, 1 - ProbabilityMargin);
        return Math.Log(probability / (1 - probability));
    }

    /// <summary>The derivative of <see cref="Apply"/>; 0 where a probability is cut.</summary>
    internal static double Slope(this Link link, double output)
    {
        if (link == Link.Identity)
            return 1;

        return output > ProbabilityMargin && output < 1 - ProbabilityMargin ? 1 / (output * (1 - output)) : 0;
    }
}
