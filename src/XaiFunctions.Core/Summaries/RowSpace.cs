using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Core.Summaries;

/// <summary>
/// Rows as points: columns of numbers in units of their standard deviation, categories and booleans as equal (0) or not (1), a missing value equal to another one only. The square of a distance is the
/// sum over columns (k-prototypes: Huang 1998, "Extensions to the k-Means Algorithm for Clustering Large Data Sets with Categorical Values").
/// </summary>
internal sealed class RowSpace
{
    private readonly double[] scales;
    private readonly bool[] isNumber;

    /// <param name="background">The rows.</param>
    /// <param name="schema">The columns.</param>
    public RowSpace(Background background, FeatureSchema schema)
    {
        Background = background;
        scales = new double[background.ColumnCount];
        isNumber = [.. schema.Features.Select(feature => feature.Type is FeatureType.Number or FeatureType.Integer)];
        for (int column = 0; column < scales.Length; column++)
            scales[column] = isNumber[column] ? Scale(column) : 1;
    }

    /// <summary>The rows.</summary>
    public Background Background { get; }

    /// <summary>Whether the values of a column are numbers, of which means can be taken.</summary>
    public bool IsNumber(int column) => isNumber[column];

    /// <summary>The square of the distance between two points.</summary>
    public double Distance(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double sum = 0;
        for (int column = 0; column < scales.Length; column++)
        {
            double a = first[column], b = second[column];
            if (a.Equals(b))
                continue;
            double difference = isNumber[column] && !double.IsNaN(a) && !double.IsNaN(b) ? (a - b) * scales[column] : 1;
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>1 / standard deviation of the values that are there; 0 if they are all equal.</summary>
    private double Scale(int column)
    {
        double total = 0, mean = 0, squares = 0;
        for (int row = 0; row < Background.RowCount; row++)
        {
            double value = Background.Row(row)[column], weight = Background.Weights[row];
            if (double.IsNaN(value))
                continue;
            total += weight;
            double step = value - mean;
            mean += step * weight / total;
            squares += weight * step * (value - mean);
        }

        return squares > 0 ? 1 / Math.Sqrt(squares / total) : 0;
    }
}
