using System.Security.Cryptography;
using System.Text;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Tests;

public sealed class SessionTests
{
    [Fact]
    public void Open_NotAModel_IsRefused()
    {
        Assert.Contains("empty", Refused([]));
        Assert.Contains("not an ONNX model", Refused(Encoding.UTF8.GetBytes("age,income\n1,2\n")));
        Assert.Contains("not an ONNX model", Refused(new byte[1000]));
        Assert.Contains("no graph", Refused(ModelBuilder.Changed("linear", model => model.Graph = null)));
    }

    [Fact]
    public void Open_TruncatedAnywhere_IsRefused()
    {
        byte[] whole = Fixture.Bytes("trees_binary");
        for (int length = 1; length < whole.Length; length += 97)
            Refused(whole[..length]);
    }

    [Fact]
    public void Open_LargerThanTheLimit_IsRefused()
    {
        byte[] model = Fixture.Bytes("linear");

        Assert.Contains($"at most {model.Length - 1}", Refused(model, new OnnxSessionOptions { MaxModelBytes = model.Length - 1 }));
        OnnxSession.Open(model, new OnnxSessionOptions { MaxModelBytes = model.Length }).Dispose();
    }

    [Fact]
    public void Open_ExpectedDigest_IsHeldAgainstTheFileAsItCame()
    {
        byte[] model = Fixture.Bytes("logistic_zipmap_int64");
        string digest = Convert.ToHexString(SHA256.HashData(model));

        using var session = OnnxSession.Open(model, new OnnxSessionOptions { ExpectedSha256 = digest });
        Assert.Equal(digest.ToLowerInvariant(), session.Sha256);
        Assert.Contains("SHA-256", Refused(Fixture.Bytes("linear"), new OnnxSessionOptions { ExpectedSha256 = digest }));
    }

    [Fact]
    public void Open_OptionsOutOfRange_AreRefused()
    {
        byte[] model = Fixture.Bytes("linear");

        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxSession.Open(model, new OnnxSessionOptions { IntraOpThreads = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxSession.Open(model, new OnnxSessionOptions { MaxBatchRows = 0 }));
    }

    public static TheoryData<string> Places =>
    [
        "initializer", "place without flag", "flag without place", "sparse initializer", "sparse positions", "attribute", "attribute list", "sparse attribute",
        "sparse attribute list", "inner graph", "inner graph list", "function", "function default", "training", "training start",
    ];

    [Theory]
    [MemberData(nameof(Places))]
    public void Open_WeightsOutsideTheFile_AreRefusedWhereverTheyAre(string place)
    {
        var outside = ModelBuilder.External("stolen");
        byte[] model = ModelBuilder.Changed("linear", model =>
        {
            var node = new NodeProto { OpType = "Constant" };
            var sparse = new SparseTensorProto { Values = outside };
            var inner = new GraphProto();
            inner.Initializer.Add(outside);
            switch (place)
            {
                case "initializer": model.Graph.Initializer.Add(outside); break;
                case "sparse initializer": model.Graph.SparseInitializer.Add(sparse); break;
                case "place without flag": outside.DataLocation = 0; model.Graph.Initializer.Add(outside); break;
                case "flag without place": outside.ExternalData.Clear(); model.Graph.Initializer.Add(outside); break;
                case "sparse positions": model.Graph.SparseInitializer.Add(new SparseTensorProto { Indices = outside }); break;
                case "sparse attribute": node.Attribute.Add(new AttributeProto { Name = "sparse_value", SparseTensor = sparse }); break;
                case "sparse attribute list": node.Attribute.Add(new AttributeProto { Name = "values", SparseTensors = { sparse } }); break;
                case "inner graph list": node.Attribute.Add(new AttributeProto { Name = "bodies", Graphs = { inner } }); break;
                case "training start": model.TrainingInfo.Add(new TrainingInfoProto { Initialization = inner }); break;
                case "attribute": node.Attribute.Add(new AttributeProto { Name = "value", T = outside }); break;
                case "attribute list": node.Attribute.Add(new AttributeProto { Name = "values", Tensors = { outside } }); break;
                case "inner graph": node.Attribute.Add(new AttributeProto { Name = "body", G = inner }); break;
                case "function": model.Functions.Add(new FunctionProto { Node = { new NodeProto { Attribute = { new AttributeProto { T = outside } } } } }); break;
                case "function default": model.Functions.Add(new FunctionProto { AttributeProto = { new AttributeProto { T = outside } } }); break;
                default: model.TrainingInfo.Add(new TrainingInfoProto { Algorithm = inner }); break;
            }

            model.Graph.Node.Add(node);
        });

        Assert.Contains("outside its file (stolen)", Refused(model));
    }

    [Fact]
    public void Open_OperatorsOfOthers_AreRefusedEvenInsideInnerGraphs()
    {
        Assert.Contains("com.microsoft.Gelu", Refused(ModelBuilder.Changed("linear", model => model.Graph.Node.Add(ModelBuilder.Node("Gelu", "X", "y", "com.microsoft")))));
        Assert.Contains("evil.Shell", Refused(ModelBuilder.Changed("linear", model =>
        {
            var inner = new GraphProto { Node = { ModelBuilder.Node("Shell", "X", "y", "evil") } };
            model.Graph.Node.Add(new NodeProto { OpType = "If", Attribute = { new AttributeProto { Name = "then_branch", G = inner } } });
        })));
    }

    [Fact]
    public void Open_Loops_AreRefusedEvenInsideInnerGraphs()
    {
        var inner = new GraphProto { Node = { ModelBuilder.Node("Loop", "X", "y") } };
        Assert.Contains("need not end", Refused(ModelBuilder.Changed("linear", model => model.Graph.Node.Add(ModelBuilder.Node("Loop", "X", "y")))));
        Assert.Contains("need not end", Refused(ModelBuilder.Changed("linear", model =>
            model.Graph.Node.Add(new NodeProto { OpType = "If", Attribute = { new AttributeProto { Name = "then_branch", G = inner } } }))));
    }

    [Theory]
    [InlineData("ConstantOfShape", new long[] { 1 << 20, 1 << 20 }, true)]
    [InlineData("ConstantOfShape", new long[] { 1000, 1000 }, false)]
    [InlineData("Expand", new long[] { 1L << 40 }, true)]
    [InlineData("Tile", new long[] { 1, 1L << 40 }, true)]
    public void Open_ConstantsThatCallForGiantTensors_AreRefused(string op, long[] sizes, bool isGiant)
    {
        foreach (bool asNode in new[] { false, true })
        {
            // The tensor of a node goes by the node's output; its own name, if it has any, means nothing.
            var shape = new TensorProto { Name = asNode ? "" : "giant_shape", DataType = 7, Dims = { sizes.Length }, Int64Data = { sizes } };
            string problem = Refused(ModelBuilder.Changed("linear", model =>
            {
                if (asNode)
                    model.Graph.Node.Add(new NodeProto { OpType = "Constant", Output = { "giant_shape" }, Attribute = { new AttributeProto { Name = "value", T = shape } } });
                else
                    model.Graph.Initializer.Add(shape);
                NodeProto node = ModelBuilder.Node(op, op == "ConstantOfShape" ? "giant_shape" : "X", "giant");
                if (op != "ConstantOfShape")
                    node.Input.Add("giant_shape");
                model.Graph.Node.Add(node);
                model.Graph.Node.Add(ModelBuilder.Node("Shell", "X", "refused_anyway", "evil"));
            }));
            Assert.Equal(isGiant, problem.Contains($"elements ({op})", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Open_TensorsThatUnpackToGiants_AreRefused()
    {
        Assert.Contains("a sparse constant", Refused(ModelBuilder.Changed("linear", model =>
            model.Graph.SparseInitializer.Add(new SparseTensorProto { Dims = { 1L << 20, 1L << 20 }, Values = new TensorProto { Name = "sparse" }, Indices = new TensorProto() }))));
        Assert.Contains("(a constant)", Refused(ModelBuilder.Changed("linear", model =>
            model.Graph.Initializer.Add(new TensorProto { Name = "giant", DataType = 1, Dims = { 1L << 20, 1L << 20 } }))));
    }

    [Theory]
    [InlineData("Same", false)]
    [InlineData("Other", true)]
    public void Open_OperatorThatTheModelDefinesItself_IsNoForeignOne(string defined, bool isForeign)
    {
        string problem = Refused(ModelBuilder.Changed("linear", model =>
        {
            model.Functions.Add(new FunctionProto { Domain = "mine", Name = defined });
            model.Graph.Node.Add(ModelBuilder.Node("Same", "X", "y", "mine"));
        }));

        Assert.Equal(isForeign, problem.Contains("not ONNX's own (mine.Same)", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_SeveralProblems_AreAllListed()
    {
        var refused = Assert.Throws<InvalidModelException>(() => OnnxSession.Open(ModelBuilder.Changed("linear", model =>
        {
            model.Graph.Initializer.Add(ModelBuilder.External("stolen"));
            model.Graph.Node.Add(ModelBuilder.Node("Shell", "X", "y", "evil"));
        })));

        Assert.Equal(2, refused.Problems.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ai.onnx.ml")]
    public void Open_OperatorSetOfTheFuture_IsRefusedInWords(string domain)
    {
        string problem = Refused(ModelBuilder.Changed("logistic", model => model.OpsetImport.First(import => import.Domain == domain).Version = 99));

        Assert.Contains($"it uses opset 99 of {(domain.Length == 0 ? "ai.onnx" : domain)}, which is newer than this ONNX Runtime serves (up to ", problem);
    }

    [Theory]
    [InlineData(ModelBuilder.Float16, new long[] { -1, 4 }, "type")]
    [InlineData(ModelBuilder.Float, new long[] { -1, 3, 8, 8 }, "shape")]
    [InlineData(ModelBuilder.Float, new long[0], "shape")]
    public void Open_InputThatIsNoTable_IsRefused(int type, long[] shape, string word)
    {
        byte[] model = ModelBuilder.Model([ModelBuilder.Node("Identity", "X", "y")], [ModelBuilder.Tensor("X", type, shape)], [ModelBuilder.Tensor("y", type, shape)]);

        string problem = Refused(model);
        Assert.Contains("Input 'X'", problem);
        Assert.Contains(word, problem);
    }

    [Fact]
    public void Open_NoOutputOfNumbers_IsRefused()
    {
        byte[] texts = ModelBuilder.Model(
            [ModelBuilder.Node("Unique", "X", "y")], [ModelBuilder.Tensor("X", ModelBuilder.Text, -1)], [ModelBuilder.Tensor("y", ModelBuilder.Text, -1)]);
        byte[] handedThrough = ModelBuilder.Model(
            [ModelBuilder.Node("Identity", "X", "y")], [ModelBuilder.Tensor("X", ModelBuilder.Float, -1, 4)], [ModelBuilder.Tensor("y", ModelBuilder.Float, -1, 4)]);

        Assert.Contains("No output holds numbers", Refused(texts));
        Assert.Contains("No output holds numbers", Refused(handedThrough));
    }

    [Fact]
    public void Open_InputsThatFixDifferentRows_AreRefused()
    {
        byte[] model = ModelBuilder.Model(
            [ModelBuilder.Node("Relu", "X", "y"), ModelBuilder.Node("Relu", "Z", "w")],
            [ModelBuilder.Tensor("X", ModelBuilder.Float, 1, 1), ModelBuilder.Tensor("Z", ModelBuilder.Float, 2, 1)],
            [ModelBuilder.Tensor("y", ModelBuilder.Float, 1, 1), ModelBuilder.Tensor("w", ModelBuilder.Float, 2, 1)]);

        Assert.Contains("different numbers of rows", Refused(model));
    }

    [Fact]
    public void Signature_Dictionaries_AppearAsTensorsWithTheirClasses()
    {
        using var fixture = new Fixture("logistic_zipmap_string");
        var output = Assert.Single(fixture.Session.Signature.Outputs, output => output.IsScore);

        Assert.Equal("output_probability", output.Name);
        Assert.Equal(["denied", "approved"], output.ClassLabels!);
        Assert.Equal(2, output.Width);
    }

    private static string Refused(byte[] model, OnnxSessionOptions? options = null)
    {
        var refused = Assert.Throws<InvalidModelException>(() => OnnxSession.Open(model, options));
        Assert.NotEmpty(refused.Problems);
        return refused.Message;
    }
}
