using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using XaiFunctions.Onnx.Graphs;

namespace XaiFunctions.Onnx.Sessions;

/// <summary>Reads a model's signature as ONNX Runtime infers it, and refuses inputs and outputs that cannot be served.</summary>
internal static class SignatureReader
{
    /// <summary>The most cells that a single call may demand, by a fixed number of rows or by columns.</summary>
    private const long MaxCells = 1 << 24;

    /// <exception cref="InvalidModelException">An input has an unsupported type or shape, or no output holds numbers.</exception>
    public static ModelSignature Read(InferenceSession runtime, ModelFile file)
    {
        var graph = new GraphIndex(file.Model.Graph);
        var inputs = runtime.InputNames.Select(name => Input(name, runtime.InputMetadata[name])).ToList();
        var outputs = runtime.OutputNames
            .Select(name => Output(name, runtime.OutputMetadata[name], file.ClassLabels.GetValueOrDefault(name), IsInput(graph, name))).ToList();
        var problems = new List<string>();
        foreach (var input in inputs)
            Check(input, runtime.InputMetadata[input.Name], problems);
        if (inputs.Select(input => input.FixedRows).Where(rows => rows is not null).Distinct().Count() > 1)
            problems.Add("The model's inputs fix different numbers of rows.");
        if (inputs.Sum(input => (long)(input.FixedRows ?? 1) * (input.Width ?? 1)) > MaxCells)
            problems.Add($"A call of the model would take more than {MaxCells:N0} numbers.");
        if (inputs.Count > 1 && inputs.Count(input => input is { Shape.Count: 2, Width: null }) > 1)
            problems.Add("More than one input leaves its number of columns open, so the features cannot be divided among them.");
        if (!outputs.Any(output => output.Element is not (ElementType.Unsupported or ElementType.String) && !output.IsInput))
            problems.Add($"No output holds numbers that could be explained (outputs: {string.Join(", ", outputs.Select(output => output.Name))}).");

        return problems.Count == 0 ? new(inputs, outputs) : throw new InvalidModelException(problems);
    }

    private static void Check(ModelInput input, NodeMetadata metadata, List<string> problems)
    {
        if (input.Element == ElementType.Unsupported)
        {
            problems.Add($"Input '{input.Name}' is of a type that is not supported ({TypeName(metadata)}); "
                + "float, double, int32, int64, uint32, bool and string tensors are.");
        }
        else if (input.Shape.Count is not (1 or 2))
        {
            problems.Add($"Input '{input.Name}' has the shape [{string.Join(", ", input.Shape)}]; rows of a table need [rows, columns] or [rows].");
        }
        else if (input.Shape.Count == 2 && input.Shape[1] == 0)
        {
            problems.Add($"Input '{input.Name}' has no columns.");
        }
    }

    private static ModelInput Input(string name, NodeMetadata metadata) => new(name, Element(metadata), Shape(metadata));

    public static ModelOutput Output(string name, NodeMetadata metadata, IReadOnlyList<string>? classLabels, bool isInput) =>
        new(name, Element(metadata), Shape(metadata), classLabels, isInput);

    private static bool IsInput(GraphIndex graph, string output) =>
        graph.Upstream(output, node => node.IsOnnx("Identity") || node.IsOnnx("Cast")).Producer is null;

    private static string TypeName(NodeMetadata metadata) =>
        metadata.IsTensor ? $"{metadata.ElementDataType} tensor" : metadata.OnnxValueType.ToString();

    private static ElementType Element(NodeMetadata metadata)
    {
        if (metadata.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR)
            return ElementType.Unsupported;

        return metadata.ElementDataType switch
        {
            TensorElementType.Float => ElementType.Float,
            TensorElementType.Double => ElementType.Double,
            TensorElementType.Int64 => ElementType.Int64,
            TensorElementType.Int32 => ElementType.Int32,
            TensorElementType.UInt32 => ElementType.UInt32,
            TensorElementType.Bool => ElementType.Boolean,
            TensorElementType.String => ElementType.String,
            _ => ElementType.Unsupported,
        };
    }

    private static long[] Shape(NodeMetadata metadata) =>
        metadata.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR ? [.. metadata.Dimensions.Select(size => (long)size)] : [];
}
