using Google.Protobuf;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Tests;

/// <summary>Changes a fixture's model into one that is to be refused, or builds a tiny one.</summary>
internal static class ModelBuilder
{
    public const int Float = 1, Int64 = 7, Text = 8, Float16 = 10;

    /// <summary>The bytes of a fixture after a change.</summary>
    public static byte[] Changed(string fixture, Action<ModelProto> change) => Rewritten(Fixture.Bytes(fixture), change);

    /// <summary>The bytes of a model after a change.</summary>
    public static byte[] Rewritten(byte[] bytes, Action<ModelProto> change)
    {
        var model = ModelProto.Parser.ParseFrom(bytes);
        change(model);
        return model.ToByteArray();
    }

    /// <summary>A model of some nodes.</summary>
    public static byte[] Model(IEnumerable<NodeProto> nodes, ValueInfoProto[] inputs, ValueInfoProto[] outputs, long opset = 13)
    {
        var graph = new GraphProto { Name = "graph" };
        graph.Node.AddRange(nodes);
        graph.Input.AddRange(inputs);
        graph.Output.AddRange(outputs);
        var model = new ModelProto { IrVersion = 7, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 1 });
        return model.ToByteArray();
    }

    public static NodeProto Node(string op, string input, string output, string domain = "")
    {
        var node = new NodeProto { OpType = op, Domain = domain };
        node.Input.Add(input);
        node.Output.Add(output);
        return node;
    }

    /// <summary>A tensor value; a size of -1 is left to the caller.</summary>
    public static ValueInfoProto Tensor(string name, int type, params long[] shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (long size in shape)
            dimensions.Dim.Add(size < 0 ? new TensorShapeProto.Types.Dimension { DimParam = "n" } : new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = dimensions } } };
    }

    /// <summary>A tensor whose numbers lie in another file.</summary>
    public static TensorProto External(string name)
    {
        var tensor = new TensorProto { Name = name, DataType = Float, DataLocation = 1 };
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../etc/passwd" });
        return tensor;
    }
}
