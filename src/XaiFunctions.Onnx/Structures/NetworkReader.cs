using XaiFunctions.Core.Structure;
using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Structures;

/// <summary>Follows the graph's values upstream through dense layers and their activations, until they are affine in a row's cells.</summary>
internal sealed class NetworkReader(GraphIndex graph, AffineReader affine)
{
    /// <summary>A value as a network, or null if it is none or too large to be worth it.</summary>
    public NetworkMargins? Read(string value)
    {
        if (Dense(value, 0) is not { Rest.Length: > 0 } layers || layers.Rest.Sum(layer => layer.Weights.Count) > NetworkStructure.MaxWeights)
            return null;

        bool finite = layers.Rest.All(layer => layer.Weights.All(double.IsFinite) && layer.Biases.All(double.IsFinite));
        return finite ? new(layers.First, layers.Rest, OutputTransform.None) : null;
    }

    private sealed record Layers(Affine First, DenseLayer[] Rest)
    {
        public int Width => Rest.Length == 0 ? First.Width : Rest[^1].Biases.Count;
    }

    private Layers? Dense(string value, int steps)
    {
        if (affine.Of(value) is { } first)
            return new(first, []);

        // The graph's length bounds the walk, so a graph that bites its tail ends it too.
        if (steps > graph.Graph.Node.Count || graph.Producer(value) is not { Domain: "" or "ai.onnx", Input.Count: > 0 } node)
            return null;

        return node.OpType switch
        {
            "Identity" or "Cast" => Dense(node.Input[0], steps + 1),
            "MatMul" when node.Input.Count == 2 => Times(Activated(node.Input[0], steps + 1), graph.Constant(node.Input[1]), transposed: false, 1, null),
            "Gemm" when node.Integer("transA") == 0 => Gemm(node, steps),
            "Add" when node.Input.Count == 2 => Plus(node.Input[0], node.Input[1], steps) ?? Plus(node.Input[1], node.Input[0], steps),
            _ => null,
        };
    }

    private (Layers Layers, Activation Activation)? Activated(string value, int steps)
    {
        var producer = graph.Producer(value);
        Activation? activation = producer is not { Domain: "" or "ai.onnx" } ? null : producer.OpType switch
        {
            "Relu" => Activation.Relu,
            "Tanh" => Activation.Tanh,
            "Sigmoid" => Activation.Sigmoid,
            _ => null,
        };
        var before = Dense(activation is null ? value : producer!.Input[0], steps + 1);
        return before is null ? null : (before, activation ?? Activation.None);
    }

    private Layers? Gemm(NodeProto node, int steps)
    {
        double[]? bias = null;
        if (node.Input.Count > 2 && node.Input[2].Length > 0)
        {
            bias = affine.RowConstant(node.Input[2]);
            if (bias is null)
                return null;
            double beta = node.Number("beta", 1);
            bias = Array.ConvertAll(bias, number => beta * number);
        }

        return Times(Activated(node.Input[0], steps + 1), graph.Constant(node.Input[1]), node.Integer("transB") != 0, node.Number("alpha", 1), bias);
    }

    private static Layers? Times((Layers Layers, Activation Activation)? from, TensorProto? matrix, bool transposed, double factor, double[]? bias)
    {
        if (from is not var (layers, activation) || matrix?.Dims.Count != 2 || matrix.Numbers() is not { } numbers)
            return null;

        int rows = (int)matrix.Dims[0], columns = (int)matrix.Dims[1], width = transposed ? rows : columns, before = transposed ? columns : rows;
        if (before != layers.Width || (bias is not null && bias.Length != 1 && bias.Length != width))
            return null;

        var weights = new double[width * before];
        for (int k = 0; k < width; k++)
        {
            for (int i = 0; i < before; i++)
                weights[(k * before) + i] = factor * numbers[transposed ? (k * columns) + i : (i * columns) + k];
        }

        double[] biases = [.. Enumerable.Range(0, width).Select(k => bias is null ? 0 : bias[k % bias.Length])];
        return new(layers.First, [.. layers.Rest, new DenseLayer(weights, biases, activation)]);
    }

    private Layers? Plus(string value, string constant, int steps)
    {
        if (affine.RowConstant(constant) is not { } added || Dense(value, steps + 1) is not { Rest: [.. var earlier, var last] } layers)
            return null;
        if (added.Length != 1 && added.Length != layers.Width)
            return null;

        return new(layers.First, [.. earlier, last with { Biases = [.. last.Biases.Select((bias, k) => bias + added[k % added.Length])] }]);
    }
}
