using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// Exact interventional pairwise Shapley interactions of a sum of trees against a weighted background: the index is linear in the game, so it is summed over trees, leaves and
/// background rows as the Shapley values are (Lundberg et al. 2020 for trees; Grabisch and Roubens 1999 for the index).
/// </summary>
internal sealed class TreeInteractions
{
    private readonly LeafPairTables? tables;
    private readonly TreePairWalk? walk;

    /// <param name="structure">The trees.</param>
    /// <param name="owner">The player of each column.</param>
    /// <param name="players">The number of players.</param>
    /// <param name="background">The background, its cells as the model reads them.</param>
    public TreeInteractions(TreeEnsembleStructure structure, int[] owner, int players, Background background)
    {
        (List<int> shallow, List<int> deep) = TreeClosedForm.Divide(structure, owner, LeafPairTables.TableSize);
        if (shallow.Count > 0)
        {
            var compiled = new CompiledTrees(structure, shallow, owner);
            tables = new(compiled, players, new(compiled, background));
        }

        if (deep.Count > 0)
            walk = new(new(structure, deep, owner), players, background);
    }

    /// <inheritdoc cref="ClosedForm.AddInteractions"/>
    /// <param name="cells">The row's cells as the model reads them.</param>
    /// <param name="interactions">outputs x players x players.</param>
    public void Add(ReadOnlySpan<double> cells, Span<double> interactions)
    {
        tables?.Add(cells, interactions);
        walk?.AddInteractions(cells, interactions);
    }
}
