using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>
/// Mixes rows in the numbers of a first layer: those of a masked row are what the known players add plus what the others add. The first sum is worked out once for each row and mask, the second once for
/// each background row and mask, and serves all rows; a mixture is one addition a number.
/// </summary>
internal sealed class LayerMixer : IMixer
{
    private const int Lanes = 16;

    /// <summary>The numbers in a call: half a megabyte, which stays in a processor's cache with what the next layer makes of them.</summary>
    private const int NumbersInCall = 1 << 17;

    /// <summary>The numbers that are kept of the background: 64 MB. Rows for which there is no room are worked out again for each row.</summary>
    private const int KeptNumbers = 1 << 24;

    private readonly FirstLayer layer;
    private readonly Background background;
    private readonly MixtureTensor tensor;
    private readonly int width;
    private readonly int stride;
    private readonly int[][] parts;
    private readonly int[][] members;
    private readonly int[][] others;
    private readonly double[] origin;
    private readonly float[] start;
    private readonly float[] nothing;
    private readonly float[] total;
    private readonly float[] terms;
    private readonly double[] sum;
    private readonly float[] known;
    private readonly float[] unknown;
    private readonly int[] owners;

    /// <param name="layer">The layer.</param>
    /// <param name="background">The background.</param>
    /// <param name="masks">Row-major: masks x columns.</param>
    /// <param name="capacity">The most mixtures wanted at once.</param>
    /// <param name="keptNumbers">How many numbers are kept of the background.</param>
    public LayerMixer(FirstLayer layer, Background background, ReadOnlySpan<bool> masks, int capacity, int keptNumbers = KeptNumbers)
    {
        this.layer = layer;
        this.background = background;
        width = layer.Width;
        stride = (width + Lanes - 1) / Lanes * Lanes;
        int columns = layer.ColumnCount, count = masks.Length / columns;
        bool[] all = masks.ToArray();

        // Columns that are always known or unknown together: those of a player, whose parts need not be told apart.
        parts = [.. Enumerable.Range(0, columns).GroupBy(column => string.Create(count, column, (text, at) =>
        {
            for (int mask = 0; mask < text.Length; mask++)
                text[mask] = all[(mask * columns) + at] ? '1' : '0';
        })).Select(group => group.ToArray())];
        members = [.. Enumerable.Range(0, count).Select(mask => PartsOf(mask, isKnown: true))];
        others = [.. Enumerable.Range(0, count).Select(mask => PartsOf(mask, isKnown: false))];
        int kept = Math.Clamp(keptNumbers / (count * stride), 1, background.RowCount);
        origin = layer.OriginOf(background);
        start = new float[stride];
        layer.Apply(origin, start.AsSpan(0, width));
        nothing = new float[stride];
        total = new float[stride];
        terms = new float[parts.Length * stride];
        sum = new double[width];
        known = new float[count * stride];
        unknown = new float[kept * count * stride];
        owners = new int[kept];
        Array.Fill(owners, -1);
        Capacity = Math.Clamp(NumbersInCall / width, Math.Min(64, capacity), capacity);
        tensor = new(layer.Rest, layer.Slot, Capacity, Lanes);

        int[] PartsOf(int mask, bool isKnown) => [.. Enumerable.Range(0, parts.Length).Where(part => all[(mask * columns) + parts[part][0]] == isKnown)];
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public void Begin(ReadOnlySpan<double> row)
    {
        layer.Terms(row, origin, parts, terms, stride, sum);
        Sum(start, members, others, known);
    }

    /// <inheritdoc/>
    public void Mix(int place, ReadOnlySpan<int> masks, int backgroundRow)
    {
        // Seen to fit once for all mixtures. Numbers are written past a mixture's end into the place of the next, which is filled after it.
        Span<float> target = tensor.Cells.Slice(place * width, (masks.Length * width) + Lanes);
        ReadOnlySpan<Vector512<float>> halves = MemoryMarshal.Cast<float, Vector512<float>>(known), rest = MemoryMarshal.Cast<float, Vector512<float>>(Unknown(backgroundRow));
        Vector512<float> least = Vector512.Create(layer.IsRectified ? 0 : float.NegativeInfinity);
        int vectors = stride / Lanes;
        ref float number = ref MemoryMarshal.GetReference(target);
        foreach (int mask in masks)
        {
            ReadOnlySpan<Vector512<float>> mine = halves.Slice(mask * vectors, vectors), theirs = rest.Slice(mask * vectors, vectors);
            for (int at = 0; at < mine.Length; at++)
                Vector512.Max(mine[at] + theirs[at], least).StoreUnsafe(ref number, (nuint)(at * Lanes));
            number = ref Unsafe.Add(ref number, width);
        }
    }

    /// <inheritdoc/>
    public void Predict(int count, Span<double> outputs) => tensor.Predict(count, outputs);

    /// <inheritdoc/>
    public void Dispose() => tensor.Dispose();

    /// <summary>What a background row adds to each mask: masks x stride.</summary>
    private ReadOnlySpan<float> Unknown(int row)
    {
        int slot = Math.Min(row, owners.Length - 1), size = others.Length * stride;
        Span<float> numbers = unknown.AsSpan(slot * size, size);
        if (owners[slot] == row)
            return numbers;

        layer.Terms(background.Row(row), origin, parts, terms, stride, sum);
        Sum(nothing, others, members, numbers);
        owners[slot] = row;
        return numbers;
    }

    /// <summary>Adds terms for each mask, or takes those of the other parts from all of them if these are fewer; not if a term is infinite or missing, as nothing takes it back out of a sum.</summary>
    /// <param name="begin">What terms are added to.</param>
    /// <param name="wanted">The parts of each mask.</param>
    /// <param name="rest">All other parts.</param>
    /// <param name="sums">masks x stride; overwritten.</param>
    private void Sum(ReadOnlySpan<float> begin, int[][] wanted, int[][] rest, Span<float> sums)
    {
        begin.CopyTo(total);
        for (int part = 0; part < parts.Length; part++)
            Add([part], 1, total);
        bool isFinite = float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(total));
        for (int mask = 0; mask < wanted.Length; mask++)
        {
            Span<float> numbers = sums.Slice(mask * stride, stride);
            bool takes = isFinite && rest[mask].Length < wanted[mask].Length;
            (takes ? total : begin).CopyTo(numbers);
            Add(takes ? rest[mask] : wanted[mask], takes ? -1 : 1, numbers);
        }
    }

    private void Add(ReadOnlySpan<int> list, float factor, Span<float> numbers)
    {
        ReadOnlySpan<Vector512<float>> from = MemoryMarshal.Cast<float, Vector512<float>>(terms);
        Span<Vector512<float>> to = MemoryMarshal.Cast<float, Vector512<float>>(numbers);
        Vector512<float> sign = Vector512.Create(factor);
        int at = 0;

        // Four sums at once: one alone would wait for each of its additions.
        for (; at <= to.Length - 4; at += 4)
        {
            Vector512<float> s0 = to[at], s1 = to[at + 1], s2 = to[at + 2], s3 = to[at + 3];
            foreach (int part in list)
            {
                ReadOnlySpan<Vector512<float>> term = from.Slice((part * to.Length) + at, 4);
                s0 += sign * term[0];
                s1 += sign * term[1];
                s2 += sign * term[2];
                s3 += sign * term[3];
            }

            (to[at], to[at + 1], to[at + 2], to[at + 3]) = (s0, s1, s2, s3);
        }

        for (; at < to.Length; at++)
        {
            Vector512<float> s0 = to[at];
            foreach (int part in list)
                s0 += sign * from[(part * to.Length) + at];
            to[at] = s0;
        }
    }
}
