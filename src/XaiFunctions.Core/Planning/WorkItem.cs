namespace XaiFunctions.Core.Planning;

/// <summary>One piece of work: rows x groups of coalitions.</summary>
/// <param name="Index">The place in the plan, from 0.</param>
/// <param name="FirstRow">The first row; always the first of a block.</param>
/// <param name="RowCount">The number of rows: whole blocks, but for the end of the job.</param>
/// <param name="FirstGroup">The first group of the blocks' coalition plans.</param>
/// <param name="GroupCount">The number of groups; all of them unless one block is more than a piece of work.</param>
public sealed record WorkItem(int Index, long FirstRow, int RowCount, int FirstGroup, int GroupCount);

/// <summary>Consecutive pieces of work that one sub-orchestration sees to.</summary>
/// <param name="Index">The place among the batches, from 0.</param>
/// <param name="FirstItem">The first piece of work.</param>
/// <param name="ItemCount">The number of pieces, at most <see cref="WorkPlanner.MaxItemsPerBatch"/>.</param>
public readonly record struct WorkBatch(int Index, int FirstItem, int ItemCount);
