using XaiFunctions.Core.Structure;
using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Structures;

/// <summary>Margins that are sums (or means, least or largest values) of leaves.</summary>
internal sealed record TreeMargins(IReadOnlyList<TreeNode[]> Trees, double[] BaseValues, TreeAggregate Aggregate, OutputTransform Transform, bool Opposite)
    : MarginParts(Transform)
{
    public override int Count => BaseValues.Length;

    protected override bool IsOpposite => Opposite;

    /// <summary>Reads an ensemble whose input columns are bare cells; null if anything about it is not read here.</summary>
    public static TreeMargins? Read(NodeProto node, int[]? columns)
    {
        if (columns is null || AggregateOf(node) is not { } aggregate)
            return null;

        int classes = Math.Max(node.Texts("classlabels_strings").Count, node.Integers("classlabels_int64s").Count);
        bool classifier = node.OpType == "TreeEnsembleClassifier";
        long targets = classifier ? classes : node.Integer("n_targets", 1);
        if (TransformOf(node, targets) is not { } transform)
            return null;

        double[] bases = node.Find("base_values_as_tensor")?.T?.Numbers() ?? [.. node.Numbers("base_values").Select(value => (double)value)];
        bool single = classifier && classes == 2 && node.Integers("class_ids").Distinct().Count() == 1;
        if (targets is < 1 or > short.MaxValue || (single && (transform != OutputTransform.Logistic || bases.Length > 1)))
            return null;
        if (!single && bases.Length != 0 && bases.Length != targets)
            return null;

        Func<long, double, LeafWeight[]> share = single
            ? (_, weight) => [new(0, -weight), new(1, weight)]
            : (target, weight) => [new((int)target, weight)];
        double[] margins = single ? [-bases.FirstOrDefault(), bases.FirstOrDefault()] : bases.Length == 0 ? new double[targets] : bases;
        return new TreeReader(node, columns, share).Read() is { Count: > 0 } trees ? new(trees, margins, aggregate, transform, single) : null;
    }

    public override MarginParts? BothSigns()
    {
        if (Count != 1 || Aggregate is not (TreeAggregate.Sum or TreeAggregate.Average))
            return null;

        var trees = Trees.Select(tree => tree.Select(node => node with { Weights = [.. node.Weights.SelectMany(Both)] }).ToArray()).ToList();
        return this with { Trees = trees, BaseValues = [-BaseValues[0], BaseValues[0]], Opposite = true };

        static LeafWeight[] Both(LeafWeight leaf) => [new(0, -leaf.Weight), new(1, leaf.Weight)];
    }

    public override ModelStructure Build(int columnCount, OutputTransform transform, IReadOnlyList<int> explained, bool singlePrecision) =>
        new TreeEnsembleStructure(columnCount, Trees, BaseValues, Aggregate, transform, explained, singlePrecision);

    /// <summary>
    /// What ONNX Runtime makes of the post-transform, which is what is explained: it numbers those of TreeEnsemble otherwise than the specification (1 is the logistic function, 2 softmax), and
    /// leaves all but probit out where there is one target.
    /// </summary>
    private static OutputTransform? TransformOf(NodeProto node, long targets)
    {
        bool isSplit = node.OpType == "TreeEnsemble";
        string named = isSplit
            ? node.Integer("post_transform") switch { 0 => "NONE", 1 => "LOGISTIC", 2 => "SOFTMAX", 3 => "SOFTMAX_ZERO", _ => "PROBIT" }
            : node.Text("post_transform", "NONE");
        bool isLeftOut = node.OpType != "TreeEnsembleClassifier" && targets == 1 && named != "PROBIT";
        return isLeftOut ? OutputTransform.None : TransformOf(named);
    }

    private static TreeAggregate? AggregateOf(NodeProto node) => node.OpType switch
    {
        "TreeEnsembleClassifier" => TreeAggregate.Sum,
        "TreeEnsemble" => node.Integer("aggregate_function", 1) switch
        {
            0 => TreeAggregate.Average,
            1 => TreeAggregate.Sum,
            2 => TreeAggregate.Minimum,
            3 => TreeAggregate.Maximum,
            _ => null,
        },
        _ => node.Text("aggregate_function", "SUM") switch
        {
            "SUM" => TreeAggregate.Sum,
            "AVERAGE" => TreeAggregate.Average,
            "MIN" => TreeAggregate.Minimum,
            "MAX" => TreeAggregate.Maximum,
            _ => null,
        },
    };
}
