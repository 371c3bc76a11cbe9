using System.Buffers;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// Interventional TreeSHAP with the background's work done once: what a leaf gives to each player depends on the row only through the row's pattern at the leaf, and on the
/// background only through how much weight has which pattern. So there is a table per leaf, pattern x slot, and a row costs one pass over the nodes and one table line a
/// leaf, whatever the size of the background.
/// </summary>
/// <remarks>
/// The idea of sharing work over rows and background by patterns is WOODELF's (Nadel and Wettenstein 2025). Lines are worked out when a row first has the pattern; two
/// threads that do so at once write the same numbers.
/// </remarks>
internal sealed class LeafTables
{
    private readonly CompiledTrees trees;
    private readonly int players;
    private readonly LeafPatterns background;
    private readonly double[][] tables;
    private readonly byte[][] known;

    /// <param name="trees">The trees.</param>
    /// <param name="players">The number of players.</param>
    /// <param name="background">The background's patterns.</param>
    /// <param name="baseValues">The value of each output for the empty coalition; the trees' part is added.</param>
    public LeafTables(CompiledTrees trees, int players, LeafPatterns background, Span<double> baseValues)
    {
        this.trees = trees;
        this.players = players;
        this.background = background;
        tables = [.. trees.Leaves.Select(leaf => new double[((int)leaf.Full + 1) * leaf.Slots.Length])];
        known = [.. trees.Leaves.Select(leaf => new byte[(int)leaf.Full + 1])];
        for (int index = 0; index < trees.Leaves.Length; index++)
        {
            foreach (LeafWeight weight in trees.Leaves[index].Weights)
                baseValues[weight.Margin] += weight.Weight * background.Reached(index);
        }
    }

    /// <summary>The numbers in the table of a leaf with so many slots.</summary>
    public static double TableSize(int slots) => slots <= 24 ? (1 << slots) * (double)(slots + 1) : double.PositiveInfinity;

    /// <summary>Adds the trees' part for a row.</summary>
    /// <param name="cells">The row's cells as the model reads them.</param>
    /// <param name="attributions">outputs x players.</param>
    /// <param name="predictions">One an output.</param>
    public void Add(ReadOnlySpan<double> cells, Span<double> attributions, Span<double> predictions)
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
        }

        ArrayPool<ulong>.Shared.Return(rented);
    }

    private ReadOnlySpan<double> Line(int index, CompiledTrees.Leaf leaf, ulong pattern)
    {
        int slots = leaf.Slots.Length;
        Span<double> line = tables[index].AsSpan((int)pattern * slots, slots);
        if (Volatile.Read(ref known[index][(int)pattern]) != 0)
            return line;

        // Summed elsewhere first, so that another thread never sees, or adds to, a line that is half done.
        Span<double> sums = stackalloc double[slots];
        ReadOnlySpan<ulong> present = background.Present(index);
        for (int i = 0; i < present.Length; i++)
            ShapleyOfLeaf.Add(pattern, present[i], leaf.Full, background.Weights(index)[i], sums);
        sums.CopyTo(line);
        Volatile.Write(ref known[index][(int)pattern], 1);
        return line;
    }
}
