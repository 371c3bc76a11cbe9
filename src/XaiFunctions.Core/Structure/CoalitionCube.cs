using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// The margins of all 2^n coalitions of a row against eight background rows at a time: margin x coalition (as a binary number) x lane, where a lane is a background row.
/// </summary>
internal abstract class MarginCube
{
    /// <summary>The background rows that are worked on at once.</summary>
    public const int Lanes = 8;

    /// <summary>Works the margins out. Lanes beyond <paramref name="count"/> get finite numbers that nobody uses.</summary>
    /// <param name="row">The row's cells.</param>
    /// <param name="first">The first background row.</param>
    /// <param name="count">The number of background rows, at most <see cref="Lanes"/>.</param>
    /// <param name="cube">margins x 2^n x lanes; overwritten.</param>
    public abstract void Fill(ReadOnlySpan<double> row, int first, int count, Span<double> cube);
}

/// <summary>
/// Values all coalitions of a row from the model's structure instead of the model: the margins of all coalitions are made together, by sums over the players, for a small
/// part of what asking the model costs. To be used by one thread at a time; allocates nothing once made.
/// </summary>
internal sealed class CoalitionCube
{
    /// <summary>Up to so many players all coalitions are valued by default if the structure is known: cheaper and better than any sample.</summary>
    public const int MaxPlayersByDefault = 13;

    private readonly ExplanationGame game;
    private readonly ModelStructure structure;
    private readonly MarginCube margins;
    private readonly LogisticCube? logistic;
    private readonly int size;
    private readonly double[] cube;
    private readonly double[] sums;
    private readonly double[] shares;

    /// <param name="game">A game whose structure is known and <see cref="Supports"/>.</param>
    public CoalitionCube(ExplanationGame game)
    {
        this.game = game;
        structure = game.Structure!;
        margins = structure is LinearStructure linear
            ? new LinearCube(linear, game.Background, game.Players)
            : new TreeCube((TreeEnsembleStructure)structure, game.Background, game.Players);
        logistic = structure is LinearStructure { Transform: OutputTransform.Logistic } ? new(game) : null;
        size = (1 << game.Players.Count) * MarginCube.Lanes;
        cube = new double[structure.MarginCount * size];
        sums = new double[structure.Explained.Count * size];
        shares = new double[structure.Transform == OutputTransform.Softmax ? 2 * size : 0];
    }

    /// <summary>Whether all coalitions of a game can be valued from this structure.</summary>
    public static bool Supports(ModelStructure? structure, int players) =>
        players <= Shapley.SamplingOptions.MaxEnumeratedPlayers && structure is LinearStructure or TreeEnsembleStructure { IsAdditive: true };

    /// <summary>Values all coalitions for one row, and gives some of them.</summary>
    /// <param name="row">The row's cells.</param>
    /// <param name="rowNumber">The number of the row in the job, for error messages.</param>
    /// <param name="first">The first coalition to give: coalition i is the number i + 1 in binary.</param>
    /// <param name="values">Row-major: up to 2^n - 2 coalitions x outputs, in the explained space; overwritten.</param>
    /// <param name="deviations">
    /// How far the values move with each group of background rows (<see cref="BackgroundDeviations"/>): coalitions x outputs x groups; overwritten. Empty if not wanted.
    /// </param>
    /// <param name="cancellation">Looked at once for every eight background rows.</param>
    public void Evaluate(
        ReadOnlySpan<double> row, long rowNumber, int first, Span<double> values, Span<double> deviations, CancellationToken cancellation)
    {
        Array.Clear(sums);
        Span<double> weights = stackalloc double[MarginCube.Lanes];
        for (int background = 0; background < game.Background.RowCount; background += MarginCube.Lanes)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(MarginCube.Lanes, game.Background.RowCount - background);
            weights.Clear();
            game.Background.Weights.Slice(background, count).CopyTo(weights);
            if (logistic?.TryAccumulate(row, background, count, weights, cube, sums) == true)
                continue;

            margins.Fill(row, background, count, cube);
            Accumulate(weights);
        }

        Reduce(rowNumber, first, values, deviations);
    }

    private void Accumulate(ReadOnlySpan<double> weights)
    {
        if (structure.Transform == OutputTransform.Softmax)
            Normalize();
        for (int output = 0; output < structure.Explained.Count; output++)
        {
            Span<double> margin = cube.AsSpan(structure.Explained[output] * size, size);
            if (structure.Transform == OutputTransform.Logistic)
                TensorPrimitives.Sigmoid(margin, margin);
            AddWeighted(margin, Vector512.Create(weights), sums.AsSpan(output * size, size));
        }
    }

    /// <summary>Turns margins into their softmax, coalition by coalition and lane by lane.</summary>
    private void Normalize()
    {
        Span<double> largest = shares.AsSpan(0, size), total = shares.AsSpan(size);
        cube.AsSpan(0, size).CopyTo(largest);
        for (int margin = 1; margin < structure.MarginCount; margin++)
            TensorPrimitives.Max(largest, cube.AsSpan(margin * size, size), largest);
        total.Clear();
        for (int margin = 0; margin < structure.MarginCount; margin++)
        {
            Span<double> part = cube.AsSpan(margin * size, size);
            TensorPrimitives.Subtract(part, largest, part);
            TensorPrimitives.Exp(part, part);
            TensorPrimitives.Add(total, part, total);
        }

        for (int margin = 0; margin < structure.MarginCount; margin++)
            TensorPrimitives.Divide(cube.AsSpan(margin * size, size), total, cube.AsSpan(margin * size, size));
    }

    private static void AddWeighted(ReadOnlySpan<double> values, Vector512<double> weights, Span<double> sums)
    {
        ReadOnlySpan<Vector512<double>> from = MemoryMarshal.Cast<double, Vector512<double>>(values);
        Span<Vector512<double>> to = MemoryMarshal.Cast<double, Vector512<double>>(sums);
        for (int i = 0; i < to.Length; i++)
            to[i] += from[i] * weights;
    }

    private void Reduce(long rowNumber, int first, Span<double> values, Span<double> deviations)
    {
        int outputs = structure.Explained.Count, coalitions = values.Length / outputs;
        ReadOnlySpan<double> weights = game.Background.GroupWeights;
        for (int output = 0; output < outputs; output++)
        {
            ReadOnlySpan<double> lanes = sums.AsSpan(output * size, size);
            for (int coalition = 0; coalition < coalitions; coalition++)
            {
                // Lane j has the background rows whose number is j modulo the lanes, so it is the sum of their group.
                ReadOnlySpan<double> groups = lanes.Slice((first + coalition + 1) * MarginCube.Lanes, weights.Length);
                double sum = 0;
                foreach (double lane in groups)
                    sum += lane;
                if (!double.IsFinite(sum))
                    throw new ModelOutputException(rowNumber, null, output);
                int value = (coalition * outputs) + output;
                values[value] = game.Link.Apply(sum);
                if (!deviations.IsEmpty)
                    BackgroundDeviations.Find(groups, 1, sum, game, deviations.Slice(value * weights.Length, weights.Length));
            }
        }
    }
}
