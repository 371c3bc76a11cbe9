using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Graphs;

/// <summary>Finds what makes a value of the main graph: a node, a constant, or nobody (an input).</summary>
internal sealed class GraphIndex
{
    private readonly Dictionary<string, NodeProto> producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> constants = new(StringComparer.Ordinal);

    public GraphIndex(GraphProto graph)
    {
        Graph = graph;
        foreach (var tensor in graph.Initializer)
            constants[tensor.Name] = tensor;
        foreach (var node in graph.Node)
        {
            foreach (string output in node.Output)
                producers[output] = node;
            if (node.IsOnnx("Constant") && node.Output.Count == 1 && node.Find("value") is { T: { } value })
                constants[node.Output[0]] = value;
        }
    }

    public GraphProto Graph { get; }

    public NodeProto? Producer(string value) => producers.GetValueOrDefault(value);

    public TensorProto? Constant(string value) => constants.GetValueOrDefault(value);

    /// <summary>
    /// Follows a value upstream through nodes that hand their first input on unchanged in number and order of columns, as long as
    /// <paramref name="passes"/> agrees; the graph's length bounds the walk, so a graph that bites its tail ends it too.
    /// </summary>
    public (string Value, NodeProto? Producer) Upstream(string value, Func<NodeProto, bool> passes)
    {
        var producer = Producer(value);
        for (int steps = 0; steps < Graph.Node.Count && producer is { Input.Count: > 0 } && passes(producer); steps++)
        {
            value = producer.Input[0];
            producer = Producer(value);
        }

        return (value, producer);
    }
}
