using System.Globalization;

namespace XaiFunctions.Core.Tables;

/// <summary>Turns what stands in a file into the cells of a model's rows, or says in words why it cannot.</summary>
/// <remarks>
/// Reading is culture-invariant. An empty cell, null and "NaN" are missing values, unless a category lists that very text.
/// Problems never quote the value, so that they may be logged. Safe from many threads as far as the codes given are.
/// </remarks>
public sealed class RowEncoder
{
    /// <summary>The largest whole number up to which every whole number has a cell of its own.</summary>
    private const double LargestInteger = 9007199254740992;

    private readonly HashSet<string>?[] categories;

    /// <param name="schema">The columns to encode for.</param>
    public RowEncoder(FeatureSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        categories = [.. schema.Features.Select(feature =>
            feature is { Type: FeatureType.Category, Categories: { } texts } ? new HashSet<string>(texts, StringComparer.Ordinal) : null)];
    }

    /// <summary>The columns that are encoded for.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>Encodes a cell given as text.</summary>
    /// <param name="column">The column in the schema.</param>
    /// <param name="text">What stands in the file, or null for nothing.</param>
    /// <param name="codes">Gives category texts their codes; a text that is allowed and new is added.</param>
    /// <param name="cell">The cell; NaN for a missing value and when there is a problem.</param>
    /// <param name="problem">What is wrong, as the end of a sentence that starts with the column's name; null if nothing is.</param>
    /// <returns>Whether the cell could be encoded.</returns>
    public bool TryEncode(int column, string? text, CategoryCodes codes, out double cell, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(codes);
        Feature feature = Schema[column];
        cell = double.NaN;
        if (feature.Type == FeatureType.Category)
        {
            bool listed = text is not null && categories[column]?.Contains(text) == true;
            if (!listed && IsMissing(text))
                return Missing(feature, out problem);
            if (!listed && categories[column] is not null)
                return Refuse("is not one of the known categories", out problem);

            cell = codes.Add(text!);
            problem = null;
            return true;
        }

        if (IsMissing(text))
            return Missing(feature, out problem);
        if (feature.Type == FeatureType.Boolean && bool.TryParse(text, out bool truth))
            return TryEncode(column, truth ? 1.0 : 0.0, out cell, out problem);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || double.IsNaN(number))
            return Refuse(feature.Type == FeatureType.Boolean ? "is neither true nor false" : "is not a number", out problem);

        return TryEncode(column, number, out cell, out problem);
    }

    /// <summary>Encodes a cell that is a number already; not for categories.</summary>
    /// <param name="column">The column in the schema.</param>
    /// <param name="number">The value; NaN if it is missing.</param>
    /// <param name="cell">The cell; NaN for a missing value and when there is a problem.</param>
    /// <param name="problem">What is wrong, as the end of a sentence that starts with the column's name; null if nothing is.</param>
    /// <returns>Whether the cell could be encoded.</returns>
    public bool TryEncode(int column, double number, out double cell, out string? problem)
    {
        Feature feature = Schema[column];
        cell = double.NaN;
        if (double.IsNaN(number))
            return Missing(feature, out problem);
        if (double.IsInfinity(number))
            return Refuse("is infinite or too large", out problem);

        switch (feature.Type)
        {
            case FeatureType.Category:
                return Refuse("is a number where a text is expected", out problem);
            case FeatureType.Boolean when number is not (0 or 1):
                return Refuse("is neither true nor false", out problem);
            case FeatureType.Integer when number != Math.Floor(number):
                return Refuse("is not a whole number", out problem);
            case FeatureType.Integer when Math.Abs(number) > LargestInteger:
                return Refuse("is too large for a whole number", out problem);
        }

        cell = number;
        problem = null;
        return true;
    }

    private static bool IsMissing(string? text) =>
        string.IsNullOrWhiteSpace(text) || text.AsSpan().Trim().Equals("nan", StringComparison.OrdinalIgnoreCase);

    private static bool Missing(Feature feature, out string? problem)
    {
        problem = feature.AllowsMissing ? null : "is missing";
        return feature.AllowsMissing;
    }

    private static bool Refuse(string reason, out string? problem)
    {
        problem = reason;
        return false;
    }
}
