using XaiFunctions.Onnx.Evaluation;

namespace XaiFunctions.Onnx.Graphs;

/// <summary>The texts that the graph's encoders know for each column.</summary>
internal static class KnownCategories
{
    /// <summary>Finds, for each column of the table, the texts that its encoders know; null where no encoder says.</summary>
    public static IReadOnlyList<string>?[] Find(GraphIndex graph, InputLayout layout)
    {
        var origins = new ColumnOrigins(graph, layout);
        var known = new IReadOnlyList<string>?[layout.ColumnCount];
        foreach (var node in graph.Graph.Node.Where(node => node.Input.Count == 1 && (node.IsMl("OneHotEncoder") || node.IsMl("LabelEncoder"))))
        {
            var texts = node.OpType == "OneHotEncoder" ? node.Texts("cats_strings") : node.Texts("keys_strings");
            if (texts.Count == 0 || origins.Of(node.Input[0]) is not { } columns)
                continue;
            foreach (int column in columns)
                known[column] = known[column] is { } others ? [.. others.Intersect(texts)] : [.. texts.Distinct()];
        }

        return known;
    }
}
