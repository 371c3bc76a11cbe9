using System.Buffers;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// Interventional TreeSHAP with the background's work done once: what a leaf gives to each player depends on the row only through the row's pattern at the leaf, and on the
/// background only through how much weight has which pattern. So there is a table per leaf, pattern x slot, and a row costs one pass over the nodes and one table line a
/// leaf, whatever the size of the background.
/// </summary>
/// <remarks>
/// The idea of sharing work over rows and background by patterns is WOODELF's (Nadel and Wettenstein 2025). Lines are worked out when a row first has the pattern; two
/// threads that do so at once write the same numbers. Beside each line lies how far it moves with each group of background rows.
/// </remarks>
internal sealed class LeafTables
{
    private readonly CompiledTrees trees;
    private readonly int players;
    private readonly LeafPatterns background;
    private readonly double[][] tables;
    private readonly Vector256<float>[][] deviationTables;
    private readonly byte[][] known;
    private readonly bool withDeviations;
    private readonly Vector512<double> shares;
    private readonly Vector512<double> scales;

    /// <param name="trees">The trees.</param>
    /// <param name="players">The number of players.</param>
    /// <param name="background">The background's patterns.</param>
    /// <param name="withDeviations">Whether it shall be told how far values move with each group of background rows.</param>
    /// <param name="baseValues">The value of each output for the empty coalition; the trees' part is added.</param>
    public LeafTables(CompiledTrees trees, int players, LeafPatterns background, bool withDeviations, Span<double> baseValues)
    {
        this.trees = trees;
        this.players = players;
        this.background = background;
        this.withDeviations = withDeviations;
        shares = LeafPatterns.Padded(background.Background.GroupWeights);
        scales = LeafPatterns.Padded(background.Background.GroupScales);
        tables = [.. trees.Leaves.Select(leaf => new double[((int)leaf.Full + 1) * leaf.Slots.Length])];
        deviationTables = [.. trees.Leaves.Select(leaf => new Vector256<float>[withDeviations ? ((int)leaf.Full + 1) * leaf.Slots.Length : 0])];
        known = [.. trees.Leaves.Select(leaf => new byte[(int)leaf.Full + 1])];
        for (int index = 0; index < trees.Leaves.Length; index++)
        {
            foreach (LeafWeight weight in trees.Leaves[index].Weights)
                baseValues[weight.Margin] += weight.Weight * background.Reached(index);
        }
    }

    /// <summary>The numbers in the table of a leaf with so many slots, in doubles; eight floats a slot are four of them.</summary>
    public static double TableSize(int slots, bool withDeviations) =>
        slots <= 24 ? (1 << slots) * (double)((withDeviations ? slots * 5 : slots) + 1) : double.PositiveInfinity;

    /// <summary>Numbers of groups in single precision: errors are not told to more digits than that.</summary>
    public static Vector256<float> ToSingle(Vector512<double> groups) => Vector256.Narrow(groups.GetLower(), groups.GetUpper());

    /// <summary>Adds the trees' part for a row.</summary>
    /// <param name="cells">The row's cells as the model reads them.</param>
    /// <param name="attributions">outputs x players.</param>
    /// <param name="predictions">One an output.</param>
    /// <param name="deviations">How far the attributions move with each group of background rows, scaled as <see cref="BackgroundDeviations"/> are: outputs x players; empty if they are not wanted.</param>
    public void Add(ReadOnlySpan<double> cells, Span<double> attributions, Span<double> predictions, Span<Vector256<float>> deviations)
    {
        ulong[] rented = ArrayPool<ulong>.Shared.Rent(trees.NodeCount);
        trees.Patterns(cells, rented);
        for (int index = 0; index < trees.Leaves.Length; index++)
        {
            CompiledTrees.Leaf leaf = trees.Leaves[index];
            ulong pattern = rented[leaf.Node];
            if (pattern == leaf.Full)
            {
                foreach (LeafWeight weight in leaf.Weights)
                    predictions[weight.Margin] += weight.Weight;
            }

            if ((pattern | background.Reach(index)) != leaf.Full)
                continue;

            ReadOnlySpan<double> line = Line(index, leaf, pattern);
            foreach (LeafWeight weight in leaf.Weights)
            {
                Span<double> values = attributions.Slice(weight.Margin * players, players);
                for (int slot = 0; slot < line.Length; slot++)
                    values[leaf.Slots[slot]] += weight.Weight * line[slot];
            }

            if (!deviations.IsEmpty)
                AddDeviations(leaf, deviationTables[index].AsSpan((int)pattern * line.Length, line.Length), deviations);
        }

        ArrayPool<ulong>.Shared.Return(rented);
    }

    private void AddDeviations(CompiledTrees.Leaf leaf, ReadOnlySpan<Vector256<float>> line, Span<Vector256<float>> deviations)
    {
        foreach (LeafWeight weight in leaf.Weights)
        {
            Span<Vector256<float>> values = deviations.Slice(weight.Margin * players, players);
            Vector256<float> factor = Vector256.Create((float)weight.Weight);
            for (int slot = 0; slot < line.Length; slot++)
                values[leaf.Slots[slot]] += factor * line[slot];
        }
    }

    private ReadOnlySpan<double> Line(int index, CompiledTrees.Leaf leaf, ulong pattern)
    {
        int slots = leaf.Slots.Length;
        Span<double> line = tables[index].AsSpan((int)pattern * slots, slots);
        if (Volatile.Read(ref known[index][(int)pattern]) != 0)
            return line;

        // Summed elsewhere first, so that another thread never sees, or adds to, a line that is half done.
        Span<double> sums = stackalloc double[slots], one = stackalloc double[slots];
        Span<Vector512<double>> ofGroups = stackalloc Vector512<double>[withDeviations ? slots : 0];
        sums.Clear();
        ofGroups.Clear();
        ReadOnlySpan<ulong> present = background.Present(index);
        for (int i = 0; i < present.Length; i++)
        {
            if ((pattern | present[i]) != leaf.Full)
                continue;

            one.Clear();
            ShapleyOfLeaf.Add(pattern, present[i], leaf.Full, 1, one);
            for (int slot = 0; slot < slots; slot++)
                sums[slot] += background.Weights(index)[i] * one[slot];
            for (int slot = 0; slot < ofGroups.Length; slot++)
                ofGroups[slot] += background.GroupWeights(index)[i] * one[slot];
        }

        sums.CopyTo(line);
        for (int slot = 0; slot < ofGroups.Length; slot++)
            deviationTables[index][((int)pattern * slots) + slot] = ToSingle(scales * (ofGroups[slot] - (shares * sums[slot])));
        Volatile.Write(ref known[index][(int)pattern], 1);
        return line;
    }
}
