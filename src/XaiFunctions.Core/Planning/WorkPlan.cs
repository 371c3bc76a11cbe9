using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Planning;

/// <summary>
/// How a job is cut into pieces of work. Four numbers, so that it travels in a message; the pieces are computed from it.
/// Either several blocks are one piece (<paramref name="GroupsPerItem"/> = <paramref name="GroupCount"/>), or one block is several (<paramref name="BlocksPerItem"/> = 1).
/// </summary>
/// <param name="RowCount">The rows of the job.</param>
/// <param name="GroupCount">The groups of a block's coalition plan.</param>
/// <param name="BlocksPerItem">The blocks of a piece.</param>
/// <param name="GroupsPerItem">The groups of a piece.</param>
public sealed record WorkPlan(long RowCount, int GroupCount, int BlocksPerItem, int GroupsPerItem)
{
    /// <summary>The number of blocks of rows.</summary>
    public long BlockCount => DivideUp(RowCount, CoalitionPlan.RowsPerBlock);

    /// <summary>Whether a block is more than a piece of work, so that its pieces have to be merged before they are solved.</summary>
    public bool SplitsBlocks => GroupsPerItem < GroupCount;

    /// <summary>The pieces of a block if it is split, else 1.</summary>
    public int ItemsPerBlock => (int)DivideUp(GroupCount, GroupsPerItem);

    /// <summary>The number of pieces of work.</summary>
    public int ItemCount => checked((int)(DivideUp(BlockCount, BlocksPerItem) * ItemsPerBlock));

    /// <summary>The number of batches of pieces.</summary>
    public int BatchCount => (int)DivideUp(ItemCount, ItemsPerBatch);

    /// <summary>The most pieces in a batch; the pieces of a block are never in different batches unless a block alone has more.</summary>
    private int ItemsPerBatch => ItemsPerBlock >= WorkPlanner.MaxItemsPerBatch
        ? WorkPlanner.MaxItemsPerBatch
        : WorkPlanner.MaxItemsPerBatch / ItemsPerBlock * ItemsPerBlock;

    /// <summary>A piece of work.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such piece.</exception>
    public WorkItem Item(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ItemCount);
        long firstRow = index / ItemsPerBlock * (long)BlocksPerItem * CoalitionPlan.RowsPerBlock;
        int firstGroup = index % ItemsPerBlock * GroupsPerItem;
        return new(
            index,
            firstRow,
            (int)Math.Min((long)BlocksPerItem * CoalitionPlan.RowsPerBlock, RowCount - firstRow),
            firstGroup,
            Math.Min(GroupsPerItem, GroupCount - firstGroup));
    }

    /// <summary>A batch of pieces.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public WorkBatch Batch(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, BatchCount);
        int first = index * ItemsPerBatch;
        return new(index, first, Math.Min(ItemsPerBatch, ItemCount - first));
    }

    private static long DivideUp(long value, long by) => (value + by - 1) / by;
}
