using XaiFunctions.Core.Structure;
using XaiFunctions.Onnx.Manifest;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Tests;

public sealed class StructureTests
{
    [Theory]
    [InlineData("linear", OutputSpace.Raw, typeof(LinearStructure), OutputTransform.None)]
    [InlineData("linear_flat", OutputSpace.Raw, typeof(LinearStructure), OutputTransform.None)]
    [InlineData("linear_batch8", OutputSpace.Raw, typeof(LinearStructure), OutputTransform.None)]
    [InlineData("linear_double", OutputSpace.Raw, typeof(LinearStructure), OutputTransform.None)]
    [InlineData("linear_int64", OutputSpace.Raw, typeof(LinearStructure), OutputTransform.None)]
    [InlineData("logistic", OutputSpace.Raw, typeof(LinearStructure), OutputTransform.Logistic)]
    [InlineData("logistic", OutputSpace.Margin, typeof(LinearStructure), OutputTransform.None)]
    [InlineData("logistic", OutputSpace.LogOdds, typeof(LinearStructure), OutputTransform.Logistic)]
    [InlineData("logistic_zipmap_int64", OutputSpace.Margin, typeof(LinearStructure), OutputTransform.None)]
    [InlineData("logistic_zipmap_string", OutputSpace.Raw, typeof(LinearStructure), OutputTransform.Logistic)]
    [InlineData("trees_regression", OutputSpace.Raw, typeof(TreeEnsembleStructure), OutputTransform.None)]
    [InlineData("trees_binary", OutputSpace.Raw, typeof(TreeEnsembleStructure), OutputTransform.Logistic)]
    [InlineData("trees_binary", OutputSpace.Margin, typeof(TreeEnsembleStructure), OutputTransform.None)]
    [InlineData("trees_positive", OutputSpace.Raw, typeof(TreeEnsembleStructure), OutputTransform.Logistic)]
    [InlineData("trees_positive", OutputSpace.Margin, typeof(TreeEnsembleStructure), OutputTransform.None)]
    [InlineData("trees_multiclass", OutputSpace.Raw, typeof(TreeEnsembleStructure), OutputTransform.Softmax)]
    [InlineData("trees_multiclass", OutputSpace.Margin, typeof(TreeEnsembleStructure), OutputTransform.None)]
    [InlineData("trees_forest", OutputSpace.Raw, typeof(TreeEnsembleStructure), OutputTransform.None)]
    [InlineData("trees_forest", OutputSpace.LogOdds, typeof(TreeEnsembleStructure), OutputTransform.None)]
    [InlineData("network_softmax", OutputSpace.Raw, typeof(NetworkStructure), OutputTransform.Softmax)]
    [InlineData("network_sigmoid", OutputSpace.Raw, typeof(NetworkStructure), OutputTransform.Logistic)]
    [InlineData("network_sigmoid", OutputSpace.Margin, typeof(NetworkStructure), OutputTransform.None)]
    [InlineData("network_complement", OutputSpace.Raw, typeof(NetworkStructure), OutputTransform.Logistic)]
    [InlineData("network_complement", OutputSpace.LogOdds, typeof(NetworkStructure), OutputTransform.Logistic)]
    public void Structure_KnownKind_AnswersAsTheIndependentImplementation(string name, OutputSpace space, Type kind, OutputTransform transform)
    {
        using var fixture = new Fixture(name);
        using var model = fixture.Model(space);
        var structure = Assert.IsAssignableFrom<IStructuredModel>(model.Bind(fixture.Codes)).Structure;

        Assert.IsType(kind, structure);
        Assert.Equal(transform, structure!.Transform);
        PredictionTests.Near(fixture.Outputs(space == OutputSpace.LogOdds ? OutputSpace.Raw : space), Answers(structure, fixture.Rows), 2e-6);
    }

    [Theory]
    [InlineData("columns")]
    [InlineData("groups")]
    public void Structure_Texts_HaveNone(string name)
    {
        using var fixture = new Fixture(name);
        using var model = fixture.Model();

        Assert.Null(model.Structure);
    }

    [Fact]
    public void Structure_ExplainedClasses_AreMarginsByTheirColumns()
    {
        using var fixture = new Fixture("trees_multiclass");
        using var model = new ExplainableModel(fixture.Session, fixture.Complete(new() { Explain = ["middle", "high"] }));
        double[] all = fixture.Outputs(OutputSpace.Raw);

        Assert.Equal([2, 0], model.Structure!.Explained);
        PredictionTests.Near(
            [.. Enumerable.Range(0, fixture.RowCount).SelectMany(row => new[] { all[(row * 3) + 2], all[row * 3] })], Answers(model.Structure, fixture.Rows), 2e-6);
    }

    [Theory]
    [InlineData("Sigmoid", OutputTransform.Logistic)]
    [InlineData("Identity", OutputTransform.None)]
    public void Structure_ActivationAfterALayer_IsItsTransform(string activation, OutputTransform transform)
    {
        byte[] changed = ModelBuilder.Changed("linear", model =>
        {
            model.Graph.Node[0].Output[0] = "z";
            model.Graph.Node.Add(ModelBuilder.Node(activation, "z", "variable"));
        });
        Agrees(changed, ["a", "b", "c", "d"], typeof(LinearStructure), transform);
    }

    [Theory]
    [InlineData("Relu", 5, true)]
    [InlineData("Tanh", 5, true)]
    [InlineData("Sigmoid", 5, true)]
    [InlineData("Identity", 5, true)]
    [InlineData("LeakyRelu", 5, false)]
    [InlineData("Relu", 130, false)]
    public void Structure_DenseLayers_AnswerAsTheRuntimeIfKnownAndSmall(string activation, int width, bool isKnown)
    {
        byte[] network = Network(activation, width);
        if (isKnown)
        {
            Agrees(network, ["a", "b", "c"], activation == "Identity" ? typeof(LinearStructure) : typeof(NetworkStructure), OutputTransform.None);
            return;
        }

        using var session = OnnxSession.Open(network);
        using var model = new ExplainableModel(session, ModelRegistration.Complete(session, new(), ["a", "b", "c"]));
        Assert.Null(model.Structure);
    }

    [Theory]
    [InlineData("Add", false)]
    [InlineData("Sub", false)]
    [InlineData("Sub", true)]
    [InlineData("Mul", false)]
    [InlineData("Div", false)]
    public void Structure_ScalingBefore_IsFoldedIntoTheWeights(string op, bool constantFirst)
    {
        byte[] changed = ModelBuilder.Changed("linear", model =>
        {
            model.Graph.Initializer.Add(new TensorProto { Name = "k", DataType = ModelBuilder.Float, Dims = { 1, 4 }, FloatData = { 2, -3, 0.5f, 1.5f } });
            model.Graph.Node[0].Input[0] = "scaled";
            var node = ModelBuilder.Node(op, constantFirst ? "k" : "X", "scaled");
            node.Input.Add(constantFirst ? "X" : "k");
            model.Graph.Node.Insert(0, node);
        });
        Agrees(changed, ["a", "b", "c", "d"], typeof(LinearStructure), OutputTransform.None);
    }

    [Theory]
    [InlineData("BRANCH_LT")]
    [InlineData("BRANCH_GTE")]
    [InlineData("BRANCH_GT")]
    [InlineData("BRANCH_EQ")]
    [InlineData("BRANCH_NEQ")]
    public void Structure_EverySplitMode_AnswersAsTheRuntime(string mode)
    {
        byte[] changed = ModelBuilder.Changed("trees_regression", model =>
        {
            var modes = model.Graph.Node[0].Attribute.First(attribute => attribute.Name == "nodes_modes").Strings;
            for (int at = 0; at < modes.Count; at++)
            {
                if (modes[at].ToStringUtf8() != "LEAF")
                    modes[at] = Google.Protobuf.ByteString.CopyFromUtf8(mode);
            }
        });
        Agrees(changed, ["a", "b", "c", "d", "e"], typeof(TreeEnsembleStructure), OutputTransform.None);
    }

    [Theory]
    [InlineData("AVERAGE")]
    [InlineData("MIN")]
    [InlineData("MAX")]
    public void Structure_EveryAggregate_AnswersAsTheRuntime(string aggregate)
    {
        byte[] changed = ModelBuilder.Changed("trees_regression", model =>
            model.Graph.Node[0].Attribute.Add(new AttributeProto { Name = "aggregate_function", Type = 3, S = Google.Protobuf.ByteString.CopyFromUtf8(aggregate) }));
        Agrees(changed, ["a", "b", "c", "d", "e"], typeof(TreeEnsembleStructure), OutputTransform.None);
    }

    [Fact]
    public void Structure_MembershipTests_HaveNone()
    {
        using var session = OnnxSession.Open(SplitEnsemble());
        using var model = new ExplainableModel(session, ModelRegistration.Complete(session, new(), ["a", "b"]));

        Assert.Null(model.Structure);
    }

    [Fact]
    public void Structure_MissingCells_TakeTheBranchTheyTrack()
    {
        byte[] changed = ModelBuilder.Changed("trees_regression", model =>
        {
            var tracks = model.Graph.Node[0].Attribute.First(attribute => attribute.Name == "nodes_missing_value_tracks_true").Ints;
            for (int at = 0; at < tracks.Count; at += 2)
                tracks[at] = 1;
        });
        Agrees(changed, ["a", "b", "c", "d", "e"], typeof(TreeEnsembleStructure), OutputTransform.None, withMissing: true);
    }

    /// <summary>Two hidden layers written in the ways that converters write them: Gemm with all its attributes, and MatMul with the bias added from either side.</summary>
    private static byte[] Network(string activation, int width)
    {
        var random = new Random(3);
        var model = new ModelProto();
        TensorProto Constant(string name, params long[] shape)
        {
            var tensor = new TensorProto { Name = name, DataType = ModelBuilder.Float, Dims = { shape } };
            for (long i = shape.Aggregate(1L, (product, size) => product * size); i > 0; i--)
                tensor.FloatData.Add((float)random.NextDouble() - 0.5f);
            model.Graph.Initializer.Add(tensor);
            return tensor;
        }

        NodeProto Two(string op, string first, string second, string output)
        {
            var node = ModelBuilder.Node(op, first, output);
            node.Input.Add(second);
            return node;
        }

        NodeProto gemm = Two("Gemm", "x1", "w2", "h2");
        gemm.Input.Add("b2");
        gemm.Attribute.Add(new AttributeProto { Name = "transB", Type = 2, I = 1 });
        gemm.Attribute.Add(new AttributeProto { Name = "alpha", Type = 1, F = 0.5f });
        gemm.Attribute.Add(new AttributeProto { Name = "beta", Type = 1, F = 2 });
        NodeProto[] nodes =
        [
            Two("MatMul", "X", "w1", "m1"), Two("Add", "b1", "m1", "h1"), ModelBuilder.Node(activation, "h1", "x1"),
            gemm, ModelBuilder.Node(activation, "h2", "x2"), Two("MatMul", "x2", "w3", "m3"), Two("Add", "b3", "m3", "y"),
        ];
        model = ModelProto.Parser.ParseFrom(ModelBuilder.Model(nodes, [ModelBuilder.Tensor("X", ModelBuilder.Float, -1, 3)], [ModelBuilder.Tensor("y", ModelBuilder.Float, -1, 2)]));
        Constant("w1", 3, width);
        Constant("b1", width);
        Constant("w2", width, width);
        Constant("b2", 1, width);
        Constant("w3", width, 2);
        Constant("b3", 2);
        return Google.Protobuf.MessageExtensions.ToByteArray(model);
    }

    /// <summary>Two trees of the operator that keeps leaves apart: a less-or-equal test, and a membership test of column b.</summary>
    internal static byte[] SplitEnsemble()
    {
        const int ints = 7, tensor = 4, integer = 2;
        var node = ModelBuilder.Node("TreeEnsemble", "X", "y", "ai.onnx.ml");
        void Ints(string name, params long[] values) => node.Attribute.Add(new AttributeProto { Name = name, Type = ints, Ints = { values } });
        void Floats(string name, params float[] values) =>
            node.Attribute.Add(new AttributeProto { Name = name, Type = tensor, T = new TensorProto { DataType = ModelBuilder.Float, Dims = { values.Length }, FloatData = { values } } });
        Ints("tree_roots", 0, 2);
        Ints("nodes_featureids", 0, 1, 1);
        Ints("nodes_truenodeids", 0, 1, 3);
        Ints("nodes_trueleafs", 1, 1, 1);
        Ints("nodes_falsenodeids", 1, 2, 4);
        Ints("nodes_falseleafs", 0, 1, 1);
        Ints("leaf_targetids", 0, 0, 0, 0, 0);
        Floats("nodes_splits", 0.25f, -0.5f, 0);
        Floats("leaf_weights", 1, 2, 4, 8, 16);
        Floats("membership_values", 1, 2, float.NaN);
        node.Attribute.Add(new AttributeProto { Name = "nodes_modes", Type = tensor, T = new TensorProto { DataType = 2, Dims = { 3 }, RawData = Google.Protobuf.ByteString.CopyFrom(0, 3, 6) } });
        node.Attribute.Add(new AttributeProto { Name = "n_targets", Type = integer, I = 1 });
        var model = ModelProto.Parser.ParseFrom(
            ModelBuilder.Model([node], [ModelBuilder.Tensor("X", ModelBuilder.Float, -1, 2)], [ModelBuilder.Tensor("y", ModelBuilder.Float, -1, 1)]));
        model.OpsetImport[1].Version = 5;
        return Google.Protobuf.MessageExtensions.ToByteArray(model);
    }

    private static void Agrees(byte[] bytes, string[] header, Type kind, OutputTransform transform, bool withMissing = false)
    {
        using var session = OnnxSession.Open(bytes);
        using var model = new ExplainableModel(session, ModelRegistration.Complete(session, new(), header));
        var random = new Random(1);
        double[] rows = [.. Enumerable.Range(0, 200 * header.Length).Select(_ => withMissing && random.Next(4) == 0 ? double.NaN : Math.Round((random.NextDouble() * 6) - 3, 1))];
        var bound = model.Bind(new());
        var answers = new double[200 * bound.OutputCount];
        bound.Predict(rows, answers);

        Assert.IsType(kind, model.Structure);
        Assert.Equal(transform, model.Structure.Transform);
        Assert.True(answers.Distinct().Count() > 1);
        PredictionTests.Near(answers, Answers(model.Structure, rows), 2e-5);
    }

    private static double[] Answers(ModelStructure structure, double[] rows)
    {
        var margins = new double[structure.MarginCount];
        var answers = new double[rows.Length / structure.ColumnCount * structure.Explained.Count];
        for (int row = 0; row < rows.Length / structure.ColumnCount; row++)
        {
            structure.Margins(rows.AsSpan(row * structure.ColumnCount, structure.ColumnCount), margins);
            structure.Outputs(margins, answers.AsSpan(row * structure.Explained.Count, structure.Explained.Count));
        }

        return answers;
    }
}
