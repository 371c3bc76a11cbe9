using XaiFunctions.Core.Structure;

namespace XaiFunctions.Onnx.Structures;

/// <summary>Margins found in a graph, before they become a structure.</summary>
/// <param name="Transform">What makes outputs of them.</param>
internal abstract record MarginParts(OutputTransform Transform)
{
    /// <summary>The number of margins.</summary>
    public abstract int Count { get; }

    /// <summary>Whether the outputs of a row sum to 1, so that normalising them changes nothing.</summary>
    public bool SumsToOne => Transform == OutputTransform.Softmax || (Transform == OutputTransform.Logistic && IsOpposite);

    /// <summary>Whether there are two margins of which one is the other with the opposite sign.</summary>
    protected abstract bool IsOpposite { get; }

    /// <summary>The transform that a post_transform names, or null if it is none of those known here.</summary>
    public static OutputTransform? TransformOf(string postTransform) => postTransform switch
    {
        "NONE" => OutputTransform.None,
        "LOGISTIC" => OutputTransform.Logistic,
        "SOFTMAX" => OutputTransform.Softmax,
        _ => null,
    };

    /// <summary>The same margins with a transform, or null if they have one already.</summary>
    public MarginParts? With(OutputTransform transform) => Transform == OutputTransform.None ? this with { Transform = transform } : null;

    /// <summary>One margin as two: -margin and margin.</summary>
    public abstract MarginParts? BothSigns();

    /// <summary>The structure of some of the margins.</summary>
    public abstract ModelStructure Build(int columnCount, OutputTransform transform, IReadOnlyList<int> explained, bool singlePrecision);
}

/// <summary>Margins that are affine in the cells.</summary>
internal sealed record LinearMargins(Affine Scores, OutputTransform Transform) : MarginParts(Transform)
{
    public override int Count => Scores.Width;

    protected override bool IsOpposite => Count == 2 && Scores.Biases[0] == -Scores.Biases[1] && Scores.Weights[0].Zip(Scores.Weights[1]).All(pair => pair.First == -pair.Second);

    public override MarginParts? BothSigns() =>
        Count == 1 ? this with { Scores = Scores.Times(2, (_, k) => k == 0 ? -1 : 1) } : null;

    public override ModelStructure Build(int columnCount, OutputTransform transform, IReadOnlyList<int> explained, bool singlePrecision) =>
        new LinearStructure(columnCount, [.. Scores.Weights.SelectMany(weights => weights)], Scores.Biases, transform, explained, singlePrecision);
}

/// <summary>Margins that a network makes.</summary>
internal sealed record NetworkMargins(Affine First, IReadOnlyList<DenseLayer> Rest, OutputTransform Transform) : MarginParts(Transform)
{
    public override int Count => Rest[^1].Biases.Count;

    /// <summary>A network that ends in two margins of opposite sign would have been written with one.</summary>
    protected override bool IsOpposite => false;

    public override MarginParts? BothSigns()
    {
        DenseLayer last = Rest[^1];
        return Count == 1
            ? this with { Rest = [.. Rest.SkipLast(1), last with { Weights = [.. last.Weights.Select(weight => -weight), .. last.Weights], Biases = [-last.Biases[0], last.Biases[0]] }] }
            : null;
    }

    public override ModelStructure Build(int columnCount, OutputTransform transform, IReadOnlyList<int> explained, bool singlePrecision)
    {
        var first = new LinearStructure(columnCount, [.. First.Weights.SelectMany(weights => weights)], First.Biases, singlePrecision: singlePrecision);
        return new NetworkStructure(first, Rest, transform, explained);
    }
}
