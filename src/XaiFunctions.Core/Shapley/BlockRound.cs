namespace XaiFunctions.Core.Shapley;

/// <summary>The coalitions that a block needs next.</summary>
/// <param name="Groups">Consecutive groups of the block's plan; the rows have all groups before them.</param>
/// <param name="Rows">Bit r: whether row r of the block needs them. The other rows have got what was asked for.</param>
public readonly record struct BlockRound(GroupRange Groups, int Rows)
{
    /// <summary>Whether a row needs the coalitions.</summary>
    public bool Has(int row) => (Rows >> row & 1) != 0;
}
