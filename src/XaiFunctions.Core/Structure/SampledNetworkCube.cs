using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// The margins of some coalitions of a structure whose first numbers are affine in the cells. Against a background row these are those of the empty coalition plus, for every
/// member, c_g(x) - c_g(b); or those of the full one less that for every other player, if there are fewer of these. The layers after them run on eight background rows at a time.
/// </summary>
internal sealed class SampledNetworkCube : MarginCube
{
    /// <summary>The numbers that the background's terms may hold: 32 MB.</summary>
    private const long MaxTerms = 1 << 22;

    private readonly LinearStructure first;
    private readonly Players players;
    private readonly DenseLayer[] rest;
    private readonly double[][] weights;
    private readonly double[][] biases;
    private readonly int units;
    private readonly double[] terms;
    private readonly double[] empty;
    private readonly double[] steps;
    private readonly double[] full;
    private readonly double[][] numbers;
    private readonly bool[] fromFull;
    private readonly int[] starts;
    private readonly int[] changed;

    public SampledNetworkCube(LayeredStructure structure, Background background, Players players, ReadOnlySpan<ulong> coalitions)
    {
        this.players = players;
        first = structure.First;
        rest = [.. structure.Rest];
        weights = [.. rest.Select(layer => layer.Weights.ToArray())];
        biases = [.. rest.Select(layer => layer.Biases.ToArray())];
        units = first.MarginCount;
        int blocks = (background.RowCount + Lanes - 1) / Lanes, block = units * Lanes;
        terms = new double[blocks * players.Count * block];
        empty = new double[blocks * block];
        steps = new double[players.Count * block];
        full = new double[block];
        numbers = [new double[block], .. rest.Select(layer => new double[layer.Biases.Count * Lanes])];
        for (int row = 0; row < background.RowCount; row++)
            AddBackgroundRow(background.Row(row), row / Lanes, row % Lanes);

        int words = (players.Count + 63) / 64, count = coalitions.Length / words;
        fromFull = new bool[count];
        starts = new int[count + 1];
        var lists = new List<int>();
        for (int coalition = 0; coalition < count; coalition++)
        {
            List(coalitions.Slice(coalition * words, words), coalition, lists);
            starts[coalition + 1] = lists.Count;
        }

        changed = [.. lists];
    }

    /// <summary>Whether the background's terms fit into memory.</summary>
    public static bool Fits(LayeredStructure structure, Background background, Players players) =>
        (long)(background.RowCount + Lanes) * players.Count * structure.First.MarginCount <= MaxTerms;

    /// <inheritdoc/>
    public override void Fill(ReadOnlySpan<double> row, int first, int count, int firstCoalition, Span<double> cube)
    {
        int block = units * Lanes, margins = rest.Length == 0 ? units : biases[^1].Length, coalitions = cube.Length / (margins * Lanes);
        ReadOnlySpan<double> start = empty.AsSpan(first / Lanes * block, block);
        Begin(row, terms.AsSpan(first / Lanes * steps.Length, steps.Length), start);
        for (int coalition = 0; coalition < coalitions; coalition++)
        {
            AddFirst(firstCoalition + coalition, start);
            for (int layer = 0; layer < rest.Length; layer++)
            {
                Activate(numbers[layer], rest[layer].Before);
                Multiply(weights[layer], biases[layer], numbers[layer], numbers[layer + 1]);
            }

            for (int margin = 0; margin < margins; margin++)
                numbers[^1].AsSpan(margin * Lanes, Lanes).CopyTo(cube[(((margin * coalitions) + coalition) * Lanes)..]);
        }
    }

    /// <summary>What every player's coming from the row changes, and the numbers of the full coalition.</summary>
    private void Begin(ReadOnlySpan<double> row, ReadOnlySpan<double> known, ReadOnlySpan<double> start)
    {
        start.CopyTo(full);
        for (int player = 0; player < players.Count; player++)
        {
            for (int unit = 0; unit < units; unit++)
            {
                double mine = Term(unit, player, row);
                for (int lane = 0; lane < Lanes; lane++)
                {
                    int at = (unit * Lanes) + lane, step = (player * units * Lanes) + at;
                    steps[step] = mine - known[step];
                    full[at] += steps[step];
                }
            }
        }
    }

    private void AddFirst(int coalition, ReadOnlySpan<double> start)
    {
        ReadOnlySpan<int> list = changed.AsSpan(starts[coalition]..starts[coalition + 1]);
        ReadOnlySpan<Vector512<double>> step = MemoryMarshal.Cast<double, Vector512<double>>(steps);
        ReadOnlySpan<Vector512<double>> from = MemoryMarshal.Cast<double, Vector512<double>>(fromFull[coalition] ? full : start);
        Span<Vector512<double>> to = MemoryMarshal.Cast<double, Vector512<double>>(numbers[0].AsSpan());
        for (int unit = 0; unit < to.Length; unit++)
        {
            Vector512<double> sum = Vector512<double>.Zero;
            foreach (int player in list)
                sum += step[(player * to.Length) + unit];
            to[unit] = fromFull[coalition] ? from[unit] - sum : from[unit] + sum;
        }
    }

    private static void Activate(Span<double> lanes, Activation activation)
    {
        switch (activation)
        {
            case Activation.Relu:
                foreach (ref Vector512<double> number in MemoryMarshal.Cast<double, Vector512<double>>(lanes))
                    number = Vector512.ConditionalSelect(Vector512.LessThan(number, Vector512<double>.Zero), Vector512<double>.Zero, number);
                break;
            case Activation.Tanh:
                TensorPrimitives.Tanh<double>(lanes, lanes);
                break;
            case Activation.Sigmoid:
                TensorPrimitives.Sigmoid<double>(lanes, lanes);
                break;
        }
    }

    private static void Multiply(double[] weights, double[] biases, double[] lanes, double[] result)
    {
        ReadOnlySpan<Vector512<double>> from = MemoryMarshal.Cast<double, Vector512<double>>(lanes);
        Span<Vector512<double>> to = MemoryMarshal.Cast<double, Vector512<double>>(result.AsSpan());
        int width = from.Length, k = 0;

        // Four sums at once: one alone would wait for each of its additions.
        for (; k <= to.Length - 4; k += 4)
        {
            ReadOnlySpan<double> w0 = weights.AsSpan(k * width, width), w1 = weights.AsSpan((k + 1) * width, width);
            ReadOnlySpan<double> w2 = weights.AsSpan((k + 2) * width, width), w3 = weights.AsSpan((k + 3) * width, width);
            Vector512<double> s0 = Vector512.Create(biases[k]), s1 = Vector512.Create(biases[k + 1]);
            Vector512<double> s2 = Vector512.Create(biases[k + 2]), s3 = Vector512.Create(biases[k + 3]);
            for (int i = 0; i < from.Length; i++)
            {
                s0 = Vector512.FusedMultiplyAdd(Vector512.Create(w0[i]), from[i], s0);
                s1 = Vector512.FusedMultiplyAdd(Vector512.Create(w1[i]), from[i], s1);
                s2 = Vector512.FusedMultiplyAdd(Vector512.Create(w2[i]), from[i], s2);
                s3 = Vector512.FusedMultiplyAdd(Vector512.Create(w3[i]), from[i], s3);
            }

            to[k] = s0;
            to[k + 1] = s1;
            to[k + 2] = s2;
            to[k + 3] = s3;
        }

        for (; k < to.Length; k++)
        {
            Vector512<double> sum = Vector512.Create(biases[k]);
            for (int i = 0; i < from.Length; i++)
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(weights[(k * width) + i]), from[i], sum);
            to[k] = sum;
        }
    }

    private void AddBackgroundRow(ReadOnlySpan<double> row, int block, int lane)
    {
        for (int unit = 0; unit < units; unit++)
        {
            double sum = first.Biases[unit];
            for (int player = 0; player < players.Count; player++)
                sum += terms[((((block * players.Count) + player) * units) + unit) * Lanes + lane] = Term(unit, player, row);
            empty[(((block * units) + unit) * Lanes) + lane] = sum;
        }
    }

    private void List(ReadOnlySpan<ulong> coalition, int index, List<int> lists)
    {
        int size = 0;
        foreach (ulong word in coalition)
            size += BitOperations.PopCount(word);
        fromFull[index] = 2 * size > players.Count;
        for (int player = 0; player < players.Count; player++)
        {
            if ((coalition[player >> 6] >> (player & 63) & 1) != 0 != fromFull[index])
                lists.Add(player);
        }
    }

    private double Term(int unit, int player, ReadOnlySpan<double> row)
    {
        double sum = 0;
        foreach (int column in players.Columns(player))
            sum += first.Term(unit, column, row[column]);
        return sum;
    }
}
