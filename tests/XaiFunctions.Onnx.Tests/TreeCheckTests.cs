using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Tests;

public sealed class TreeCheckTests
{
    public static TheoryData<string> Damages => ["circle", "meeting", "nowhere", "short list", "node twice", "class", "weight", "column"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void Open_TreesThatAreNone_AreRefusedBeforeTheRuntimeSeesThem(string damage)
    {
        byte[] model = ModelBuilder.Changed("trees_binary", model =>
        {
            var node = model.Graph.Node[0];
            switch (damage)
            {
                case "circle": Ints(node, "nodes_falsenodeids")[1] = 0; break;
                case "meeting": Ints(node, "nodes_falsenodeids")[0] = Ints(node, "nodes_truenodeids")[0]; break;
                case "nowhere": Ints(node, "nodes_truenodeids")[0] = 99; break;
                case "short list": Ints(node, "nodes_featureids").RemoveAt(0); break;
                case "node twice": Ints(node, "nodes_nodeids")[1] = 0; break;
                case "class": Ints(node, "class_ids")[0] = 2; break;
                case "weight": Ints(node, "class_nodeids")[0] = 99; break;
                default: Ints(node, "nodes_featureids")[0] = -1; break;
            }
        });

        var refused = Assert.Throws<InvalidModelException>(() => OnnxSession.Open(model));
        Assert.Contains("tree ensemble is damaged", refused.Message);
    }

    [Theory]
    [InlineData("circle", "branches that meet or go round")]
    [InlineData("meeting", "branches that meet or go round")]
    [InlineData("apart", "nodes that no root leads to")]
    [InlineData("root", "a root that is not there")]
    [InlineData("target", "a leaf with a target that is not there")]
    [InlineData("leaf", "a branch to a node that is not there")]
    [InlineData("node", "a branch to a node that is not there")]
    [InlineData("short list", "lists of different lengths")]
    [InlineData("column", "a feature number out of range")]
    public void Open_SplitTreesThatAreNone_AreRefusedInTheirOwnWords(string damage, string words)
    {
        byte[] model = ModelBuilder.Rewritten(StructureTests.SplitEnsemble(), model =>
        {
            var node = model.Graph.Node[0];
            if (damage is "circle" or "meeting")
            {
                Ints(node, "nodes_falseleafs")[1] = 0;
                Ints(node, "nodes_falsenodeids")[1] = damage == "circle" ? 0 : 2;
            }

            switch (damage)
            {
                case "apart": Ints(node, "tree_roots").RemoveAt(1); break;
                case "root": Ints(node, "tree_roots")[1] = 7; break;
                case "target": Ints(node, "leaf_targetids")[0] = 1; break;
                case "leaf": Ints(node, "nodes_truenodeids")[0] = 5; break;
                case "node": Ints(node, "nodes_falsenodeids")[0] = 3; break;
                case "short list": Ints(node, "nodes_trueleafs").RemoveAt(0); break;
                case "column": Ints(node, "nodes_featureids")[0] = -1; break;
            }
        });

        Assert.Equal([$"The model's tree ensemble is damaged: it has {words}."], Assert.Throws<InvalidModelException>(() => OnnxSession.Open(model)).Problems);
    }

    [Fact]
    public void Predict_TreeThatTestsAColumnBeyondTheInput_NeverReadsIt()
    {
        byte[] model = ModelBuilder.Changed("trees_binary", model => Ints(model.Graph.Node[0], "nodes_featureids")[0] = 5_000_000);

        Assert.ThrowsAny<Exception>(() =>
        {
            using var session = OnnxSession.Open(model);
            using var explainable = new ExplainableModel(session, ModelRegistration.Complete(session, new(), ["a", "b", "c", "d", "e"]));
            explainable.Bind(new()).Predict(new double[5], new double[2]);
        });
    }

    private static Google.Protobuf.Collections.RepeatedField<long> Ints(NodeProto node, string name) => node.Attribute.First(attribute => attribute.Name == name).Ints;
}
