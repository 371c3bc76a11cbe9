using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>Mixes rows in the tensor that ONNX Runtime reads, sixteen columns at a time for all mixtures with one background row.</summary>
/// <remarks>
/// The columns are cut into strips of one vector, whose cells of the row and of the background row stay in registers; the last strip begins so that it ends with the row, and overlaps the one before.
/// A row of less than one vector is written past its end into the place of the next, which is filled after it; only the last needs room behind it.
/// </remarks>
internal sealed class TensorMixer : IMixer
{
    private const int Lanes = 16;

    private readonly MixtureTensor tensor;
    private readonly int width;
    private readonly int stride;
    private readonly int[] strips;
    private readonly int maskCount;
    private readonly Vector512<int>[] masks;
    private readonly float[] background;
    private readonly float[] row;

    public TensorMixer(OutputRun run, InputSlot slot, Background background, ReadOnlySpan<bool> masks, int capacity)
    {
        width = slot.Width;
        stride = Math.Max(width, Lanes);
        strips = [.. Enumerable.Range(0, (stride + Lanes - 1) / Lanes).Select(strip => Math.Min(strip * Lanes, stride - Lanes))];
        maskCount = masks.Length / width;
        this.masks = new Vector512<int>[strips.Length * maskCount];
        for (int strip = 0, together; strip < strips.Length; strip += together)
        {
            together = strips.Length - strip >= 4 ? 4 : 1;
            for (int vector = 0; vector < together * maskCount; vector++)
                this.masks[(strip * maskCount) + vector] = Select(masks.Slice(vector / together * width, width), strips[strip + (vector % together)]);
        }

        this.background = new float[background.RowCount * stride];
        for (int i = 0; i < background.RowCount; i++)
            FloatCells.Convert(background.Row(i), this.background.AsSpan(i * stride, width));
        row = new float[stride];
        tensor = new(run, slot, capacity, Lanes);
        Capacity = capacity;
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public void Begin(ReadOnlySpan<double> row) => FloatCells.Convert(row, this.row.AsSpan(0, width));

    /// <inheritdoc/>
    public void Mix(int place, ReadOnlySpan<int> masks, int backgroundRow)
    {
        // Seen to fit once for all mixtures.
        Span<float> target = tensor.Cells.Slice(place * width, (masks.Length * width) + Lanes);
        ReadOnlySpan<float> other = background.AsSpan(backgroundRow * stride, stride);
        int strip = 0;
        for (; strip <= strips.Length - 4; strip += 4)
            MixFour(target, masks, other, strip);
        for (; strip < strips.Length; strip++)
        {
            int start = strips[strip];
            Vector512<float> known = Vector512.Create<float>(row.AsSpan(start)), unknown = Vector512.Create(other[start..]);
            ReadOnlySpan<Vector512<int>> selects = this.masks.AsSpan(strip * maskCount, maskCount);
            ref float cell = ref target[start];
            foreach (int mask in masks)
            {
                Vector512.ConditionalSelect(selects[mask].AsSingle(), known, unknown).StoreUnsafe(ref cell);
                cell = ref Unsafe.Add(ref cell, width);
            }
        }
    }

    /// <summary>Four strips in one go: as many as there are registers for, so that a mixture's cache lines are written once.</summary>
    private void MixFour(Span<float> target, ReadOnlySpan<int> masks, ReadOnlySpan<float> other, int strip)
    {
        int s0 = strips[strip], s1 = strips[strip + 1], s2 = strips[strip + 2], s3 = strips[strip + 3];
        ReadOnlySpan<float> mine = row;
        Vector512<float> known0 = Vector512.Create(mine[s0..]), known1 = Vector512.Create(mine[s1..]), known2 = Vector512.Create(mine[s2..]), known3 = Vector512.Create(mine[s3..]);
        Vector512<float> unknown0 = Vector512.Create(other[s0..]), unknown1 = Vector512.Create(other[s1..]);
        Vector512<float> unknown2 = Vector512.Create(other[s2..]), unknown3 = Vector512.Create(other[s3..]);
        ReadOnlySpan<Vector512<int>> selects = this.masks.AsSpan(strip * maskCount, 4 * maskCount);
        ref float cell = ref MemoryMarshal.GetReference(target);
        foreach (int mask in masks)
        {
            ReadOnlySpan<Vector512<int>> select = selects.Slice(4 * mask, 4);
            Vector512.ConditionalSelect(select[0].AsSingle(), known0, unknown0).StoreUnsafe(ref cell, (nuint)s0);
            Vector512.ConditionalSelect(select[1].AsSingle(), known1, unknown1).StoreUnsafe(ref cell, (nuint)s1);
            Vector512.ConditionalSelect(select[2].AsSingle(), known2, unknown2).StoreUnsafe(ref cell, (nuint)s2);
            Vector512.ConditionalSelect(select[3].AsSingle(), known3, unknown3).StoreUnsafe(ref cell, (nuint)s3);
            cell = ref Unsafe.Add(ref cell, width);
        }
    }

    /// <inheritdoc/>
    public void Predict(int count, Span<double> outputs) => tensor.Predict(count, outputs);

    /// <inheritdoc/>
    public void Dispose() => tensor.Dispose();

    private static Vector512<int> Select(ReadOnlySpan<bool> mask, int start)
    {
        Span<int> lanes = stackalloc int[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
            lanes[lane] = start + lane < mask.Length && mask[start + lane] ? -1 : 0;
        return Vector512.Create<int>(lanes);
    }
}
