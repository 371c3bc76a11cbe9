using Google.Protobuf;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx.Manifest;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Tests;

public sealed class FuzzTests
{
    private const int Rounds = 25;

    public static TheoryData<string> Names => [.. Fixture.All];

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_DamagedBytes_AreRefusedOrServed(string name)
    {
        byte[] whole = Fixture.Bytes(name);
        using var fixture = new Fixture(name);
        for (int round = 0; round < Rounds; round++)
        {
            var random = new Random(7919 * round);
            var bytes = whole.ToList();
            for (int change = random.Next(4); change >= 0; change--)
                DamageByte(bytes, random);
            RefusedOrServed([.. bytes], fixture);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_DamagedAttributes_AreRefusedOrServed(string name)
    {
        using var fixture = new Fixture(name);
        for (int round = 0; round < Rounds; round++)
        {
            var random = new Random(104729 * round);
            var model = ModelProto.Parser.ParseFrom(Fixture.Bytes(name));
            for (int change = random.Next(3); change >= 0; change--)
                Damage(model.Graph, random);
            RefusedOrServed(model.ToByteArray(), fixture);
        }
    }

    /// <summary>A damaged model may still be a model; then it answers something. All else must come back as one of the two typed problems.</summary>
    private static void RefusedOrServed(byte[] bytes, Fixture fixture)
    {
        try
        {
            using var session = OnnxSession.Open(bytes);
            foreach (var space in Enum.GetValues<OutputSpace>())
            {
                using var model = new ExplainableModel(session, ModelRegistration.Complete(session, new ModelManifest { Space = space }, fixture.Columns));
                var codes = new CategoryCodes();
                var rows = new double[9 * model.Schema.Count];
                for (int at = 0; at < rows.Length; at++)
                    rows[at] = model.Schema[at % model.Schema.Count].Type == FeatureType.Category ? codes.Add("Oslo") : at & 1;
                model.Bind(codes).Predict(rows, new double[9 * model.OutputNames.Count]);
            }
        }
        catch (Exception typed) when (typed is InvalidModelException or ModelEvaluationException)
        {
            Assert.NotEmpty(typed.Message);
        }
    }

    private static void DamageByte(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count);
        switch (random.Next(4))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes.RemoveAt(at); break;
            default: bytes.Insert(at, (byte)random.Next(256)); break;
        }
    }

    private static void Damage(GraphProto graph, Random random)
    {
        var node = graph.Node[random.Next(graph.Node.Count)];
        if (node.Attribute.Count == 0 || random.Next(4) == 0)
        {
            DamageElsewhere(graph, node, random);
            return;
        }

        var attribute = node.Attribute[random.Next(node.Attribute.Count)];
        if (attribute.Ints.Count > 0)
            DamageList(attribute.Ints, random, Number(random));
        else if (attribute.Floats.Count > 0)
            DamageList(attribute.Floats, random, random.Next(3) == 0 ? float.NaN : random.NextSingle() * 1e30f);
        else if (attribute.Strings.Count > 0)
            DamageList(attribute.Strings, random, attribute.Strings[random.Next(attribute.Strings.Count)]);
        else if (attribute.HasI)
            attribute.I = Number(random);
        else if (random.Next(2) == 0)
            node.Attribute.Remove(attribute);
        else
            attribute.S = ByteString.CopyFromUtf8(random.Next(2) == 0 ? "" : "SOFTMAX_ZERO");
    }

    private static void DamageElsewhere(GraphProto graph, NodeProto node, Random random)
    {
        switch (random.Next(4))
        {
            case 0 when graph.Initializer.Count > 0:
                var tensor = graph.Initializer[random.Next(graph.Initializer.Count)];
                if (tensor.Dims.Count > 0)
                    tensor.Dims[random.Next(tensor.Dims.Count)] = Number(random);
                break;
            case 1:
                var dimensions = graph.Input[random.Next(graph.Input.Count)].Type.TensorType.Shape.Dim;
                dimensions[random.Next(dimensions.Count)] = new TensorShapeProto.Types.Dimension { DimValue = Number(random) };
                break;
            case 2 when node.Input.Count > 0:
                node.Input[random.Next(node.Input.Count)] = graph.Node[random.Next(graph.Node.Count)].Output[0];
                break;
            default:
                node.OpType = graph.Node[random.Next(graph.Node.Count)].OpType;
                break;
        }
    }

    private static void DamageList<T>(IList<T> list, Random random, T value)
    {
        int at = random.Next(list.Count);
        switch (random.Next(4))
        {
            case 0: list.RemoveAt(at); break;
            case 1: list.Insert(at, value); break;
            case 2: list[at] = list[random.Next(list.Count)]; break;
            default: list[at] = value; break;
        }
    }

    private static long Number(Random random) => random.Next(8) switch
    {
        0 => -1,
        1 => long.MaxValue,
        2 => int.MaxValue,
        3 => 1L << 32,
        _ => random.Next(8),
    };
}
