using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Sessions;

/// <summary>
/// Finds what a small file can make of a machine: loops, which need not end, and constants that call for tensors of a size no table has. Sizes that
/// only follow from the data are not found here; what they take is bounded by the memory of the process.
/// </summary>
internal sealed class RunawayNodes
{
    /// <summary>The most elements that a constant may call for: 1 GiB of doubles.</summary>
    private const double MostElements = 1 << 27;

    /// <summary>Operators whose answer is as large as one of their inputs says, and which input that is.</summary>
    private static readonly Dictionary<string, int> SizedBy = new(StringComparer.Ordinal) { ["ConstantOfShape"] = 0, ["Expand"] = 1, ["Tile"] = 1 };

    private readonly Dictionary<string, TensorProto> constants = new(StringComparer.Ordinal);
    private readonly SortedSet<string> loops = new(StringComparer.Ordinal);
    private readonly SortedSet<string> giants = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the tensors and nodes seen so far.</summary>
    public IEnumerable<string> Problems
    {
        get
        {
            if (loops.Count > 0)
                yield return "The model has a loop (operator Loop), which need not end. Export it unrolled, or with Scan, which ends with its rows.";
            if (giants.Count > 0)
                yield return $"The model calls for tensors of more than {MostElements:N0} elements ({string.Join(", ", giants.Take(5))}).";
        }
    }

    /// <summary>Notes a constant of a graph.</summary>
    public void See(TensorProto tensor)
    {
        if (tensor.Name.Length > 0)
            constants[tensor.Name] = tensor;
        if (Product(tensor.Dims.Select(size => (double)size)) > MostElements)
            giants.Add("a constant");
    }

    /// <summary>Notes the size that a sparse constant is unpacked to.</summary>
    public void See(SparseTensorProto tensor)
    {
        if (Product(tensor.Dims.Select(size => (double)size)) > MostElements)
            giants.Add("a sparse constant");
    }

    /// <summary>Looks at a node. The constants that it takes have been seen.</summary>
    public void See(NodeProto node)
    {
        if (node.Domain is not ("" or "ai.onnx"))
            return;
        if (node.OpType == "Loop")
            loops.Add(node.OpType);
        if (node.OpType == "Constant" && node.Output.Count > 0 && node.Attribute.FirstOrDefault(attribute => attribute.T is not null)?.T is { } value)
            constants[node.Output[0]] = value;
        if (SizedBy.TryGetValue(node.OpType, out int input) && input < node.Input.Count && constants.TryGetValue(node.Input[input], out TensorProto? sizes)
            && sizes.Numbers() is { } numbers && Product(numbers) > MostElements)
        {
            giants.Add(node.OpType);
        }
    }

    private static double Product(IEnumerable<double> sizes) => sizes.Aggregate(1.0, (product, size) => product * Math.Abs(size));
}
