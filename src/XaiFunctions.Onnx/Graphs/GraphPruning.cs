using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Graphs;

/// <summary>Takes out of a graph what its outputs do not need.</summary>
internal static class GraphPruning
{
    public static void Apply(GraphProto graph)
    {
        var needed = new HashSet<string>(graph.Output.Select(output => output.Name), StringComparer.Ordinal);
        var kept = new List<NodeProto>();
        for (int at = graph.Node.Count - 1; at >= 0; at--)
        {
            var node = graph.Node[at];
            if (!node.Output.Any(needed.Contains))
                continue;
            kept.Add(node);
            AddInputs(node, needed);
        }

        kept.Reverse();
        graph.Node.Clear();
        graph.Node.AddRange(kept);
        RemoveConstants(graph, needed);
    }

    /// <summary>Takes out the constants that nobody needs; where they are listed as inputs too, as old files do, there as well.</summary>
    private static void RemoveConstants(GraphProto graph, HashSet<string> needed)
    {
        TensorProto[] unused = [.. graph.Initializer.Where(tensor => !needed.Contains(tensor.Name))];
        foreach (TensorProto tensor in unused)
        {
            graph.Initializer.Remove(tensor);
            if (graph.Input.FirstOrDefault(input => input.Name == tensor.Name) is { } listed)
                graph.Input.Remove(listed);
        }
    }

    /// <summary>A node needs its inputs and whatever its inner graphs take from around them.</summary>
    private static void AddInputs(NodeProto node, HashSet<string> needed)
    {
        needed.UnionWith(node.Input);
        foreach (var inner in node.Attribute.SelectMany(attribute => attribute.G is null ? attribute.Graphs : attribute.Graphs.Append(attribute.G)))
        {
            needed.UnionWith(inner.Output.Select(output => output.Name));
            foreach (var innerNode in inner.Node)
                AddInputs(innerNode, needed);
        }
    }
}
