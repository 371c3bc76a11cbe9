using XaiFunctions.Core.Shapley;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Reasons;

namespace XaiFunctions.Documents.Summaries;

/// <summary>How sure it is which players matter most for each row.</summary>
internal static class TopPlayers
{
    private const int MostRows = 400;
    private const double Sure = 0.95;

    /// <summary>The probabilities of some rows and all outputs, summarised.</summary>
    /// <param name="rows">A random sample of the rows, the first of which are looked at.</param>
    /// <returns>Null if an error cannot be told.</returns>
    public static RankStabilityEntry? Of(IEnumerable<RowExplanation> rows)
    {
        double[] probabilities = [.. rows.Take(MostRows).SelectMany(row => row.Outputs).Select(output => Probability(output) ?? double.NaN)];
        return probabilities.Any(double.IsNaN)
            ? null
            : new(ReasonOptions.Default.MaxCodes, probabilities.Average(), probabilities.Min(), (double)probabilities.Count(probability => probability < Sure) / probabilities.Length);
    }

    // Players that do not move the output at all, for sure, are in nobody's way: they take no place among the top ones.
    private static double? Probability(OutputExplanation output)
    {
        ReadOnlySpan<double> values = output.Attributions.Span, errors = output.StandardErrors.Span;
        int moving = 0;
        bool exact = true;
        for (int player = 0; player < values.Length; player++)
        {
            exact &= errors[player] == 0;
            if (values[player] != 0 || errors[player] != 0)
                moving++;
        }

        return exact ? 1 : RankStability.TopK(values, errors, Math.Min(moving, ReasonOptions.Default.MaxCodes));
    }
}
