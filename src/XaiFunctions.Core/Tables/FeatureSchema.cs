namespace XaiFunctions.Core.Tables;

/// <summary>The columns of a model's rows, in the order of the cells.</summary>
public sealed class FeatureSchema
{
    private readonly Feature[] features;
    private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);

    /// <param name="features">One feature a column, with unique non-empty names. Copied.</param>
    /// <exception cref="ArgumentException">There is no feature, a name is empty or used twice, or a category's list holds a text twice.</exception>
    public FeatureSchema(IReadOnlyList<Feature> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count == 0)
            throw new ArgumentException("A schema needs at least one feature.", nameof(features));

        this.features = [.. features];
        for (int column = 0; column < this.features.Length; column++)
        {
            Feature feature = this.features[column];
            if (string.IsNullOrEmpty(feature.Name) || !indexes.TryAdd(feature.Name, column))
                throw new ArgumentException($"Feature name '{feature.Name}' is empty or used twice.", nameof(features));
            if (feature.Categories is { } categories && categories.Distinct(StringComparer.Ordinal).Count() != categories.Count)
                throw new ArgumentException($"Feature '{feature.Name}' lists a category twice.", nameof(features));
        }
    }

    /// <summary>The features in the order of the cells.</summary>
    public IReadOnlyList<Feature> Features => features;

    /// <summary>The number of columns.</summary>
    public int Count => features.Length;

    /// <summary>The feature of a column.</summary>
    public Feature this[int column] => features[column];

    /// <summary>The column of a feature, matched exactly, or -1 if there is none of that name.</summary>
    public int IndexOf(string name) => indexes.GetValueOrDefault(name, -1);
}
