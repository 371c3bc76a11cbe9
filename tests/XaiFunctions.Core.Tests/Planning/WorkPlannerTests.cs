using FsCheck;
using FsCheck.Fluent;
using XaiFunctions.Core.Planning;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Tests.Planning;

public sealed class WorkPlannerTests
{
    [Fact]
    public void Plan_AnyJob_CoversEveryRowAndGroupOnceInWholeBlocks()
    {
        var jobs =
            from rows in Gen.Choose(1, 3000)
            from groups in Gen.Choose(1, 64)
            from microseconds in Gen.Elements(0, 1, 50, 1000, 100000)
            select (rows, groups, seconds: microseconds * 1e-6);
        Prop.ForAll(jobs.ToArbitrary(), job =>
        {
            WorkPlan plan = WorkPlanner.Plan(job.rows, job.seconds, 128, 100, job.groups);
            var seen = new HashSet<(long Block, int Group)>();
            for (int index = 0; index < plan.ItemCount; index++)
            {
                WorkItem item = plan.Item(index);
                if (item.FirstRow % CoalitionPlan.RowsPerBlock != 0 || item.RowCount < 1 || item.GroupCount < 1)
                    return false;
                for (long row = item.FirstRow; row < item.FirstRow + item.RowCount; row += CoalitionPlan.RowsPerBlock)
                {
                    for (int group = item.FirstGroup; group < item.FirstGroup + item.GroupCount; group++)
                    {
                        if (!seen.Add((row / CoalitionPlan.RowsPerBlock, group)))
                            return false;
                    }
                }
            }

            WorkItem last = plan.Item(plan.ItemCount - 1);
            return seen.Count == plan.BlockCount * job.groups && last.FirstRow + last.RowCount == job.rows
                && Enumerable.Range(0, plan.BatchCount).Sum(batch => plan.Batch(batch).ItemCount) == plan.ItemCount;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Plan_SlowerToSolve_GivesPiecesOfFewerBlocksAndSplitsNone()
    {
        int before = int.MaxValue;
        foreach (double solving in (double[])[0, 1e-3, 4e-3, 0.1, 0.3, 5])
        {
            WorkPlan plan = WorkPlanner.Plan(100_000, 1e-6, 10_000, 16, 10, solving);

            Assert.False(plan.SplitsBlocks);
            Assert.InRange(plan.BlocksPerItem, 1, before);
            // A row is valued in 10 ms, so a block in 0.16 s.
            Assert.True(plan.BlocksPerItem == 1 || plan.BlocksPerItem * 16 * (0.01 + solving) <= 10.01);
            before = plan.BlocksPerItem;
        }

        Assert.Equal(1, before);
        WorkPlan split = WorkPlanner.Plan(100_000, 1e-3, 10_000, 16, 10.0);
        Assert.Equal(split, WorkPlanner.Plan(100_000, 1e-3, 10_000, 16, 10, 0.3));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkPlanner.Plan(1, 1, 1, 1, 1, double.NaN));
    }

    [Theory]
    [InlineData(1_000_000, 1e-6, 1280, 100)]
    [InlineData(10_000, 1e-6, 1280, 100)]
    [InlineData(100_000, 1e-5, 768, 100)]
    [InlineData(640, 1e-3, 768, 100)]
    public void Plan_MeasuredRate_GivesPiecesOfFiveToThirtySeconds(long rows, double seconds, int evaluations, int background)
    {
        WorkPlan plan = WorkPlanner.Plan(rows, seconds, evaluations, background, 16);

        double row = seconds * evaluations * background;
        for (int index = 0; index < Math.Min(plan.ItemCount - 1, 1000); index++)
        {
            WorkItem item = plan.Item(index);
            double share = item.GroupCount / 16.0;
            if (share < 1 && row * CoalitionPlan.RowsPerBlock / 16 > 30)
                Assert.Equal(1, item.GroupCount);
            else if (item.FirstGroup + item.GroupCount == 16)
                Assert.InRange(row * item.RowCount * share, 2, 30);
        }

        Assert.All(Enumerable.Range(0, plan.BatchCount), batch => Assert.InRange(plan.Batch(batch).ItemCount, 1, WorkPlanner.MaxItemsPerBatch));
    }

    [Theory]
    [InlineData(112, 0.2)]
    [InlineData(1, 20)]
    [InlineData(16, 1)]
    public void Plan_SmallJob_GivesShorterPiecesForMoreWorkers(long rows, double rowSeconds)
    {
        WorkPlan plan = WorkPlanner.Plan(rows, rowSeconds / 128_001, 1280, 100, 16);

        Assert.InRange(plan.ItemCount, 8, 32);
        Assert.All(Enumerable.Range(0, plan.ItemCount), index => Assert.InRange(
            rowSeconds * plan.Item(index).RowCount * plan.Item(index).GroupCount / 16, 0, 2 * Math.Max(WorkPlanner.LeastShare * WorkPlanner.TargetSeconds, rowSeconds * rows / WorkPlanner.PiecesWanted)));
    }

    [Fact]
    public void Plan_FastModel_DoesNotSplitBlocks()
    {
        Assert.False(WorkPlanner.Plan(100, 1e-7, 768, 100, 16).SplitsBlocks);
        Assert.True(WorkPlanner.Plan(1, 1e-2, 768, 100, 16).SplitsBlocks);
        Assert.Equal(8192, WorkPlanner.Plan(1_000_000, 0, 768, 100, 16).Item(0).RowCount);
    }

    [Fact]
    public void Plan_NonsenseTime_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkPlanner.Plan(1, double.NaN, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkPlanner.Plan(0, 1, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkPlanner.Plan(1, 1, 1, 1, 1).Item(1));
    }

    [Fact]
    public void Of_HalfDone_ExpectsTheOtherHalfToTakeAsLong()
    {
        DateTimeOffset start = DateTimeOffset.UnixEpoch;

        ProgressEstimate half = ProgressEstimate.Of(50, 100, start, start.AddSeconds(20));

        Assert.Equal((2.5, start.AddSeconds(40)), (half.PerSecond, half.EstimatedEnd));
        Assert.Null(ProgressEstimate.Of(0, 100, start, start.AddSeconds(20)).EstimatedEnd);
        Assert.Equal(start.AddSeconds(9), ProgressEstimate.Of(100, 100, start, start.AddSeconds(9)).EstimatedEnd);
        Assert.Throws<ArgumentOutOfRangeException>(() => ProgressEstimate.Of(3, 2, start, start));
    }
}
