using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// The margins of a sum of trees. Against one background row a tree is a polynomial in the players' indicators z: at a test that x and b decide differently, f = f_b + z_g
/// (f_x - f_b). The coefficients of all trees are added up at their sets of players, and one sum over subsets turns them into the margins of all coalitions: n additions a
/// coalition, however many trees there are.
/// </summary>
internal sealed class TreeCube : MarginCube
{
    private readonly TreeEnsembleStructure structure;
    private readonly CompiledTrees trees;
    private readonly Background background;
    private readonly int players;
    private readonly double[] backgroundCells;
    private readonly double[] rowCells;

    public TreeCube(TreeEnsembleStructure structure, Background background, Players players)
    {
        this.structure = structure;
        this.background = background;
        this.players = players.Count;
        trees = new(structure, Enumerable.Range(0, structure.TreeCount), [.. players.Owner], ofMargins: true);
        backgroundCells = new double[background.Cells.Length];
        trees.Read(background.Cells, backgroundCells);
        rowCells = new double[background.ColumnCount];
    }

    /// <inheritdoc/>
    public override void Fill(ReadOnlySpan<double> row, int first, int count, int firstCoalition, Span<double> cube)
    {
        int length = cube.Length / structure.MarginCount;
        cube.Clear();
        trees.Read(row, rowCells);
        for (int lane = 0; lane < count; lane++)
        {
            ReadOnlySpan<double> other = backgroundCells.AsSpan((first + lane) * background.ColumnCount, background.ColumnCount);
            var pair = new Expansion(trees, rowCells, other, cube[lane..], length);
            foreach (int root in trees.Roots)
                pair.Visit(root, 0, 0);
        }

        for (int margin = 0; margin < structure.MarginCount; margin++)
        {
            Span<Vector512<double>> coalitions = MemoryMarshal.Cast<double, Vector512<double>>(cube.Slice(margin * length, length));
            coalitions[0] += Vector512.Create(structure.BaseValues[margin]);
            SumOverSubsets(coalitions, players);
        }
    }

    /// <summary>coalitions[S] becomes the sum over the subsets of S.</summary>
    internal static void SumOverSubsets(Span<Vector512<double>> coalitions, int players)
    {
        for (int player = 0; player < players; player++)
        {
            int half = 1 << player;
            for (int start = 0; start < coalitions.Length; start += 2 * half)
            {
                Span<Vector512<double>> without = coalitions.Slice(start, half), with = coalitions.Slice(start + half, half);
                for (int i = 0; i < without.Length; i++)
                    with[i] += without[i];
            }
        }
    }

    private readonly ref struct Expansion(
        CompiledTrees trees, ReadOnlySpan<double> row, ReadOnlySpan<double> other, Span<double> coefficients, int length)
    {
        private readonly ReadOnlySpan<double> row = row;
        private readonly ReadOnlySpan<double> other = other;
        private readonly Span<double> coefficients = coefficients;

        /// <param name="at">The node.</param>
        /// <param name="fromRow">The players that come from the row on this path.</param>
        /// <param name="fromOther">The players that come from the background row.</param>
        public void Visit(int at, uint fromRow, uint fromOther)
        {
            ref readonly CompiledTrees.Node node = ref trees[at];
            if (node.LeafIndex >= 0)
            {
                Add(trees.Leaves[node.LeafIndex].Weights, fromRow, fromOther);
                return;
            }

            int byRow = node.Test(row[node.Column]) ? node.TrueChild : node.FalseChild;
            int byOther = node.Test(other[node.Column]) ? node.TrueChild : node.FalseChild;
            uint player = 1u << node.Player;
            if (byRow == byOther || (fromRow & player) != 0)
            {
                Visit(byRow, fromRow, fromOther);
            }
            else if ((fromOther & player) != 0)
            {
                Visit(byOther, fromRow, fromOther);
            }
            else
            {
                Visit(byRow, fromRow | player, fromOther);
                Visit(byOther, fromRow, fromOther | player);
            }
        }

        /// <summary>The product of z over one set and of 1 - z over the other, multiplied out.</summary>
        private void Add(LeafWeight[] weights, uint fromRow, uint fromOther)
        {
            for (uint part = fromOther; ; part = (part - 1) & fromOther)
            {
                double sign = (uint.PopCount(part) & 1) == 0 ? 1 : -1;
                int at = (int)(fromRow | part) * Lanes;
                foreach (LeafWeight weight in weights)
                    coefficients[(weight.Margin * length) + at] += sign * weight.Weight;
                if (part == 0)
                    return;
            }
        }
    }
}
