using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.App.Tests.Support;

/// <summary>Models that are made for a test: one input <c>x</c> of float columns, one output <c>y</c>.</summary>
internal static class OnnxModels
{
    private const int Float = 1;
    private const int Int64 = 7;

    /// <summary>The square root of the sum of the columns: no number where the sum is negative.</summary>
    public static byte[] RootOfSum(int columns) => Build(columns, [Matrix("ones", columns, 1, _ => 1)], [Node("MatMul", "s", "x", "ones"), Node("Sqrt", "y", "s")]);

    /// <summary>A number out of a table of five, found by the first column, plus the sum of the columns: ONNX Runtime refuses to look up what is not in the table.</summary>
    public static byte[] LookUp(int columns)
    {
        NodeProto first = Node("Gather", "c", "x", "zero"), whole = Node("Cast", "i", "c");
        first.Attribute.Add(new AttributeProto { Name = "axis", Type = 2, I = 1 });
        whole.Attribute.Add(new AttributeProto { Name = "to", Type = 2, I = Int64 });
        var zero = new TensorProto { Name = "zero", DataType = Int64, RawData = ByteString.CopyFrom(new byte[8]) };
        zero.Dims.Add(1);
        TensorProto table = Matrix("table", 5, 1, i => 10 * i);
        table.Dims.RemoveAt(1);
        return Build(
            columns,
            [zero, table, Matrix("ones", columns, 1, _ => 1)],
            [first, whole, Node("Gather", "t", "table", "i"), Node("MatMul", "s", "x", "ones"), Node("Add", "y", "t", "s")]);
    }

    /// <summary>A network that is as slow as it has layers, each as wide as the columns are many times 64. It saturates, so that players interact.</summary>
    public static byte[] Slow(int columns, int layers)
    {
        int width = 64 * columns;
        List<NodeProto> nodes = [Node("MatMul", "h0", "x", "in")];
        for (int layer = 0; layer < layers; layer++)
        {
            nodes.Add(Node("MatMul", $"m{layer}", $"h{layer}", "middle"));
            nodes.Add(Node("Tanh", $"h{layer + 1}", $"m{layer}"));
        }

        nodes.Add(Node("MatMul", "y", $"h{layers}", "out"));
        double scale = 2 / Math.Sqrt(width);
        return Build(columns, [Matrix("in", columns, width, Noise), Matrix("middle", width, width, i => scale * Noise(i)), Matrix("out", width, 1, i => scale * Noise(i))], nodes);
    }

    /// <summary>A network whose products nearly take each other back where the columns are nearly equal, so that single precision keeps no digit of their sum.</summary>
    public static byte[] Cancelling(int columns)
    {
        const int width = 16;
        return Build(
            columns,
            [Matrix("in", columns, width, i => (i / width % 2 == 0 ? 1e8 : -1e8) * Noise((i / (2 * width) * width) + (i % width))), Matrix("out", width, 1, Noise)],
            [Node("MatMul", "h", "x", "in"), Node("Tanh", "t", "h"), Node("MatMul", "y", "t", "out")]);
    }

    /// <summary>A table of columns x0, x1, ... as CSV.</summary>
    public static byte[] Csv(params double[][] rows)
    {
        var text = new StringBuilder().AppendJoin(',', rows[0].Select((_, column) => $"x{column}")).Append('\n');
        foreach (double[] row in rows)
            text.AppendJoin(',', row.Select(cell => cell.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Rows of numbers between -1 and 1, the same everywhere.</summary>
    public static double[][] Rows(int count, int columns, int seed) =>
        [.. Enumerable.Range(0, count).Select(row => Enumerable.Range(0, columns).Select(column => Noise((((seed * 31) + row) * 97) + column)).ToArray())];

    private static double Noise(int i) => Math.Sin((i * 12.9898) + 1) * 43758.5453 % 1;

    private static NodeProto Node(string op, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = op };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    private static TensorProto Matrix(string name, int rows, int columns, Func<int, double> value)
    {
        float[] numbers = [.. Enumerable.Range(0, rows * columns).Select(i => (float)value(i))];
        var tensor = new TensorProto { Name = name, DataType = Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(numbers.AsSpan())) };
        tensor.Dims.AddRange([rows, columns]);
        return tensor;
    }

    private static byte[] Build(int columns, IEnumerable<TensorProto> constants, IEnumerable<NodeProto> nodes)
    {
        var graph = new GraphProto { Name = "graph" };
        graph.Node.AddRange(nodes);
        graph.Initializer.AddRange(constants);
        graph.Input.Add(Value("x", columns));
        graph.Output.Add(Value("y", 1));
        var model = new ModelProto { IrVersion = 7, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, int columns)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "n" });
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = columns });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Float, Shape = shape } } };
    }
}
