using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Planning;

/// <summary>Cuts a job into pieces of work of 5 to 30 seconds of processor time, and a small job into shorter ones, so that many workers can share it. Pure: the same
/// measurements give the same plan.</summary>
public static class WorkPlanner
{
    /// <summary>The processor time that a piece is meant to take.</summary>
    public const double TargetSeconds = 10;

    /// <summary>The processor time that a piece of a small job is meant to take, as a share of that of others; shorter ones would cost more to hand out than they save.</summary>
    public const double LeastShare = 0.1;

    /// <summary>So many pieces even a small job should have.</summary>
    public const int PiecesWanted = 16;

    /// <summary>The most pieces of work in a batch.</summary>
    public const int MaxItemsPerBatch = 200;

    /// <summary>The most rows of a piece, however fast the model: what a worker reads at once stays small.</summary>
    public const int MaxRowsPerItem = 8192;

    /// <summary>Plans a job that asks the model for every coalition and background row.</summary>
    /// <param name="rowCount">The rows of the job; at least 1.</param>
    /// <param name="secondsPerModelRow">The measured processor time of one row of the model.</param>
    /// <param name="evaluations">The coalitions valued for a row.</param>
    /// <param name="backgroundRows">The rows of the background.</param>
    /// <param name="groupCount">The groups of a block's coalition plan (<see cref="KernelShap.GroupsFor"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is not positive, or the time is negative or not finite.</exception>
    public static WorkPlan Plan(long rowCount, double secondsPerModelRow, int evaluations, int backgroundRows, int groupCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(backgroundRows);
        return Plan(rowCount, secondsPerModelRow, (long)evaluations * backgroundRows, groupCount);
    }

    /// <summary>Plans a job.</summary>
    /// <param name="rowCount">The rows of the job; at least 1.</param>
    /// <param name="secondsPerModelRow">The measured processor time of one row of the model.</param>
    /// <param name="modelRowsPerRow">How many model rows the attributions of a row cost (<see cref="KernelShap.CostInModelRows"/>).</param>
    /// <param name="groupCount">The groups of a block's coalition plan (<see cref="KernelShap.GroupsFor"/>).</param>
    /// <param name="pieceSeconds">The processor time that a piece is meant to take; positive.</param>
    /// <param name="solveSecondsPerRow">The processor time that a row takes once its coalitions are valued (<see cref="KernelShap.SolveSeconds"/>). A block that is split is solved apart from its pieces.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is not positive, or a time is negative or not finite.</exception>
    public static WorkPlan Plan(long rowCount, double secondsPerModelRow, long modelRowsPerRow, int groupCount, double pieceSeconds = TargetSeconds, double solveSecondsPerRow = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(modelRowsPerRow);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groupCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pieceSeconds);
        if (!(secondsPerModelRow >= 0) || double.IsInfinity(secondsPerModelRow))
            throw new ArgumentOutOfRangeException(nameof(secondsPerModelRow), secondsPerModelRow, "The time must be a finite number, not below 0.");

        if (!(solveSecondsPerRow >= 0) || double.IsInfinity(solveSecondsPerRow))
            throw new ArgumentOutOfRangeException(nameof(solveSecondsPerRow), solveSecondsPerRow, "The time must be a finite number, not below 0.");

        long rowsInBlock = Math.Min(rowCount, CoalitionPlan.RowsPerBlock);
        double rowSeconds = secondsPerModelRow * (modelRowsPerRow + 1.0), blockSeconds = rowSeconds * rowsInBlock;
        double target = Math.Clamp((rowSeconds + solveSecondsPerRow) * rowCount / PiecesWanted, LeastShare * pieceSeconds, pieceSeconds);
        if (blockSeconds > target)
        {
            double share = target / blockSeconds;
            return new(rowCount, groupCount, 1, Math.Clamp((int)Math.Round(groupCount * share), 1, groupCount));
        }

        const int most = MaxRowsPerItem / CoalitionPlan.RowsPerBlock;
        double blocks = Math.Min(most, target / (blockSeconds + (solveSecondsPerRow * rowsInBlock)));
        return new(rowCount, groupCount, Math.Max(1, (int)blocks), groupCount);
    }
}
