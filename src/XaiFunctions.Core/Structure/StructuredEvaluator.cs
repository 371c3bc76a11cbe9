using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// Values coalitions of a row from the model's structure instead of asking the model, for a small part of what that costs. What a coalition gets does not depend on which
/// others are valued with it. To be used by one thread at a time; allocates nothing once made.
/// </summary>
internal sealed class StructuredEvaluator : ICoalitionEvaluator
{
    /// <summary>Up to so many players all coalitions are valued by default if the structure is known: cheaper and better than any sample.</summary>
    public const int MaxPlayersByDefault = 13;

    /// <summary>So many coalitions are worked on at once: their margins stay in a processor's cache.</summary>
    private const int TileCoalitions = 1024;

    private readonly ExplanationGame game;
    private readonly ModelStructure structure;
    private readonly MarginCube margins;
    private readonly LogisticCube? logistic;
    private readonly int coalitions;
    private readonly int skipped;
    private readonly int tile;
    private readonly double[] cube;
    private readonly double[] sums;
    private readonly double[] shares;

    private StructuredEvaluator(ExplanationGame game, MarginCube margins, LogisticCube? logistic, int coalitions, int skipped, int tile)
    {
        this.game = game;
        this.margins = margins;
        this.logistic = logistic;
        this.coalitions = coalitions;
        this.skipped = skipped;
        this.tile = tile;
        structure = game.Structure!;
        int size = tile * MarginCube.Lanes;
        cube = new double[structure.MarginCount * size];
        sums = new double[structure.Explained.Count * size];
        shares = new double[structure.Transform == OutputTransform.Softmax ? 2 * size : 0];
    }

    /// <summary>
    /// Whether coalitions can be valued from the structure of a game, and should be. A sample of a network is valued two to three times faster by a runtime that is given sums of the players' parts
    /// (<see cref="IMixingModel"/>); where all coalitions are taken, numbers in double precision and attributions without any sampling are worth the time.
    /// </summary>
    public static bool Supports(ExplanationGame game) => game.Structure switch
    {
        LayeredStructure layered => SampledNetworkCube.Fits(layered, game.Background, game.Players) && (layered.Rest.Count == 0 || game.Players.Count <= MaxPlayersByDefault),
        TreeEnsembleStructure trees => trees.IsAdditive && SampledTreeCube.Fits(trees),
        _ => false,
    };

    /// <summary>Whether all coalitions of a supported game are cheaper to value together, each made of a smaller one, than one by one.</summary>
    public static bool ValuesAllTogether(ExplanationGame game) => game.Structure is LinearStructure or TreeEnsembleStructure;

    /// <summary>An evaluator of all coalitions.</summary>
    /// <param name="game">A game that <see cref="ValuesAllTogether"/>, of at most <see cref="Shapley.SamplingOptions.MaxEnumeratedPlayers"/> players.</param>
    /// <param name="first">The first coalition to give: coalition i is the number i + 1 in binary.</param>
    public static StructuredEvaluator All(ExplanationGame game, int first)
    {
        int all = 1 << game.Players.Count;
        if (game.Structure is TreeEnsembleStructure trees)
            return new(game, new TreeCube(trees, game.Background, game.Players), null, all, first + 1, all);

        var linear = (LinearStructure)game.Structure!;
        LogisticCube? logistic = linear.Transform == OutputTransform.Logistic ? new(game) : null;
        return new(game, new LinearCube(linear, game.Background, game.Players), logistic, all, first + 1, all);
    }

    /// <summary>An evaluator of some coalitions.</summary>
    /// <param name="game">A game that is supported.</param>
    /// <param name="coalitions">Bit i of word i / 64: whether player i is in. Row-major: coalitions x words.</param>
    public static StructuredEvaluator Of(ExplanationGame game, ReadOnlySpan<ulong> coalitions)
    {
        int count = coalitions.Length / ((game.Players.Count + 63) / 64);
        MarginCube margins = game.Structure is TreeEnsembleStructure trees
            ? new SampledTreeCube(trees, game.Background, game.Players, coalitions)
            : new SampledNetworkCube((LayeredStructure)game.Structure!, game.Background, game.Players, coalitions);
        return new(game, margins, null, count, 0, Math.Min(count, TileCoalitions));
    }

    /// <inheritdoc/>
    /// <remarks>As many coalitions are given as there is room for.</remarks>
    public void Evaluate(ReadOnlySpan<double> row, long rowNumber, Span<double> values, Span<double> deviations, CancellationToken cancellation)
    {
        int outputs = structure.Explained.Count, wanted = values.Length / outputs, groups = game.Background.GroupWeights.Length;
        for (int start = 0; start < coalitions; start += tile)
        {
            int count = Math.Min(tile, coalitions - start), at = start * outputs, length = Math.Min(count - skipped, wanted - start) * outputs;
            Sum(row, start, count, cancellation);
            Reduce(count, rowNumber, values.Slice(at, length), deviations.IsEmpty ? [] : deviations.Slice(at * groups, length * groups));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Sums the weighted outputs of some coalitions over the background, lane by lane.</summary>
    private void Sum(ReadOnlySpan<double> row, int start, int count, CancellationToken cancellation)
    {
        int size = count * MarginCube.Lanes;
        Span<double> made = cube.AsSpan(0, structure.MarginCount * size), summed = sums.AsSpan(0, structure.Explained.Count * size);
        Span<double> weights = stackalloc double[MarginCube.Lanes];
        summed.Clear();
        for (int first = 0; first < game.Background.RowCount; first += MarginCube.Lanes)
        {
            cancellation.ThrowIfCancellationRequested();
            int rows = Math.Min(MarginCube.Lanes, game.Background.RowCount - first);
            weights.Clear();
            game.Background.Weights.Slice(first, rows).CopyTo(weights);
            if (logistic?.TryAccumulate(row, first, rows, weights, cube, sums) == true)
                continue;

            margins.Fill(row, first, rows, start, made);
            Accumulate(made, size, weights, summed);
        }
    }

    private void Accumulate(Span<double> made, int size, ReadOnlySpan<double> weights, Span<double> summed)
    {
        if (structure.Transform == OutputTransform.Softmax)
            Normalize(made, size);
        else if (structure.Transform == OutputTransform.Logistic)
            TensorPrimitives.Sigmoid<double>(made, made);
        for (int output = 0; output < structure.Explained.Count; output++)
            AddWeighted(made.Slice(structure.Explained[output] * size, size), Vector512.Create(weights), summed.Slice(output * size, size));
    }

    /// <summary>Turns margins into their softmax, coalition by coalition and lane by lane.</summary>
    private void Normalize(Span<double> made, int size)
    {
        Span<double> largest = shares.AsSpan(0, size), total = shares.AsSpan(size, size);
        made[..size].CopyTo(largest);
        for (int margin = 1; margin < structure.MarginCount; margin++)
            TensorPrimitives.Max(largest, made.Slice(margin * size, size), largest);
        total.Clear();
        for (int margin = 0; margin < structure.MarginCount; margin++)
        {
            Span<double> part = made.Slice(margin * size, size);
            TensorPrimitives.Subtract(part, largest, part);
            TensorPrimitives.Exp(part, part);
            TensorPrimitives.Add(total, part, total);
        }

        for (int margin = 0; margin < structure.MarginCount; margin++)
            TensorPrimitives.Divide(made.Slice(margin * size, size), total, made.Slice(margin * size, size));
    }

    private static void AddWeighted(ReadOnlySpan<double> values, Vector512<double> weights, Span<double> sums)
    {
        ReadOnlySpan<Vector512<double>> from = MemoryMarshal.Cast<double, Vector512<double>>(values);
        Span<Vector512<double>> to = MemoryMarshal.Cast<double, Vector512<double>>(sums);
        for (int i = 0; i < to.Length; i++)
            to[i] += from[i] * weights;
    }

    private void Reduce(int count, long rowNumber, Span<double> values, Span<double> deviations)
    {
        int outputs = structure.Explained.Count, size = count * MarginCube.Lanes, groups = game.Background.GroupWeights.Length;
        for (int output = 0; output < outputs; output++)
        {
            ReadOnlySpan<double> made = sums.AsSpan((output * size) + (skipped * MarginCube.Lanes));
            for (int coalition = 0; coalition < values.Length / outputs; coalition++)
            {
                // Lane j has the background rows whose number is j modulo the lanes, so it is the sum of their group.
                ReadOnlySpan<double> lanes = made.Slice(coalition * MarginCube.Lanes, groups);
                double sum = 0;
                foreach (double lane in lanes)
                    sum += lane;
                if (!double.IsFinite(sum))
                    throw new ModelOutputException(rowNumber, null, output);
                int value = (coalition * outputs) + output;
                values[value] = game.Link.Apply(sum);
                if (!deviations.IsEmpty)
                    BackgroundDeviations.Find(lanes, 1, sum, game, deviations.Slice(value * groups, groups));
            }
        }
    }
}
