using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Tests.Structure;

/// <summary>Structures made from a seed.</summary>
internal static class RandomStructures
{
    public static LinearStructure Linear(int columns, int margins, ulong seed, OutputTransform transform, int[]? explained = null)
    {
        IEnumerator<double> numbers = TestGames.Numbers(seed);
        return new(columns, numbers.Fill(columns * margins), numbers.Fill(margins), transform, explained);
    }

    /// <summary>Trees of all modes whose cells are small whole numbers, halves or missing.</summary>
    public static TreeEnsembleStructure Trees(
        int columns,
        int trees,
        int depth,
        int margins,
        ulong seed,
        OutputTransform transform = OutputTransform.None,
        TreeAggregate aggregate = TreeAggregate.Sum,
        int[]? explained = null)
    {
        IEnumerator<double> numbers = TestGames.Numbers(seed);
        return new(
            columns,
            [.. Enumerable.Range(0, trees).Select(_ => Tree(columns, depth, margins, numbers))],
            numbers.Fill(margins),
            aggregate,
            transform,
            explained);
    }

    /// <summary>Cells that meet the thresholds exactly now and then, and are missing now and then.</summary>
    public static double[] Cells(int count, ulong seed, double missing = 0.1)
    {
        IEnumerator<double> numbers = TestGames.Numbers(seed);
        return [.. Enumerable.Range(0, count).Select(_ => numbers.Next() < missing ? double.NaN : Math.Floor(numbers.Next() * 7) / 2)];
    }

    private static List<TreeNode> Tree(int columns, int depth, int margins, IEnumerator<double> numbers)
    {
        var nodes = new List<TreeNode>();
        Grow(nodes, depth);
        return nodes;

        int Grow(List<TreeNode> into, int left)
        {
            int index = into.Count;
            if (left == 0 || numbers.Next() < 0.1)
            {
                into.Add(TreeNode.Leaf([.. Enumerable.Range(0, margins).Where(_ => numbers.Next() < 0.8).Select(m => new LeafWeight(m, numbers.Next() - 0.5))]));
                return index;
            }

            var mode = (SplitMode)(1 + (int)(numbers.Next() * 7));
            int column = (int)(numbers.Next() * columns);
            double threshold = Math.Floor(numbers.Next() * 7) / 2;
            bool missing = numbers.Next() < 0.5;
            into.Add(TreeNode.Leaf());
            int whenTrue = Grow(into, left - 1), whenFalse = Grow(into, left - 1);
            into[index] = new(mode, column, threshold, whenTrue, whenFalse, missing) { Members = [threshold, threshold + 1] };
            return index;
        }
    }
}
