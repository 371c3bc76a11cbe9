using XaiFunctions.Core.Robustness;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Core.Tests.Robustness;

/// <summary>
/// A linear decision over columns that are uniform on 0 .. 1 in the reference, so that a quantile is the value itself and the least change that turns a decision is known:
/// |w x - t| / sum |w|, all columns moving at once.
/// </summary>
internal static class LinearExample
{
    public static double[] Weights { get; } = [1, -0.5, 0.25, 0.1];

    public static IReadOnlyList<Feature> Features { get; } = [.. Weights.Select((_, column) => new Feature($"x{column}", FeatureType.Number))];

    /// <summary>Four columns of 101 even steps in different orders.</summary>
    public static double[] Reference { get; } =
        [.. Enumerable.Range(0, 101).SelectMany(row => new[] { row / 100.0, row * 37 % 101 / 100.0, row * 53 % 101 / 100.0, row * 71 % 101 / 100.0 })];

    public static double Value(ReadOnlySpan<double> row)
    {
        double value = 0;
        for (int column = 0; column < Weights.Length; column++)
            value += Weights[column] * row[column];
        return value;
    }

    public static ScoredDecision Decision(double threshold = 0.413) => new(new FunctionModel(4, row => Value(row.Span)), 0, threshold);

    /// <summary>Rows near the middle, whose change is not stopped by the ends of the range.</summary>
    public static double[] Row(int index) => [0.3 + (index % 7 * 0.05), 0.35 + (index % 5 * 0.05), 0.4 + (index % 3 * 0.1), 0.5];

    public static double LeastChange(ReadOnlySpan<double> row, double threshold = 0.413) => Math.Abs(Value(row) - threshold) / Weights.Sum(Math.Abs);
}
