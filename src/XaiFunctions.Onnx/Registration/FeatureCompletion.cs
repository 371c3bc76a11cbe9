using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx.Evaluation;
using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Onnx.Registration;

/// <summary>Completes the features of a manifest from the graph's inputs and the background's header.</summary>
internal static class FeatureCompletion
{
    /// <returns>The features and how they are divided among inputs, or null with the reasons in <paramref name="problems"/>.</returns>
    public static (IReadOnlyList<ManifestFeature> Features, InputLayout Layout)? Apply(
        OnnxSession session, IReadOnlyList<ManifestFeature>? given, IReadOnlyList<string> header, List<string> problems)
    {
        CheckHeader(header, problems);
        int before = problems.Count;
        var features = given ?? Inferred(session.Signature, header, problems);
        foreach (string twice in Duplicates(features.Select(feature => feature.Name)))
            problems.Add($"The feature {Words.Quote(twice)} is listed twice.");
        if (features.Count == 0 && problems.Count == before)
            problems.Add("There are no features.");
        if (problems.Count > before)
            return null;

        var missing = features.Select(feature => feature.Name).Except(header, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
            problems.Add($"The background has no column for {Words.List(missing, "feature")}.");

        var layout = InputLayout.Create(session.Signature, [.. features.Select(feature => feature.Name)], problems);
        return layout is null ? null : (Typed(features, layout, KnownCategories.Find(session.Graph, layout), problems), layout);
    }

    public static IEnumerable<string> Duplicates(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);

    private static void CheckHeader(IReadOnlyList<string> header, List<string> problems)
    {
        if (header.Count == 0)
            problems.Add("The background has no columns.");
        foreach (string twice in Duplicates(header))
            problems.Add($"The background has the column {Words.Quote(twice)} twice.");
    }

    /// <summary>
    /// Names features that the manifest leaves out: inputs of one column by their own names, the columns of wider inputs by the background
    /// columns that are left, in their order; their number must fit, since nothing else says which is which.
    /// </summary>
    private static List<ManifestFeature> Inferred(ModelSignature signature, IReadOnlyList<string> header, List<string> problems)
    {
        var inputs = signature.Inputs;
        bool isSingle = inputs.Count == 1 && inputs[0].Width is null or > 1;
        var byName = isSingle ? [] : inputs.Where(input => InputLayout.TakesOneByName(input, header.Contains)).ToList();
        var missing = byName.Where(input => !header.Contains(input.Name, StringComparer.Ordinal)).Select(input => input.Name).ToList();
        if (missing.Count > 0)
            problems.Add($"The background has no column for the model's {Words.List(missing, "input")}.");

        var rest = new Queue<string>(header.Except(byName.Select(input => input.Name), StringComparer.Ordinal));
        var wide = inputs.Except(byName).ToList();
        int open = rest.Count - wide.Sum(input => input.Width ?? 0);
        if (wide.Count > 0 && (wide.All(input => input.Width is not null) ? open != 0 : open < 1))
        {
            problems.Add($"The model's {Words.List(wide.Select(input => input.Name), "input")} take {wide.Sum(input => input.Width ?? 1)} columns in all, the background "
                + $"has {rest.Count} for them ({Words.List(rest, "column")}). List the features in the manifest.");
            return [];
        }

        var features = new List<ManifestFeature>();
        foreach (var input in inputs)
        {
            int count = byName.Contains(input) ? 0 : input.Width ?? open;
            features.AddRange(byName.Contains(input) ? [new(input.Name)] : Enumerable.Range(0, count).Select(_ => new ManifestFeature(rest.Dequeue())));
        }

        return features;
    }

    private static ManifestFeature[] Typed(IReadOnlyList<ManifestFeature> features, InputLayout layout, IReadOnlyList<string>?[] known, List<string> problems)
    {
        var typed = features.ToArray();
        foreach (var slot in layout.Slots)
        {
            foreach (int column in slot.Columns)
                typed[column] = Typed(features[column], slot.Input.Element, known[column], problems);
        }

        return typed;
    }

    private static ManifestFeature Typed(ManifestFeature feature, ElementType element, IReadOnlyList<string>? known, List<string> problems)
    {
        var type = feature.Type ?? Natural(element);
        string name = Words.Quote(feature.Name);
        if (!Fits(type, element))
            problems.Add($"Feature {name} is of type {type.ToString().ToLowerInvariant()}, but the model's input takes {element.ToString().ToLowerInvariant()}.");
        if (feature.Categories is not null && type != FeatureType.Category)
            problems.Add($"Feature {name} has categories, but is of type {type.ToString().ToLowerInvariant()}.");
        foreach (string twice in Duplicates(feature.Categories ?? []))
            problems.Add($"Feature {name} has the category {Words.Quote(twice)} twice.");
        if (feature.AllowsMissing == true && element is not (ElementType.Float or ElementType.Double or ElementType.String))
            problems.Add($"Feature {name} allows missing values, but the model's input of type {element.ToString().ToLowerInvariant()} has none.");

        return feature with
        {
            Type = type,
            Categories = type == FeatureType.Category ? feature.Categories ?? known ?? [] : null,
            AllowsMissing = feature.AllowsMissing ?? false,
        };
    }

    private static FeatureType Natural(ElementType element) => element switch
    {
        ElementType.String => FeatureType.Category,
        ElementType.Boolean => FeatureType.Boolean,
        ElementType.Int32 or ElementType.Int64 or ElementType.UInt32 => FeatureType.Integer,
        _ => FeatureType.Number,
    };

    private static bool Fits(FeatureType type, ElementType element) => element switch
    {
        ElementType.String => type == FeatureType.Category,
        ElementType.Boolean => type == FeatureType.Boolean,
        ElementType.Int32 or ElementType.Int64 or ElementType.UInt32 => type is FeatureType.Integer or FeatureType.Boolean,
        _ => type is not FeatureType.Category,
    };
}
