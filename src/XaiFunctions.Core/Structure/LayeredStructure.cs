namespace XaiFunctions.Core.Structure;

/// <summary>What a layer of a network does with each of its numbers.</summary>
public enum Activation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>max(0, x); NaN stays NaN.</summary>
    Relu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,
}

/// <summary>A layer in which every number is made of all numbers of the layer before.</summary>
/// <param name="Weights">Row-major: this layer's numbers x those before.</param>
/// <param name="Biases">One a number of this layer.</param>
/// <param name="Before">What is done with the numbers of the layer before on their way here.</param>
public sealed record DenseLayer(IReadOnlyList<double> Weights, IReadOnlyList<double> Biases, Activation Before);

/// <summary>
/// Margins that begin with numbers affine in the cells. A player's part of each of these is known or not known as a whole, so a masked row is a sum over players, and need not be
/// built.
/// </summary>
public abstract class LayeredStructure : ModelStructure
{
    private protected LayeredStructure(int columnCount, int marginCount, OutputTransform transform, IReadOnlyList<int>? explained, bool singlePrecision)
        : base(columnCount, marginCount, transform, explained, singlePrecision)
    {
    }

    /// <summary>The numbers that are affine in the cells.</summary>
    public abstract LinearStructure First { get; }

    /// <summary>The layers after them; the last one's numbers are the margins. None if they are the margins themselves.</summary>
    public abstract IReadOnlyList<DenseLayer> Rest { get; }
}

/// <summary>A network of dense layers, one after another.</summary>
public sealed class NetworkStructure : LayeredStructure
{
    /// <summary>The most weights after the first layer. In larger networks matrix products outweigh what is saved, and a runtime made for them is faster.</summary>
    public const int MaxWeights = 1 << 14;

    private readonly double[][] weights;

    /// <param name="first">The first layer, without its activation: its margins are the layer's numbers.</param>
    /// <param name="rest">At least one layer; the last one's numbers are the margins.</param>
    /// <param name="transform">How outputs are made of margins.</param>
    /// <param name="explained">The margin of each output of the model; default: every margin is an output.</param>
    /// <exception cref="ArgumentException">The layers do not fit together, have more than <see cref="MaxWeights"/> weights, or a number is not finite.</exception>
    public NetworkStructure(
        LinearStructure first, IReadOnlyList<DenseLayer> rest, OutputTransform transform = OutputTransform.None, IReadOnlyList<int>? explained = null)
        : base(first?.ColumnCount ?? 0, rest is { Count: > 0 } ? rest[^1].Biases.Count : 0, transform, explained, first?.SinglePrecision ?? false)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(rest);
        int before = first.MarginCount;
        foreach (DenseLayer layer in rest)
        {
            if (layer.Biases.Count == 0 || layer.Weights.Count != before * layer.Biases.Count)
                throw new ArgumentException($"A layer has {layer.Weights.Count} weights for {before} numbers before and {layer.Biases.Count} in it.", nameof(rest));
            if (!layer.Weights.All(double.IsFinite) || !layer.Biases.All(double.IsFinite))
                throw new ArgumentException("A weight or bias is not finite.", nameof(rest));
            before = layer.Biases.Count;
        }

        if (rest.Sum(layer => layer.Weights.Count) > MaxWeights)
            throw new ArgumentException($"The network has more than {MaxWeights} weights after its first layer.", nameof(rest));

        First = first;
        Rest = [.. rest];
        weights = [.. rest.Select(layer => layer.Weights.ToArray())];
    }

    /// <inheritdoc/>
    public override LinearStructure First { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseLayer> Rest { get; }

    /// <inheritdoc/>
    public override void Margins(ReadOnlySpan<double> row, Span<double> margins)
    {
        var numbers = new double[First.MarginCount];
        First.Margins(row, numbers);
        for (int layer = 0; layer < Rest.Count; layer++)
        {
            Activate(numbers, Rest[layer].Before);
            var next = new double[Rest[layer].Biases.Count];
            for (int k = 0; k < next.Length; k++)
            {
                next[k] = Rest[layer].Biases[k];
                for (int i = 0; i < numbers.Length; i++)
                    next[k] += weights[layer][(k * numbers.Length) + i] * numbers[i];
            }

            numbers = next;
        }

        numbers.CopyTo(margins);
    }

    private static void Activate(double[] numbers, Activation activation)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = activation switch
            {
                Activation.Relu => numbers[i] < 0 ? 0 : numbers[i],
                Activation.Tanh => Math.Tanh(numbers[i]),
                Activation.Sigmoid => 1 / (1 + Math.Exp(-numbers[i])),
                _ => numbers[i],
            };
        }
    }
}
