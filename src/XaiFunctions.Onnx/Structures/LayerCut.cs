using XaiFunctions.Onnx.Evaluation;
using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Structures;

/// <summary>A copy of a model that begins behind the affine map of the cells with which its graph begins.</summary>
/// <param name="Model">The rewritten model; its only input is <paramref name="Input"/>.</param>
/// <param name="Input">The value that the map, or the ReLU behind it, makes: rows x its columns, in single precision.</param>
/// <param name="First">The map.</param>
/// <param name="IsRectified">Whether the ReLU behind the map is cut off too.</param>
internal sealed record LayerCut(ModelProto Model, string Input, Affine First, bool IsRectified)
{
    /// <summary>Beyond this width a masked row takes longer to write than it would take to work out again.</summary>
    private const int MaxWidth = 4096;

    /// <summary>So few cells are quicker to write than the numbers that a layer makes of them.</summary>
    private const int MinColumns = 8;

    private const int FloatType = 1, DoubleType = 11;

    /// <summary>Cuts the model, or gives null if its output depends on the cells in any other way than through one matrix product with constants.</summary>
    /// <param name="original">The model; it stays as it is.</param>
    /// <param name="layout">How the table's columns are divided among inputs.</param>
    /// <param name="output">The output's name.</param>
    public static LayerCut? Create(ModelProto original, InputLayout layout, string output)
    {
        var graph = new GraphIndex(original.Graph);
        var affine = new AffineReader(graph, layout);
        if (OnlyWayIn(graph, affine, output) is not { } value || value == output || affine.Of(value) is not { Width: <= MaxWidth } first)
            return null;
        if (first.Weights.All(weights => weights.Count(weight => weight != 0) < MinColumns) || !KeepsFractions(graph, value))
            return null;
        if (!first.Weights.All(weights => weights.All(double.IsFinite)) || !first.Biases.All(double.IsFinite))
            return null;

        // ONNX Runtime works a ReLU out together with the product before it; left behind alone it would be one more way through the memory.
        NodeProto[] users = [.. original.Graph.Node.Where(node => node.Input.Contains(value))];
        bool isRectified = users is [var relu] && relu.IsOnnx("Relu") && relu.Output[0] != output;
        string input = isRectified ? users[0].Output[0] : value;
        return new(Rewrite(original.Clone(), input, first.Width, output), input, first, isRectified);
    }

    /// <summary>The one affine value through which an output depends on the cells, or null if there is none or more than one.</summary>
    private static string? OnlyWayIn(GraphIndex graph, AffineReader affine, string output)
    {
        string? found = null;
        var seen = new HashSet<string>(StringComparer.Ordinal) { "" };
        var open = new Stack<string>([output]);
        while (open.TryPop(out string? value))
        {
            if (!seen.Add(value) || graph.Constant(value) is not null)
                continue;

            if (affine.Of(value) is not null)
            {
                if (found is not null)
                    return null;
                found = value;
                continue;
            }

            // An inner graph may reach for any value around it.
            if (graph.Producer(value) is not { } producer || producer.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0))
                return null;
            foreach (string input in producer.Input)
                open.Push(input);
        }

        return found;
    }

    /// <summary>Whether nothing on the way to a value rounds to whole numbers, which is no affine map however well a background of whole numbers agrees with it.</summary>
    private static bool KeepsFractions(GraphIndex graph, string value)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([value]);
        while (open.TryPop(out string? next))
        {
            if (!seen.Add(next) || graph.Producer(next) is not { } producer)
                continue;
            if (producer.IsOnnx("Cast") && producer.Integer("to") is not (FloatType or DoubleType))
                return false;
            foreach (string input in producer.Input)
                open.Push(input);
        }

        return true;
    }

    private static ModelProto Rewrite(ModelProto model, string value, int width, string output)
    {
        GraphProto graph = model.Graph;
        var constants = graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        Keep(graph.Input, input => constants.Contains(input.Name));
        Keep(graph.Output, info => info.Name == output);
        Keep(graph.ValueInfo, info => info.Name != value);
        Keep(graph.Node, node => !node.Output.Contains(value));
        var shape = new TensorShapeProto
        {
            Dim = { new TensorShapeProto.Types.Dimension { DimParam = "rows" }, new TensorShapeProto.Types.Dimension { DimValue = width } },
        };
        graph.Input.Add(new ValueInfoProto { Name = value, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = FloatType, Shape = shape } } });
        GraphPruning.Apply(graph);
        return model;
    }

    private static void Keep<T>(Google.Protobuf.Collections.RepeatedField<T> items, Func<T, bool> isKept)
    {
        T[] kept = [.. items.Where(isKept)];
        items.Clear();
        items.AddRange(kept);
    }
}
