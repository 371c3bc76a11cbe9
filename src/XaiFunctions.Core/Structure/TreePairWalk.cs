using System.Buffers;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// Interventional TreeSHAP by walking each tree with the row and one background row at once, parting only where they part (Lundberg et al. 2020). For trees so deep that
/// tables of their leaves would not fit; the cost grows with the background.
/// </summary>
/// <param name="trees">The trees.</param>
/// <param name="players">The number of players.</param>
/// <param name="background">The background, its cells as the model reads them.</param>
internal sealed class TreePairWalk(CompiledTrees trees, int players, Background background)
{
    /// <summary>Adds the trees' part of the value of the empty coalition.</summary>
    /// <param name="baseValues">One an output.</param>
    public void AddBaseValues(Span<double> baseValues)
    {
        for (int row = 0; row < background.RowCount; row++)
            AddLeaves(background.Row(row), background.Weights[row], baseValues);
    }

    /// <summary>Adds the trees' part for a row.</summary>
    /// <param name="cells">The row's cells as the model reads them.</param>
    /// <param name="attributions">outputs x players.</param>
    /// <param name="predictions">One an output.</param>
    /// <param name="deviations">How far the attributions move with each group of background rows: outputs x players; empty if they are not wanted.</param>
    public void Add(ReadOnlySpan<double> cells, Span<double> attributions, Span<double> predictions, Span<Vector256<float>> deviations)
    {
        AddLeaves(cells, 1, predictions);
        if (deviations.IsEmpty)
        {
            Walk(cells, attributions, 0, 1, ofPairs: false);
            return;
        }

        int groups = background.GroupWeights.Length, length = attributions.Length;
        double[] rented = ArrayPool<double>.Shared.Rent(groups * length);
        Span<double> sums = rented.AsSpan(0, groups * length);
        sums.Clear();
        for (int group = 0; group < groups; group++)
            Walk(cells, sums.Slice(group * length, length), group, groups, ofPairs: false);
        Span<double> moves = stackalloc double[Background.MaxGroups];
        for (int i = 0; i < length; i++)
        {
            double total = 0;
            for (int group = 0; group < groups; group++)
                total += sums[(group * length) + i];
            attributions[i] += total;
            for (int group = 0; group < groups; group++)
                moves[group] = background.GroupScales[group] * (sums[(group * length) + i] - (background.GroupWeights[group] * total));
            deviations[i] += LeafTables.ToSingle(LeafPatterns.Padded(moves[..groups]));
        }

        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Adds the trees' part of the pairwise Shapley interactions of a row.</summary>
    /// <param name="cells">The row's cells as the model reads them.</param>
    /// <param name="interactions">outputs x players x players, symmetric, half of the index in each of the two places.</param>
    public void AddInteractions(ReadOnlySpan<double> cells, Span<double> interactions) => Walk(cells, interactions, 0, 1, ofPairs: true);

    /// <summary>Walks with every so manyth background row, from the first one that is asked for.</summary>
    private void Walk(ReadOnlySpan<double> cells, Span<double> values, int first, int step, bool ofPairs)
    {
        Span<Side> sides = players <= 1024 ? stackalloc Side[players] : new Side[players];
        Span<int> parted = players <= 1024 ? stackalloc int[players] : new int[players];
        sides.Clear();
        for (int row = first; row < background.RowCount; row += step)
        {
            var walk = new Pair(this, cells, background.Row(row), background.Weights[row], sides, parted, values, ofPairs);
            foreach (int root in trees.Roots)
                walk.Visit(root, 0, 0);
        }
    }

    private void AddLeaves(ReadOnlySpan<double> cells, double factor, Span<double> outputs)
    {
        foreach (int root in trees.Roots)
        {
            int at = root;
            while (trees[at].LeafIndex < 0)
                at = trees[at].Test(cells[trees[at].Column]) ? trees[at].TrueChild : trees[at].FalseChild;
            foreach (LeafWeight weight in trees.Leaves[trees[at].LeafIndex].Weights)
                outputs[weight.Margin] += factor * weight.Weight;
        }
    }

    /// <summary>Where a player's cells come from on the present path, once that matters.</summary>
    private enum Side : byte
    {
        Either,
        Row,
        Background,
    }

    private readonly ref struct Pair(
        TreePairWalk owner, ReadOnlySpan<double> row, ReadOnlySpan<double> other, double weight, Span<Side> sides, Span<int> parted, Span<double> values, bool ofPairs)
    {
        private readonly CompiledTrees trees = owner.Trees;
        private readonly ReadOnlySpan<double> row = row;
        private readonly ReadOnlySpan<double> other = other;
        private readonly Span<Side> sides = sides;
        private readonly Span<int> parted = parted;
        private readonly Span<double> values = values;

        /// <param name="at">The node.</param>
        /// <param name="needed">The players that must come from the row to get here.</param>
        /// <param name="barred">The players that must come from the background.</param>
        public void Visit(int at, int needed, int barred)
        {
            ref readonly CompiledTrees.Node node = ref trees[at];
            if (node.LeafIndex >= 0)
            {
                if (ofPairs)
                    CreditPairs(trees.Leaves[node.LeafIndex].Weights, needed, barred);
                else
                    Credit(trees.Leaves[node.LeafIndex].Weights, needed, barred);
                return;
            }

            int byRow = node.Test(row[node.Column]) ? node.TrueChild : node.FalseChild;
            int byOther = node.Test(other[node.Column]) ? node.TrueChild : node.FalseChild;
            Side side = sides[node.Player];
            if (byRow == byOther || side == Side.Row)
            {
                Visit(byRow, needed, barred);
            }
            else if (side == Side.Background)
            {
                Visit(byOther, needed, barred);
            }
            else
            {
                parted[needed + barred] = node.Player;
                sides[node.Player] = Side.Row;
                Visit(byRow, needed + 1, barred);
                parted[needed + barred] = node.Player;
                sides[node.Player] = Side.Background;
                Visit(byOther, needed, barred + 1);
                sides[node.Player] = Side.Either;
            }
        }

        private void Credit(LeafWeight[] weights, int needed, int barred)
        {
            double gain = weight * ShapleyOfLeaf.Share(needed, barred), loss = weight * ShapleyOfLeaf.Share(barred, needed);
            for (int i = 0; i < needed + barred; i++)
            {
                double share = sides[parted[i]] == Side.Row ? gain : -loss;
                foreach (LeafWeight leaf in weights)
                    values[(leaf.Margin * owner.Players) + parted[i]] += share * leaf.Weight;
            }
        }

        private void CreditPairs(LeafWeight[] weights, int needed, int barred)
        {
            int players = owner.Players;
            for (int i = 0; i < needed + barred; i++)
            {
                bool fromRow = sides[parted[i]] == Side.Row;
                for (int j = 0; j < i; j++)
                {
                    double share = weight / 2 * ShapleyOfLeaf.PairShare(fromRow, sides[parted[j]] == Side.Row, needed, barred);
                    foreach (LeafWeight leaf in weights)
                    {
                        values[(((leaf.Margin * players) + parted[i]) * players) + parted[j]] += share * leaf.Weight;
                        values[(((leaf.Margin * players) + parted[j]) * players) + parted[i]] += share * leaf.Weight;
                    }
                }
            }
        }
    }

    private CompiledTrees Trees => trees;

    private int Players => players;
}
