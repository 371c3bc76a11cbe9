using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Summaries;

/// <summary>What is summed over the rows for one player and one output. A mutable struct that lives in an array.</summary>
internal struct PlayerSums()
{
    private ExactSum absolute;
    private ExactSum squares;
    private ExactSum signed;
    private ExactSum bias;
    private ExactSum blockErrors;
    private ExactSum signedWithValue;
    private ExactSum squaresWithValue;
    private ExactSum products;
    private double minimum = double.PositiveInfinity;
    private double maximum = double.NegativeInfinity;

    /// <param name="attribution">The attribution.</param>
    /// <param name="error">Its standard error.</param>
    /// <param name="value">The value of the player's one ordered column, or NaN.</param>
    public void Add(double attribution, double error, double value)
    {
        double square = attribution * attribution;
        absolute.Add(Math.Abs(attribution));
        squares.Add(square);
        signed.Add(attribution);
        bias.Add(FoldedNormal.LargestBias(attribution, error));
        minimum = Math.Min(minimum, attribution);
        maximum = Math.Max(maximum, attribution);
        if (double.IsNaN(value))
            return;

        signedWithValue.Add(attribution);
        squaresWithValue.Add(square);
        products.Add(attribution * value);
    }

    /// <summary>
    /// Adds what a block's errors contribute to the variance of the sum over rows. The rows of a block share their coalitions, so their
    /// errors may be as one: at worst the standard error of their sum is the sum of their standard errors. Blocks are independent.
    /// </summary>
    public void AddBlockError(double sumOfErrors) => blockErrors.Add(sumOfErrors * sumOfErrors);

    public void Add(in PlayerSums other)
    {
        absolute.Add(other.absolute);
        squares.Add(other.squares);
        signed.Add(other.signed);
        bias.Add(other.bias);
        blockErrors.Add(other.blockErrors);
        signedWithValue.Add(other.signedWithValue);
        squaresWithValue.Add(other.squaresWithValue);
        products.Add(other.products);
        minimum = Math.Min(minimum, other.minimum);
        maximum = Math.Max(maximum, other.maximum);
    }

    /// <summary>The importance, without rank and ties.</summary>
    public readonly PlayerImportance ToImportance(string player, long rows, in ValueSums values)
    {
        double mean = absolute.Value / rows;
        (double low, double high) = Interval(mean, rows);
        return new PlayerImportance(
            player,
            0,
            Finite(mean),
            Finite(low),
            Finite(high),
            Finite(signed.Value / rows),
            Finite(minimum),
            Finite(maximum),
            values.Correlation(signedWithValue.Value, squaresWithValue.Value, products.Value),
            false);
    }

    public readonly void Write(BinaryWriter writer)
    {
        absolute.Write(writer);
        squares.Write(writer);
        signed.Write(writer);
        bias.Write(writer);
        blockErrors.Write(writer);
        signedWithValue.Write(writer);
        squaresWithValue.Write(writer);
        products.Write(writer);
        writer.Write(minimum);
        writer.Write(maximum);
    }

    public static PlayerSums Read(BinaryReader reader) => new()
    {
        absolute = ExactSum.Read(reader),
        squares = ExactSum.Read(reader),
        signed = ExactSum.Read(reader),
        bias = ExactSum.Read(reader),
        blockErrors = ExactSum.Read(reader),
        signedWithValue = ExactSum.Read(reader),
        squaresWithValue = ExactSum.Read(reader),
        products = ExactSum.Read(reader),
        minimum = reader.ReadDouble(),
        maximum = reader.ReadDouble(),
    };

    internal static double? Finite(double value) => double.IsFinite(value) ? value == 0 ? 0 : value : null;

    // Row sampling and estimation are independent, so their variances add. The estimate's own noise is also in the spread of the rows:
    // counted twice, on the safe side.
    private readonly (double Low, double High) Interval(double mean, long rows)
    {
        if (rows < 2)
            return (double.NaN, double.NaN);

        double variance = Math.Max(0, (squares.Value - (rows * mean * mean)) / (rows - 1));
        double sampling = StudentT.Quantile975(rows - 1) * Math.Sqrt(variance / rows);
        double estimation = StudentT.NormalQuantile975 * Math.Sqrt(blockErrors.Value) / rows;
        double half = Math.Sqrt((sampling * sampling) + (estimation * estimation));
        return (Math.Max(0, mean - half - (bias.Value / rows)), mean + half);
    }
}

/// <summary>What is summed over the rows for the values of a player's one ordered column.</summary>
internal struct ValueSums
{
    // Beyond this size squares would not be finite.
    private const double Largest = 1e150;

    // A spread below this share of the values is rounding.
    private const double SmallestRelativeVariance = 1e-14;

    private ExactSum sum;
    private ExactSum squares;
    private long count;

    /// <summary>Whether a value takes part in the correlation.</summary>
    public static bool Counts(double value) => Math.Abs(value) <= Largest;

    public void Add(double value)
    {
        sum.Add(value);
        squares.Add(value * value);
        count++;
    }

    public void Add(in ValueSums other)
    {
        sum.Add(other.sum);
        squares.Add(other.squares);
        count += other.count;
    }

    /// <summary>Pearson's correlation of the values with attributions of which the sums are given, or null if either does not vary.</summary>
    public readonly double? Correlation(double attributions, double attributionSquares, double products)
    {
        if (count < 2)
            return null;

        double meanValue = sum.Value / count;
        double meanAttribution = attributions / count;
        double valueVariance = (squares.Value / count) - (meanValue * meanValue);
        double attributionVariance = (attributionSquares / count) - (meanAttribution * meanAttribution);
        double covariance = (products / count) - (meanValue * meanAttribution);
        bool varies = valueVariance > SmallestRelativeVariance * meanValue * meanValue
            && attributionVariance > SmallestRelativeVariance * meanAttribution * meanAttribution;
        return varies ? PlayerSums.Finite(Math.Clamp(covariance / Math.Sqrt(valueVariance * attributionVariance), -1, 1)) : null;
    }

    public readonly void Write(BinaryWriter writer)
    {
        sum.Write(writer);
        squares.Write(writer);
        writer.Write(count);
    }

    public static ValueSums Read(BinaryReader reader) =>
        new() { sum = ExactSum.Read(reader), squares = ExactSum.Read(reader), count = reader.ReadInt64() };
}
