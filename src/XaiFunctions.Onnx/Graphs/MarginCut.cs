using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Graphs;

/// <summary>A copy of a model that ends before the post-transform of one of its outputs.</summary>
/// <param name="Model">The rewritten model; its only output is <paramref name="Output"/>.</param>
/// <param name="Output">The value that holds the margins.</param>
/// <param name="SingleScore">
/// The column that holds the one score of a binary model whose output has two columns, else null. The margins of the two classes are then
/// -score and score.
/// </param>
internal sealed record MarginCut(ModelProto Model, string Output, int? SingleScore)
{
    private const int FloatType = 1;

    /// <summary>Cuts the model.</summary>
    /// <exception cref="InvalidModelException">The output has no post-transform that is known here.</exception>
    public static MarginCut Create(ModelProto original, string output)
    {
        var model = original.Clone();
        var graph = new GraphIndex(model.Graph);
        var (value, producer) = graph.Upstream(output, node => node.IsOnnx("Identity") || node.IsOnnx("Cast"));
        var cut = producer is null ? null : AtActivation(graph, producer) ?? AtComplement(graph, producer) ?? AtPostTransform(graph, value, producer);
        if (cut is not var (margin, type, single))
        {
            throw new InvalidModelException($"The margin cannot be explained: output '{output}' does not come from a sigmoid, a softmax or a "
                + $"classifier's post-transform{(producer is null ? "" : $" but from {producer.OpType}")}. Use the space raw or log-odds.");
        }

        model.Graph.Output.Clear();
        model.Graph.Output.Add(new ValueInfoProto { Name = margin, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type } } });
        GraphPruning.Apply(model.Graph);
        return new(model, margin, single);
    }

    /// <summary>Sigmoid and softmax as nodes of their own: the margin is what goes into them.</summary>
    private static (string Margin, int Type, int? Single)? AtActivation(GraphIndex graph, NodeProto node) =>
        node.Input.Count == 1 && (node.IsOnnx("Sigmoid") || (node.IsOnnx("Softmax") && node.Integer("axis", -1) is 1 or -1))
            ? (node.Input[0], TypeOf(graph, node.Output[0]), null)
            : null;

    /// <summary>The two columns 1 - p and p of a network with one sigmoid, as converters write it.</summary>
    private static (string Margin, int Type, int? Single)? AtComplement(GraphIndex graph, NodeProto node)
    {
        if (!node.IsOnnx("Concat") || node.Input.Count != 2 || graph.Producer(node.Input[1]) is not { } sigmoid || !sigmoid.IsOnnx("Sigmoid"))
            return null;

        return graph.Producer(node.Input[0]) is { Input.Count: 2 } rest && rest.IsOnnx("Sub") && rest.Input[1] == node.Input[1]
            && graph.Constant(rest.Input[0])?.Numbers() is [1.0]
            ? (sigmoid.Input[0], TypeOf(graph, node.Output[0]), 0)
            : null;
    }

    /// <summary>The post-transform inside ONNX's own classifiers and regressors, with or without a normalizer after it.</summary>
    private static (string Margin, int Type, int? Single)? AtPostTransform(GraphIndex graph, string value, NodeProto producer)
    {
        var (scores, node) = graph.Upstream(value, next => next.IsMl("Normalizer") || next.IsOnnx("Identity"));
        bool classifier = node is not null && (node.IsMl("TreeEnsembleClassifier") || node.IsMl("LinearClassifier"));
        bool regressor = node is not null && (node.IsMl("TreeEnsembleRegressor") || node.IsMl("LinearRegressor"));
        if (!(classifier && node!.Output.Count == 2 && node.Output[1] == scores) && !(regressor && ReferenceEquals(node, producer)))
            return null;
        if (node!.Text("post_transform", "NONE") is "NONE" or "PROBIT")
            return null;

        node.SetText("post_transform", "NONE");
        return (scores, FloatType, classifier && HasSingleScore(node) ? 1 : null);
    }

    /// <summary>Whether a classifier of two classes keeps one score, from which the runtime makes both columns.</summary>
    private static bool HasSingleScore(NodeProto node)
    {
        int labels = Math.Max(node.Texts("classlabels_strings").Count, node.Integers(node.OpType == "LinearClassifier" ? "classlabels_ints" : "classlabels_int64s").Count);
        if (labels != 2)
            return false;

        return node.OpType == "LinearClassifier" ? node.Numbers("intercepts").Count == 1 : node.Integers("class_ids").Distinct().Count() == 1;
    }

    private static int TypeOf(GraphIndex graph, string value) =>
        graph.Graph.Output.Concat(graph.Graph.ValueInfo).FirstOrDefault(info => info.Name == value)?.Type?.TensorType is { ElemType: > 0 } type ? type.ElemType : FloatType;
}
