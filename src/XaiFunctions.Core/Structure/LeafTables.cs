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
    private readonly ulong[][] patterns;
    private readonly double[][] weights;
    private readonly ulong[] reach;
    private readonly double[][] tables;
    private readonly byte[][] known;

    /// <param name="trees">The trees.</param>
    /// <param name="players">The number of players.</param>
    /// <param name="background">The background's cells as the model reads them: rows x columns.</param>
    /// <param name="rowWeights">The weight of each background row.</param>
    /// <param name="baseValues">The value of each output for the empty coalition; the trees' part is added.</param>
    public LeafTables(CompiledTrees trees, int players, double[] background, ReadOnlySpan<double> rowWeights, Span<double> baseValues)
    {
        this.trees = trees;
        this.players = players;
        int leaves = trees.Leaves.Length;
        patterns = new ulong[leaves][];
        weights = new double[leaves][];
        reach = new ulong[leaves];
        tables = new double[leaves][];
        known = new byte[leaves][];
        double[][] mass = Weigh(background, rowWeights);
        for (int index = 0; index < leaves; index++)
        {
            CompiledTrees.Leaf leaf = trees.Leaves[index];
            Collect(index, mass[index]);
            tables[index] = new double[mass[index].Length * leaf.Slots.Length];
            known[index] = new byte[mass[index].Length];
            foreach (LeafWeight weight in leaf.Weights)
                baseValues[weight.Margin] += weight.Weight * mass[index][^1];
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

            if ((pattern | reach[index]) != leaf.Full)
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
        for (int i = 0; i < patterns[index].Length; i++)
            ShapleyOfLeaf.Add(pattern, patterns[index][i], leaf.Full, weights[index][i], sums);
        sums.CopyTo(line);
        Volatile.Write(ref known[index][(int)pattern], 1);
        return line;
    }

    /// <summary>The weight of the background rows that have each pattern at each leaf.</summary>
    private double[][] Weigh(double[] background, ReadOnlySpan<double> rowWeights)
    {
        int columns = background.Length / rowWeights.Length;
        double[][] mass = [.. trees.Leaves.Select(leaf => new double[(int)leaf.Full + 1])];
        var at = new ulong[trees.NodeCount];
        for (int row = 0; row < rowWeights.Length; row++)
        {
            trees.Patterns(background.AsSpan(row * columns, columns), at);
            for (int index = 0; index < mass.Length; index++)
                mass[index][(int)at[trees.Leaves[index].Node]] += rowWeights[row];
        }

        return mass;
    }

    private void Collect(int index, double[] mass)
    {
        int[] present = [.. Enumerable.Range(0, mass.Length).Where(pattern => mass[pattern] > 0)];
        patterns[index] = [.. present.Select(pattern => (ulong)pattern)];
        weights[index] = [.. present.Select(pattern => mass[pattern])];
        foreach (int pattern in present)
            reach[index] |= (uint)pattern;
    }
}
