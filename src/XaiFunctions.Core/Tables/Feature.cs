namespace XaiFunctions.Core.Tables;

/// <summary>What kind of values a feature has.</summary>
public enum FeatureType
{
    /// <summary>A real number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>True or false; the cell is 1 or 0.</summary>
    Boolean,

    /// <summary>A text out of a set; the cell is a code of <see cref="CategoryCodes"/>.</summary>
    Category,
}

/// <summary>One feature: a column of the scoring file.</summary>
/// <param name="Name">The column's name in scoring files and documents; matched exactly.</param>
/// <param name="Type">What kind of values it has.</param>
public sealed record Feature(string Name, FeatureType Type)
{
    /// <summary>The allowed values of a category, or null if any text is allowed.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Whether a missing value (an empty cell, NaN) is a value that the model knows. The default is false: such a row is rejected.</summary>
    public bool AllowsMissing { get; init; }

    /// <summary>What the feature means, for people.</summary>
    public string? Description { get; init; }

    /// <summary>The unit in which it is measured, for people.</summary>
    public string? Unit { get; init; }
}
