using System.Globalization;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Documents.Content;

/// <summary>What a <see cref="CellValue"/> holds.</summary>
public enum CellKind
{
    /// <summary>Nothing: the scoring file's cell was empty or NaN, and the feature allows that.</summary>
    Missing,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A text: the value of a category.</summary>
    Text,
}

/// <summary>One input value of a row as documents show it: a number, a truth value, a text, or missing.</summary>
public readonly record struct CellValue
{
    private CellValue(CellKind kind, double number, string? text)
    {
        Kind = kind;
        Number = number;
        Text = text;
    }

    /// <summary>What the cell holds. The default value of the struct is a missing cell.</summary>
    public CellKind Kind { get; }

    /// <summary>The number; 1 or 0 for a boolean; 0 for a text and a missing value.</summary>
    public double Number { get; }

    /// <summary>The text of a category, else null.</summary>
    public string? Text { get; }

    /// <summary>A missing value.</summary>
    public static CellValue Missing => default;

    /// <summary>A number; NaN becomes a missing value.</summary>
    public static CellValue Of(double number) => double.IsNaN(number) ? Missing : new(CellKind.Number, number, null);

    /// <summary>A truth value.</summary>
    public static CellValue Of(bool value) => new(CellKind.Boolean, value ? 1 : 0, null);

    /// <summary>A text; null becomes a missing value.</summary>
    public static CellValue Of(string? text) => text is null ? Missing : new(CellKind.Text, 0, text);

    /// <summary>Turns a cell, as models take it, back into what stood in the file.</summary>
    /// <param name="feature">The column's feature.</param>
    /// <param name="cell">The value, or the code of a category; NaN is missing.</param>
    /// <param name="codes">The codes that the cell was made with; used for categories only.</param>
    /// <exception cref="ArgumentOutOfRangeException">A category's code is not in <paramref name="codes"/>.</exception>
    public static CellValue FromCell(Feature feature, double cell, CategoryCodes codes)
    {
        ArgumentNullException.ThrowIfNull(feature);
        ArgumentNullException.ThrowIfNull(codes);
        if (double.IsNaN(cell))
            return Missing;

        return feature.Type switch
        {
            FeatureType.Boolean => Of(cell != 0),
            FeatureType.Category => Of(codes.Text((int)cell)),
            _ => Of(cell),
        };
    }

    /// <summary>The value in invariant culture: numbers in the shortest form that round-trips, "true", "false", the text, or nothing.</summary>
    public override string ToString() => Kind switch
    {
        CellKind.Number => Number.ToString("R", CultureInfo.InvariantCulture),
        CellKind.Boolean => Number != 0 ? "true" : "false",
        CellKind.Text => Text!,
        _ => "",
    };
}
