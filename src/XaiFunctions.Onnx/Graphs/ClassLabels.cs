using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Graphs;

/// <summary>Finds the class labels that belong to the columns of a score output, in the order of the columns.</summary>
internal static class ClassLabels
{
    /// <summary>The labels of an output of the graph as texts, or null if the graph does not say.</summary>
    public static IReadOnlyList<string>? Find(GraphIndex graph, string output)
    {
        var (_, producer) = graph.Upstream(output, node => Own(node) is null && KeepsColumns(node));
        return producer is null ? null : Own(producer) ?? FromLabelLookup(graph);
    }

    /// <summary>Whether the node changes neither the number nor the meaning of columns.</summary>
    public static bool KeepsColumns(NodeProto node) =>
        node.IsMl("Normalizer") || node.IsMl("ZipMap") || node.IsOnnx("Identity") || node.IsOnnx("Cast") || node.IsOnnx("Softmax")
        || node.IsOnnx("Sigmoid") || node.IsOnnx("LogSoftmax");

    private static IReadOnlyList<string>? Own(NodeProto node)
    {
        if (node.Domain != "ai.onnx.ml")
            return null;

        return node.OpType switch
        {
            "LinearClassifier" or "SVMClassifier" => Labels(node, "classlabels_ints", "classlabels_strings"),
            "TreeEnsembleClassifier" or "ZipMap" => Labels(node, "classlabels_int64s", "classlabels_strings"),
            _ => null,
        };
    }

    private static IReadOnlyList<string>? Labels(NodeProto node, string integers, string texts)
    {
        if (node.Texts(texts) is { Count: > 0 } labels)
            return labels;

        return node.Integers(integers) is { Count: > 0 } numbers ? [.. numbers.Select(number => number.ToString())] : null;
    }

    /// <summary>
    /// scikit-learn's other classifiers look the label up in a constant: ArrayFeatureExtractor(classes, ArgMax(scores)). One such
    /// constant in the graph is the classes; two different ones say nothing.
    /// </summary>
    private static string[]? FromLabelLookup(GraphIndex graph)
    {
        string[]? found = null;
        foreach (var node in graph.Graph.Node.Where(node => node.IsMl("ArrayFeatureExtractor") && node.Input.Count == 2))
        {
            if (graph.Upstream(node.Input[1], IsReshaping).Producer is not { } index || !index.IsOnnx("ArgMax"))
                continue;
            if (graph.Constant(node.Input[0])?.Texts() is not { } labels)
                continue;
            if (found is not null && !found.AsSpan().SequenceEqual(labels))
                return null;
            found = labels;
        }

        return found;
    }

    private static bool IsReshaping(NodeProto node) => node.IsOnnx("Reshape") || node.IsOnnx("Cast") || node.IsOnnx("Identity");
}
