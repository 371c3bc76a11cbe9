using XaiFunctions.Onnx.Evaluation;
using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Onnx.Registration;

/// <summary>Completes output, classes, explained classes and space of a manifest.</summary>
internal static class OutputCompletion
{
    /// <returns>The manifest with these four filled in as far as possible; the reasons why not are in <paramref name="problems"/>.</returns>
    public static ModelManifest Apply(OnnxSession session, ModelManifest manifest, InputLayout layout, List<string> problems)
    {
        if (Choose(session.Signature, manifest.Output, problems) is not { } output)
            return manifest;

        var space = manifest.Space ?? OutputSpace.Raw;
        CheckSpace(session, output, space, problems);
        int? width = ColumnCount(session, layout, output, manifest.Features!, problems);
        var classes = width is { } columns ? Classes(output, columns, manifest.Classes, problems) : manifest.Classes ?? [];
        var explain = manifest.Explain ?? (width == 1 && classes.Count == 2 ? [classes[1]] : classes);
        if (width is not null)
            CheckExplained(explain, classes, width.Value, problems);
        return manifest with { Output = output.Name, Space = space, Classes = classes, Explain = explain };
    }

    private static ModelOutput? Choose(ModelSignature signature, string? name, List<string> problems)
    {
        string all = Words.List(signature.Outputs.Select(output => output.Name), "output");
        if (name is not null)
        {
            var named = signature.Outputs.FirstOrDefault(output => output.Name == name);
            if (named is null)
                problems.Add($"The model has no output {Words.Quote(name)}; it has the {all}.");
            else if (named.Element is not (ElementType.Unsupported or ElementType.String))
                return named;
            else
                problems.Add($"Output {Words.Quote(name)} holds no numbers, so it cannot be explained.");
            return null;
        }

        var scores = signature.Outputs.Where(output => output.IsScore).ToList();
        if (scores.Count > 1)
        {
            // Probabilities before other scores, as ML.NET exports both; a named choice in the manifest overrules it.
            var probabilities = scores.Where(output => output.Name.Contains("proba", StringComparison.OrdinalIgnoreCase)).ToList();
            var labelled = scores.Where(output => output.ClassLabels is not null).ToList();
            var named = scores.Where(output => output.Name.StartsWith("score", StringComparison.OrdinalIgnoreCase)).ToList();
            scores = new[] { probabilities, labelled, named, scores }.First(list => list.Count > 0);
        }

        if (scores.Count == 1)
            return scores[0];

        problems.Add(scores.Count == 0
            ? $"None of the {all} looks like scores; name the output to explain in the manifest."
            : $"Several outputs could be explained ({Words.List(scores.Select(output => output.Name), "output")}); name one in the manifest.");
        return null;
    }

    private static void CheckSpace(OnnxSession session, ModelOutput output, OutputSpace space, List<string> problems)
    {
        var (_, producer) = session.Graph.Upstream(output.Name, node => node.IsOnnx("Identity") || node.IsOnnx("Cast"));
        bool isUnbounded = producer is not null && (producer.IsOnnx("Gemm") || producer.IsOnnx("MatMul") || producer.IsMl("LinearRegressor") || producer.IsMl("SVMRegressor"));
        if (space == OutputSpace.LogOdds && (!output.IsScore || (isUnbounded && producer!.Text("post_transform", "NONE") == "NONE")))
            problems.Add($"The space log-odds needs a probability, but output {Words.Quote(output.Name)} is none{(producer is null ? "" : $" (it comes from {producer.OpType})")}.");
        if (space != OutputSpace.Margin)
            return;

        try
        {
            session.Margin(output.Name);
        }
        catch (InvalidModelException none)
        {
            problems.AddRange(none.Problems);
        }
    }

    private static int? ColumnCount(OnnxSession session, InputLayout layout, ModelOutput output, IReadOnlyList<ManifestFeature> features, List<string> problems)
    {
        try
        {
            if (session.ShapeOf(layout, output, features) is { } shape)
                return shape.Width;
            problems.Add($"Neither the graph nor a trial run tells how many columns output {Words.Quote(output.Name)} has.");
        }
        catch (InvalidModelException wrong)
        {
            problems.AddRange(wrong.Problems);
        }

        return null;
    }

    private static IReadOnlyList<string> Classes(ModelOutput output, int width, IReadOnlyList<string>? given, List<string> problems)
    {
        if (given is null)
        {
            if (output.ClassLabels?.Count == width || (width == 1 && output.ClassLabels?.Count == 2))
                return output.ClassLabels!;
            return width == 1 ? [output.Name] : [.. Enumerable.Range(0, width).Select(column => column.ToString())];
        }

        if (given.Count != width && !(width == 1 && given.Count == 2))
            problems.Add($"The manifest names {given.Count} classes, but output {Words.Quote(output.Name)} has {width} columns.");
        foreach (string twice in FeatureCompletion.Duplicates(given))
            problems.Add($"The class {Words.Quote(twice)} is named twice.");
        if (given.Any(string.IsNullOrEmpty))
            problems.Add("A class has no name.");
        return given;
    }

    private static void CheckExplained(IReadOnlyList<string> explain, IReadOnlyList<string> classes, int width, List<string> problems)
    {
        var unknown = explain.Except(classes, StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            problems.Add($"The manifest asks to explain {Words.List(unknown, "class", "classes")}, but the classes are {string.Join(", ", classes.Take(20).Select(Words.Quote))}.");
        foreach (string twice in FeatureCompletion.Duplicates(explain))
            problems.Add($"The class {Words.Quote(twice)} is to be explained twice.");
        if (explain.Count == 0)
            problems.Add("The manifest asks to explain no class at all.");
        if (width == 1 && classes.Count == 2 && explain.Contains(classes[0]))
            problems.Add($"The model's only column is the score of {Words.Quote(classes[1])}, so {Words.Quote(classes[0])} cannot be explained.");
    }
}
