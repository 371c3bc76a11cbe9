using XaiFunctions.Onnx.Evaluation;
using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Structures;

/// <summary>Follows the graph's values downstream as long as they are affine in a row's cells.</summary>
internal sealed class AffineReader
{
    /// <summary>The most weights of one value: beyond that a model is no table's linear model but a network.</summary>
    private const int MaxWeights = 1 << 22;

    private readonly GraphIndex graph;
    private readonly Dictionary<string, Affine> values = new(StringComparer.Ordinal);

    public AffineReader(GraphIndex graph, InputLayout layout)
    {
        this.graph = graph;
        foreach (var slot in layout.Slots.Where(slot => slot.Input.Element != ElementType.String && (long)slot.Width * layout.ColumnCount <= MaxWeights))
            values[slot.Input.Name] = Affine.Cells(slot.Columns, layout.ColumnCount);
        foreach (var node in graph.Graph.Node.Where(node => node.Output.Count > 0 && node.Input.Count > 0))
        {
            if (Read(node) is { Width: > 0 } value && (long)value.Width * layout.ColumnCount <= MaxWeights)
                values[node.Output[0]] = value;
        }
    }

    /// <summary>The value as affine columns, or null if it is none.</summary>
    public Affine? Of(string value) => values.GetValueOrDefault(value);

    /// <summary>The scores of a linear classifier before its post-transform.</summary>
    public Affine? Scores(NodeProto classifier) => Linear(Of(classifier.Input[0]), classifier.Numbers("coefficients"), classifier.Numbers("intercepts"));

    private Affine? Read(NodeProto node)
    {
        var first = Of(node.Input[0]);
        if (node.Domain == "ai.onnx.ml")
            return first is null ? null : ReadMl(node, first);
        if (node.Domain is not ("" or "ai.onnx"))
            return null;

        return node.OpType switch
        {
            "Identity" or "Cast" => first,
            "Neg" => first?.Scaled(_ => -1, _ => 0),
            "Reshape" or "Flatten" or "Squeeze" => first is not null && KeepsRows(node, first) ? first : null,
            "Concat" => node.Integer("axis") is 1 or -1 ? Joined(node) : null,
            "Gather" => node.Integer("axis") == 1 && graph.Constant(node.Input[1]) is { Dims.Count: 1 } columns ? Selected(first, columns) : null,
            "Add" or "Sub" or "Mul" or "Div" when node.Input.Count == 2 => Arithmetic(node, first),
            "MatMul" when node.Input.Count == 2 => first is null ? null : Product(first, graph.Constant(node.Input[1]), transposed: false, 1),
            "Gemm" => first is null ? null : Gemm(node, first),
            _ => null,
        };
    }

    private Affine? ReadMl(NodeProto node, Affine input)
    {
        switch (node.OpType)
        {
            case "Scaler":
                var offset = node.Numbers("offset");
                var scale = node.Numbers("scale");
                if (!Fits(offset.Count, input.Width) || !Fits(scale.Count, input.Width))
                    return null;
                return input.Scaled(at => scale[at % scale.Count], at => -(double)offset[at % offset.Count] * scale[at % scale.Count]);
            case "ArrayFeatureExtractor":
                return node.Input.Count == 2 && graph.Constant(node.Input[1]) is { } columns ? Selected(input, columns) : null;
            case "LinearRegressor" when node.Text("post_transform", "NONE") == "NONE":
                return Linear(input, node.Numbers("coefficients"), node.Numbers("intercepts"));
            default:
                return null;
        }
    }

    private static Affine? Linear(Affine? input, IReadOnlyList<float> coefficients, IReadOnlyList<float> intercepts)
    {
        if (input is null || coefficients.Count == 0 || coefficients.Count % input.Width != 0)
            return null;

        int targets = coefficients.Count / input.Width;
        if (intercepts.Count != 0 && intercepts.Count != targets)
            return null;
        return input.Times(targets, (i, k) => coefficients[(k * input.Width) + i]).Scaled(_ => 1, at => intercepts.Count == 0 ? 0 : intercepts[at]);
    }

    private Affine? Joined(NodeProto node)
    {
        if (!node.Input.All(values.ContainsKey))
            return null;

        var parts = node.Input.Select(input => values[input]).ToList();
        return new([.. parts.SelectMany(part => part.Weights)], [.. parts.SelectMany(part => part.Biases)]);
    }

    private static Affine? Selected(Affine? from, TensorProto columns) => columns.Numbers() is { } numbers ? from?.Selected(numbers) : null;

    private Affine? Arithmetic(NodeProto node, Affine? left)
    {
        var right = Of(node.Input[1]);
        if (left is not null && right is not null)
        {
            return node.OpType switch
            {
                "Add" => left.Plus(right),
                "Sub" => left.Plus(right.Scaled(_ => -1, _ => 0)),
                _ => null,
            };
        }

        if ((left ?? right) is not { } value || RowConstant(node.Input[left is null ? 0 : 1], value.Width) is not { } constant)
            return null;
        double At(int column) => constant[column % constant.Length];
        return node.OpType switch
        {
            "Add" => value.Scaled(_ => 1, At),
            "Sub" => left is not null ? value.Scaled(_ => 1, at => -At(at)) : value.Scaled(_ => -1, At),
            "Mul" => value.Scaled(At, _ => 0),
            _ => left is not null && !constant.Contains(0) ? value.Scaled(at => 1 / At(at), _ => 0) : null,
        };
    }

    private Affine? Gemm(NodeProto node, Affine input)
    {
        if (node.Integer("transA") != 0)
            return null;

        var product = Product(input, graph.Constant(node.Input[1]), node.Integer("transB") != 0, node.Number("alpha", 1));
        if (product is null || node.Input.Count < 3 || node.Input[2].Length == 0)
            return product;

        double beta = node.Number("beta", 1);
        return RowConstant(node.Input[2], product.Width) is { } bias ? product.Scaled(_ => 1, at => beta * bias[at % bias.Length]) : null;
    }

    private static Affine? Product(Affine input, TensorProto? matrix, bool transposed, double factor)
    {
        if (matrix?.Dims.Count != 2 || matrix.Numbers() is not { } numbers)
            return null;

        int rows = (int)matrix.Dims[0];
        int columns = (int)matrix.Dims[1];
        if ((transposed ? columns : rows) != input.Width)
            return null;
        return transposed
            ? input.Times(rows, (i, k) => factor * numbers[(k * columns) + i])
            : input.Times(columns, (i, k) => factor * numbers[(i * columns) + k]);
    }

    /// <summary>A constant that is the same for every row: one number, or one a column.</summary>
    public double[]? RowConstant(string name) =>
        graph.Constant(name) is { } tensor && tensor.Dims.Take(Math.Max(0, tensor.Dims.Count - 1)).All(size => size == 1) ? tensor.Numbers() : null;

    private double[]? RowConstant(string name, int width) => RowConstant(name) is { } numbers && Fits(numbers.Length, width) ? numbers : null;

    /// <summary>Whether a change of shape leaves each row its own columns.</summary>
    private bool KeepsRows(NodeProto node, Affine value)
    {
        if (node.OpType == "Flatten")
            return node.Integer("axis", 1) == 1;
        if (node.OpType == "Squeeze")
            return value.Width == 1;
        return node.Input.Count == 2 && graph.Constant(node.Input[1])?.Numbers() switch
        {
            [-1] => value.Width == 1,
            [-1 or 0, var columns] => columns == value.Width || (columns == -1 && graph.Constant(node.Input[1])!.Numbers()![0] == 0),
            _ => false,
        };
    }

    private static bool Fits(int count, int width) => count == 1 || count == width;
}
