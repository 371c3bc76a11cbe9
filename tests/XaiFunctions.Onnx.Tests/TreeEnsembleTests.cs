using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using XaiFunctions.Core.Structure;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Tests;

/// <summary>Random ensembles of ai.onnx.ml 5 against ONNX Runtime.</summary>
public sealed class TreeEnsembleTests
{
    private const int Columns = 4, Rows = 60;

    [Fact]
    public void Structure_RandomEnsemble_AnswersAsTheRuntime()
    {
        var settings =
            from trees in Gen.Choose(1, 4)
            from depth in Gen.Choose(1, 5)
            from targets in Gen.Choose(1, 3)
            from aggregate in Gen.Choose(0, 3)
            from transform in Gen.Choose(0, 2)
            from mode in Gen.Choose(0, 6)
            from missing in Gen.Elements(true, false)
            from seed in Gen.Choose(0, 1_000_000)
            select (trees, depth, targets, aggregate, transform, mode, missing, seed);
        Prop.ForAll(settings.ToArbitrary(), s =>
        {
            byte[] bytes = Ensemble(s.trees, s.depth, s.targets, s.aggregate, s.transform, s.mode, new(s.seed));
            using var session = OnnxSession.Open(bytes);
            using var model = new ExplainableModel(session, ModelRegistration.Complete(session, new(), ["a", "b", "c", "d"]));
            var random = new Random(s.seed + 1);
            double[] rows = [.. Enumerable.Range(0, Rows * Columns).Select(_ => s.missing && random.Next(5) == 0 ? double.NaN : Half(random))];
            var answers = new double[Rows * s.targets];
            model.Bind(new()).Predict(rows, answers);

            var structure = Assert.IsType<TreeEnsembleStructure>(model.Structure);
            var margins = new double[structure.MarginCount];
            var outputs = new double[s.targets];
            for (int row = 0; row < Rows; row++)
            {
                structure.Margins(rows.AsSpan(row * Columns, Columns), margins);
                structure.Outputs(margins, outputs);
                PredictionTests.Near(answers[(row * s.targets)..((row + 1) * s.targets)], outputs, 2e-6);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(120));
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(1, 4)]
    public void Structure_TransformThatIsNotKnown_HasNone(int targets, int transform)
    {
        using var session = OnnxSession.Open(Ensemble(2, 3, targets, 1, transform, 6, new(1)));
        using var model = new ExplainableModel(session, ModelRegistration.Complete(session, new(), ["a", "b", "c", "d"]));

        Assert.Null(model.Structure);
    }

    /// <summary>Multiples of a half, so that cells often equal a threshold.</summary>
    private static double Half(Random random) => (random.Next(9) - 4) / 2.0;

    /// <param name="trees">The number of trees.</param>
    /// <param name="depth">The most tests on a path; at least one.</param>
    /// <param name="targets">The number of outputs.</param>
    /// <param name="aggregate">The operator's number of the aggregate.</param>
    /// <param name="transform">The operator's number of the post-transform.</param>
    /// <param name="mode">The operator's number of the mode of all nodes, or 6 for any up to 5; there are no membership tests.</param>
    /// <param name="random">Where all else comes from.</param>
    private static byte[] Ensemble(int trees, int depth, int targets, int aggregate, int transform, int mode, Random random)
    {
        const int ints = 7, tensor = 4, integer = 2, bytes = 2;
        List<long> roots = [], features = [], missing = [], leafTargets = [];
        List<(long Child, long IsLeaf)> whenTrue = [], whenFalse = [];
        List<float> splits = [], weights = [];
        List<byte> modes = [];
        for (int tree = 0; tree < trees; tree++)
            roots.Add(Node(depth).Child);

        var node = ModelBuilder.Node("TreeEnsemble", "X", "y", "ai.onnx.ml");
        void Ints(string name, IEnumerable<long> values) => node.Attribute.Add(new AttributeProto { Name = name, Type = ints, Ints = { values } });
        void Floats(string name, List<float> values) =>
            node.Attribute.Add(new AttributeProto { Name = name, Type = tensor, T = new TensorProto { DataType = ModelBuilder.Float, Dims = { values.Count }, FloatData = { values } } });
        Ints("tree_roots", roots);
        Ints("nodes_featureids", features);
        Ints("nodes_missing_value_tracks_true", missing);
        Ints("nodes_truenodeids", whenTrue.Select(branch => branch.Child));
        Ints("nodes_trueleafs", whenTrue.Select(branch => branch.IsLeaf));
        Ints("nodes_falsenodeids", whenFalse.Select(branch => branch.Child));
        Ints("nodes_falseleafs", whenFalse.Select(branch => branch.IsLeaf));
        Ints("leaf_targetids", leafTargets);
        Floats("nodes_splits", splits);
        Floats("leaf_weights", weights);
        node.Attribute.Add(new AttributeProto { Name = "nodes_modes", Type = tensor, T = new TensorProto { DataType = bytes, Dims = { modes.Count }, RawData = ByteString.CopyFrom([.. modes]) } });
        foreach ((string name, long value) in ((string, long)[])[("n_targets", targets), ("aggregate_function", aggregate), ("post_transform", transform)])
            node.Attribute.Add(new AttributeProto { Name = name, Type = integer, I = value });
        var model = ModelProto.Parser.ParseFrom(
            ModelBuilder.Model([node], [ModelBuilder.Tensor("X", ModelBuilder.Float, -1, Columns)], [ModelBuilder.Tensor("y", ModelBuilder.Float, -1, targets)]));
        model.OpsetImport[1].Version = 5;
        return model.ToByteArray();

        (long Child, long IsLeaf) Node(int left)
        {
            if (left == 0 || (left < depth && random.Next(4) == 0))
            {
                leafTargets.Add(random.Next(targets));
                weights.Add((float)random.NextDouble() - 0.5f);
                return (weights.Count - 1, 1);
            }

            int at = modes.Count;
            modes.Add((byte)(mode == 6 ? random.Next(6) : mode));
            features.Add(random.Next(Columns));
            missing.Add(random.Next(2));
            splits.Add((float)Half(random));
            whenTrue.Add(default);
            whenFalse.Add(default);
            whenTrue[at] = Node(left - 1);
            whenFalse[at] = Node(left - 1);
            return (at, 0);
        }
    }
}
