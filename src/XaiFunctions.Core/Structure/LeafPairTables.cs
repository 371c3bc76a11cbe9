using System.Buffers;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// <see cref="LeafTables"/> for the pairwise Shapley interactions: what a leaf gives to each pair of its players, by the row's pattern at the leaf. A line is made when a row
/// first has the pattern and never changes then, so threads need not wait for each other.
/// </summary>
/// <param name="trees">The trees.</param>
/// <param name="players">The number of players.</param>
/// <param name="background">The background's patterns.</param>
internal sealed class LeafPairTables(CompiledTrees trees, int players, LeafPatterns background)
{
    private readonly double[]?[][] lines = [.. trees.Leaves.Select(leaf => new double[]?[(int)leaf.Full + 1])];

    /// <summary>The numbers in the table of a leaf with so many slots if every line is made.</summary>
    public static double TableSize(int slots) => slots <= 24 ? (1 << slots) * (1 + (slots * (slots - 1) / 2.0)) : double.PositiveInfinity;

    /// <summary>Adds the trees' part for a row.</summary>
    /// <param name="cells">The row's cells as the model reads them.</param>
    /// <param name="interactions">outputs x players x players, symmetric, half of the index in each of the two places.</param>
    public void Add(ReadOnlySpan<double> cells, Span<double> interactions)
    {
        ulong[] rented = ArrayPool<ulong>.Shared.Rent(trees.NodeCount);
        trees.Patterns(cells, rented);
        for (int index = 0; index < trees.Leaves.Length; index++)
        {
            CompiledTrees.Leaf leaf = trees.Leaves[index];
            ulong pattern = rented[leaf.Node];
            if ((pattern | background.Reach(index)) != leaf.Full || leaf.Slots.Length < 2)
                continue;

            double[] line = Volatile.Read(ref lines[index][(int)pattern]) ?? Make(index, leaf, pattern);
            foreach (LeafWeight weight in leaf.Weights)
                Scatter(line, leaf.Slots, weight.Weight / 2, interactions.Slice(weight.Margin * players * players, players * players));
        }

        ArrayPool<ulong>.Shared.Return(rented);
    }

    private void Scatter(double[] line, int[] slots, double factor, Span<double> matrix)
    {
        int at = 0;
        for (int second = 1; second < slots.Length; second++)
        {
            for (int first = 0; first < second; first++, at++)
            {
                double value = factor * line[at];
                matrix[(slots[first] * players) + slots[second]] += value;
                matrix[(slots[second] * players) + slots[first]] += value;
            }
        }
    }

    private double[] Make(int index, CompiledTrees.Leaf leaf, ulong pattern)
    {
        int slots = leaf.Slots.Length;
        var line = new double[slots * (slots - 1) / 2];
        ReadOnlySpan<ulong> present = background.Present(index);
        for (int i = 0; i < present.Length; i++)
            ShapleyOfLeaf.AddPairs(pattern, present[i], leaf.Full, background.Weights(index)[i], line);
        Volatile.Write(ref lines[index][(int)pattern], line);
        return line;
    }
}
