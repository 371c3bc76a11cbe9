using XaiFunctions.Onnx.Evaluation;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Graphs;

/// <summary>
/// Follows the table's columns downstream through nodes that only move them, so that what an encoder knows can be said of a feature.
/// </summary>
internal sealed class ColumnOrigins
{
    private readonly Dictionary<string, int[]> columns = new(StringComparer.Ordinal);

    public ColumnOrigins(GraphIndex graph, InputLayout layout)
    {
        foreach (var slot in layout.Slots)
            columns[slot.Input.Name] = slot.Columns;
        foreach (var node in graph.Graph.Node.Where(node => node.Output.Count == 1))
        {
            if (Moved(graph, node) is { } moved)
                columns[node.Output[0]] = moved;
        }
    }

    /// <summary>The table's column of each column of a value, or null if it is no mere selection of columns.</summary>
    public IReadOnlyList<int>? Of(string value) => columns.GetValueOrDefault(value);

    private int[]? Moved(GraphIndex graph, NodeProto node)
    {
        if (node.Input.Count == 0 || !columns.TryGetValue(node.Input[0], out var first))
            return null;
        if (node.IsOnnx("Concat") && node.Integer("axis") is 1 or -1)
            return node.Input.All(columns.ContainsKey) ? [.. node.Input.SelectMany(input => columns[input])] : null;
        if (node.IsOnnx("Identity") || node.IsMl("Imputer") || (first.Length == 1 && (node.IsOnnx("Reshape") || node.IsOnnx("Cast") || node.IsOnnx("Flatten"))))
            return first;
        if (node.Input.Count == 2 && (node.IsMl("ArrayFeatureExtractor") || (node.IsOnnx("Gather") && node.Integer("axis") == 1)))
            return Selected(first, graph.Constant(node.Input[1])?.Numbers());
        return null;
    }

    private static int[]? Selected(int[] from, double[]? indexes) =>
        indexes is not null && indexes.All(index => index >= 0 && index < from.Length) ? [.. indexes.Select(index => from[(int)index])] : null;
}
