using Google.Protobuf;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Benchmarks;

/// <summary>Networks of dense layers with ReLU between them and a sigmoid at the end, with random weights.</summary>
internal static class MadeNetwork
{
    private const int Float = 1;

    /// <summary>The ONNX file.</summary>
    /// <param name="widths">The columns, and the width of each layer.</param>
    public static byte[] Create(params int[] widths)
    {
        var random = new Random(5);
        var model = new ModelProto { IrVersion = 7, Graph = new GraphProto { Name = "made" } };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        model.Graph.Input.Add(Value("X", widths[0]));
        model.Graph.Output.Add(Value("y", widths[^1]));
        string last = "X";
        for (int layer = 1; layer < widths.Length; layer++)
        {
            Constant($"w{layer}", Math.Sqrt(6.0 / widths[layer - 1]), widths[layer - 1], widths[layer]);
            Constant($"b{layer}", 0.1, widths[layer]);
            model.Graph.Node.Add(new NodeProto { OpType = "Gemm", Input = { last, $"w{layer}", $"b{layer}" }, Output = { $"h{layer}" } });
            last = layer == widths.Length - 1 ? "y" : $"a{layer}";
            model.Graph.Node.Add(new NodeProto { OpType = last == "y" ? "Sigmoid" : "Relu", Input = { $"h{layer}" }, Output = { last } });
        }

        return model.ToByteArray();

        void Constant(string name, double scale, params long[] shape)
        {
            var tensor = new TensorProto { Name = name, DataType = Float, Dims = { shape } };
            for (long i = shape.Aggregate(1L, (product, size) => product * size); i > 0; i--)
                tensor.FloatData.Add((float)(scale * ((2 * random.NextDouble()) - 1)));
            model.Graph.Initializer.Add(tensor);
        }
    }

    private static ValueInfoProto Value(string name, int columns)
    {
        var shape = new TensorShapeProto
        {
            Dim = { new TensorShapeProto.Types.Dimension { DimParam = "rows" }, new TensorShapeProto.Types.Dimension { DimValue = columns } },
        };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Float, Shape = shape } } };
    }
}
