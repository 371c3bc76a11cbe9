using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// The margins of some coalitions of a sum of trees. Row and background row walk each tree together with the set of the coalitions that come this way; at a test that they decide
/// differently the set parts into the coalitions with and those without the player. A leaf gives its weight to all coalitions that reach it at once, eight to an instruction, and a way that
/// no coalition takes is not walked.
/// </summary>
/// <remarks>In the place of QuickScorer's masks of leaves (Lucchese et al. 2015), which tell the leaf of one row, these are masks of rows that tell who comes to a leaf.</remarks>
internal sealed class SampledTreeCube : MarginCube
{
    private const int MaxDepth = 256;

    private readonly TreeEnsembleStructure structure;
    private readonly Background background;
    private readonly CompiledTrees trees;
    private readonly int words;
    private readonly ulong[] members;
    private readonly double[] backgroundCells;
    private readonly double[] rowCells;
    private readonly Side[] sides;
    private ulong[] sets;
    private double[] sums;

    public SampledTreeCube(TreeEnsembleStructure structure, Background background, Players players, ReadOnlySpan<ulong> coalitions)
    {
        this.structure = structure;
        this.background = background;
        trees = new(structure, Enumerable.Range(0, structure.TreeCount), [.. players.Owner], ofMargins: true);
        backgroundCells = new double[background.Cells.Length];
        trees.Read(background.Cells, backgroundCells);
        rowCells = new double[background.ColumnCount];
        sides = new Side[players.Count];
        sets = [];
        sums = [];

        int playerWords = (players.Count + 63) / 64, count = coalitions.Length / playerWords;
        words = (count + 63) / 64;
        members = new ulong[players.Count * words];
        for (int coalition = 0; coalition < count; coalition++)
        {
            for (int player = 0; player < players.Count; player++)
            {
                ulong bit = coalitions[(coalition * playerWords) + (player >> 6)] >> (player & 63) & 1;
                members[(player * words) + (coalition >> 6)] |= bit << (coalition & 63);
            }
        }
    }

    /// <summary>Where a player's cells come from on the present path, once that matters.</summary>
    private enum Side : byte
    {
        Either,
        Row,
        Background,
    }

    /// <summary>Whether no path is so long that walking it would overflow the stack.</summary>
    public static bool Fits(TreeEnsembleStructure structure) => Enumerable.Range(0, structure.TreeCount).All(tree => CompiledTrees.Depth(structure.Tree(tree)) <= MaxDepth);

    /// <inheritdoc/>
    public override void Fill(ReadOnlySpan<double> row, int first, int count, int firstCoalition, Span<double> cube)
    {
        int coalitions = cube.Length / (structure.MarginCount * Lanes), setWords = (coalitions + 63) / 64;
        if (sums.Length < structure.MarginCount * setWords * 64)
        {
            sums = new double[structure.MarginCount * setWords * 64];
            sets = new ulong[(Math.Min(sides.Length, MaxDepth) + 1) * setWords];
        }

        cube.Clear();
        trees.Read(row, rowCells);
        for (int lane = 0; lane < count; lane++)
        {
            for (int margin = 0; margin < structure.MarginCount; margin++)
                sums.AsSpan(margin * setWords * 64, setWords * 64).Fill(structure.BaseValues[margin]);
            sets.AsSpan(0, setWords).Fill(ulong.MaxValue);
            int columns = background.ColumnCount;
            var pair = new Pair(this, rowCells, backgroundCells.AsSpan((first + lane) * columns, columns), firstCoalition / 64, setWords);
            foreach (int root in trees.Roots)
                pair.Visit(root, 0);
            for (int margin = 0; margin < structure.MarginCount; margin++)
                Spread(sums.AsSpan(margin * setWords * 64, coalitions), cube.Slice(margin * coalitions * Lanes, coalitions * Lanes), lane);
        }
    }

    private static void Spread(ReadOnlySpan<double> values, Span<double> lanes, int lane)
    {
        for (int coalition = 0; coalition < values.Length; coalition++)
            lanes[(coalition * Lanes) + lane] = values[coalition];
    }

    /// <summary>Adds a weight for the coalitions of a set.</summary>
    internal static void AddWhere(ReadOnlySpan<ulong> set, double weight, Span<double> sums)
    {
        Vector512<ulong> bits = Vector512.Create(1UL, 2, 4, 8, 16, 32, 64, 128);
        var added = Vector512.Create(weight);
        Span<Vector512<double>> target = MemoryMarshal.Cast<double, Vector512<double>>(sums);
        for (int word = 0; word < set.Length; word++)
        {
            ulong left = set[word];
            if (left == 0)
                continue;

            Span<Vector512<double>> eight = target.Slice(word * 8, 8);
            for (int i = 0; i < 8; i++, left >>= 8)
            {
                Vector512<ulong> here = Vector512.Equals(Vector512.Create(left) & bits, bits);
                eight[i] += Vector512.ConditionalSelect(here.AsDouble(), added, Vector512<double>.Zero);
            }
        }
    }

    private readonly ref struct Pair(SampledTreeCube cube, ReadOnlySpan<double> row, ReadOnlySpan<double> other, int firstWord, int setWords)
    {
        private readonly ReadOnlySpan<double> row = row;
        private readonly ReadOnlySpan<double> other = other;

        /// <param name="at">The node.</param>
        /// <param name="parted">How many players have parted the coalitions on the way here; their set is that of the same number.</param>
        public void Visit(int at, int parted)
        {
            CompiledTrees trees = cube.trees;
            while (true)
            {
                ref readonly CompiledTrees.Node node = ref trees[at];
                if (node.LeafIndex >= 0)
                {
                    Add(trees.Leaves[node.LeafIndex].Weights, parted);
                    return;
                }

                int byRow = node.Test(row[node.Column]) ? node.TrueChild : node.FalseChild;
                int byOther = node.Test(other[node.Column]) ? node.TrueChild : node.FalseChild;
                Side side = cube.sides[node.Player];
                if (byRow == byOther || side != Side.Either)
                {
                    at = side == Side.Background ? byOther : byRow;
                    continue;
                }

                Part(node.Player, parted, Side.Row, byRow);
                Part(node.Player, parted, Side.Background, byOther);
                cube.sides[node.Player] = Side.Either;
                return;
            }
        }

        private void Part(int player, int parted, Side side, int next)
        {
            ReadOnlySpan<ulong> from = cube.sets.AsSpan(parted * setWords, setWords), members = cube.members.AsSpan((player * cube.words) + firstWord, setWords);
            Span<ulong> to = cube.sets.AsSpan((parted + 1) * setWords, setWords);
            ulong any = 0;
            for (int word = 0; word < to.Length; word++)
                any |= to[word] = from[word] & (side == Side.Row ? members[word] : ~members[word]);
            cube.sides[player] = side;
            if (any != 0)
                Visit(next, parted + 1);
        }

        private void Add(LeafWeight[] weights, int parted)
        {
            ReadOnlySpan<ulong> set = cube.sets.AsSpan(parted * setWords, setWords);
            foreach (LeafWeight weight in weights)
                AddWhere(set, weight.Weight, cube.sums.AsSpan(weight.Margin * setWords * 64, setWords * 64));
        }
    }
}
