using XaiFunctions.Core.Structure;
using XaiFunctions.Onnx.Evaluation;
using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Structures;

/// <summary>
/// Reads what a graph is made of where that is linear, an ensemble of trees or a small network of dense layers, with or without a sigmoid or softmax at the end. All else,
/// and all that is in doubt, has no structure and is explained through its answers.
/// </summary>
internal sealed class StructureReader
{
    private readonly GraphIndex graph;
    private readonly InputLayout layout;
    private readonly AffineReader affine;

    private StructureReader(GraphIndex graph, InputLayout layout)
    {
        this.graph = graph;
        this.layout = layout;
        affine = new AffineReader(graph, layout);
    }

    /// <summary>The structure behind some columns of an output, or null if it is none of those known here.</summary>
    /// <param name="graph">The whole graph.</param>
    /// <param name="layout">How the table's columns are divided among inputs.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="margin">Whether what is explained is the score before the post-transform.</param>
    /// <param name="columns">The output's columns that are explained.</param>
    public static ModelStructure? Read(GraphIndex graph, InputLayout layout, string output, bool margin, IReadOnlyList<int> columns)
    {
        if (new StructureReader(graph, layout).Margins(output) is not { } margins || columns.Any(column => column >= margins.Count))
            return null;

        var transform = margin ? OutputTransform.None : margins.Transform;
        return margins.Build(layout.ColumnCount, transform, columns, ReadsSingles(graph, layout));
    }

    /// <summary>Whether cells are rounded to single precision on their way in.</summary>
    public static bool ReadsSingles(GraphIndex graph, InputLayout layout)
    {
        const int toFloat = 1;
        return layout.Slots.Any(slot => slot.Input.Element == ElementType.Float)
            || graph.Graph.Node.Any(node => node.IsOnnx("Cast") && node.Integer("to") == toFloat);
    }

    private MarginParts? Margins(string output)
    {
        var (value, producer) = graph.Upstream(output, node => node.IsOnnx("Identity") || node.IsOnnx("Cast") || node.IsMl("ZipMap"));
        if (producer is null)
            return null;
        if (producer.IsOnnx("Sigmoid"))
            return Plain(producer.Input[0])?.With(OutputTransform.Logistic);
        if (producer.IsOnnx("Softmax") && producer.Integer("axis", -1) is 1 or -1)
            return Plain(producer.Input[0])?.With(OutputTransform.Softmax);
        if (producer.IsOnnx("Concat"))
            return Complement(producer);
        if (producer.IsMl("Normalizer"))
            return producer.Text("norm") == "L1" && Plain(producer.Input[0]) is { SumsToOne: true } normal ? normal : null;
        return Plain(value);
    }

    /// <summary>The two columns 1 - p and p of one sigmoid.</summary>
    private MarginParts? Complement(NodeProto concat)
    {
        if (concat.Input.Count != 2 || graph.Producer(concat.Input[1]) is not { } sigmoid || !sigmoid.IsOnnx("Sigmoid"))
            return affine.Of(concat.Output[0]) is { } joined ? new LinearMargins(joined, OutputTransform.None) : null;

        bool isRest = graph.Producer(concat.Input[0]) is { Input.Count: 2 } rest && rest.IsOnnx("Sub") && rest.Input[1] == concat.Input[1]
            && graph.Constant(rest.Input[0])?.Numbers() is [1.0];
        return isRest && Plain(sigmoid.Input[0]) is { Count: 1, Transform: OutputTransform.None } single ? single.BothSigns()?.With(OutputTransform.Logistic) : null;
    }

    /// <summary>A value without any activation node of its own after it.</summary>
    private MarginParts? Plain(string value)
    {
        if (affine.Of(value) is { } direct)
            return new LinearMargins(direct, OutputTransform.None);
        if (new NetworkReader(graph, affine).Read(value) is { } network)
            return network;

        var (name, producer) = graph.Upstream(value, node => node.IsOnnx("Identity") || node.IsOnnx("Cast"));
        if (producer is null || producer.Domain != "ai.onnx.ml")
            return null;

        return producer.OpType switch
        {
            "LinearClassifier" when producer.Output.Count == 2 && producer.Output[1] == name => Classifier(producer),
            "TreeEnsembleClassifier" when producer.Output.Count == 2 && producer.Output[1] == name => TreeMargins.Read(producer, affine.Of(producer.Input[0])?.AsCells()),
            "TreeEnsembleRegressor" or "TreeEnsemble" => TreeMargins.Read(producer, affine.Of(producer.Input[0])?.AsCells()),
            _ => null,
        };
    }

    private MarginParts? Classifier(NodeProto node)
    {
        if (affine.Scores(node) is not { } scores || MarginParts.TransformOf(node.Text("post_transform", "NONE")) is not { } transform)
            return null;

        int labels = Math.Max(node.Texts("classlabels_strings").Count, node.Integers("classlabels_ints").Count);
        var margins = new LinearMargins(scores, transform);
        if (scores.Width == labels)
            return margins;
        return scores.Width == 1 && labels == 2 && transform == OutputTransform.Logistic ? margins.BothSigns() : null;
    }
}
