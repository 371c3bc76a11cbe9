using XaiFunctions.App.Storage;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Storage;

[Collection(StorageFixture.Collection)]
public sealed class JobListTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    // Models of this run only, next to each other in the table's order.
    private readonly string prefix = "list" + Guid.NewGuid().ToString("N")[..8];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task List_PageByPage_GivesEveryJobOfAModelOnceNewestFirst(int top)
    {
        var table = new JobTable(storage.Account);
        await FillAsync(table, "a", 5);
        await FillAsync(table, "b", 2);

        Assert.Equal([4, 3, 2, 1, 0], (await AllAsync(table, new() { Model = prefix + "a" }, top)).Select(Hour));
    }

    [Fact]
    public async Task List_AllModels_GoesOnFromModelToModel()
    {
        var table = new JobTable(storage.Account);
        foreach (string model in (string[])["a", "b", "c"])
            await FillAsync(table, model, 3);

        List<JobRecord> all = await AllAsync(table, new(), 2);
        Assert.Equal(all.Count, all.Select(job => job.Id).Distinct().Count());
        Assert.Equal(
            ["a2", "a1", "a0", "b2", "b1", "b0", "c2", "c1", "c0"],
            all.Where(job => job.Model.StartsWith(prefix, StringComparison.Ordinal)).Select(job => $"{job.Model[prefix.Length..]}{Hour(job)}"));
    }

    [Fact]
    public async Task List_FromAndTo_IncludesTheFirstAndExcludesTheSecond()
    {
        var table = new JobTable(storage.Account);
        await FillAsync(table, "a", 6);

        var filter = new JobFilter { Model = prefix + "a", From = Start.AddHours(1), To = Start.AddHours(4) };
        Assert.Equal([3, 2, 1], (await AllAsync(table, filter, 2)).Select(Hour));
        Assert.Equal([5, 4, 3, 2, 1], (await AllAsync(table, filter with { To = null }, 2)).Select(Hour));
        Assert.Equal([3, 2, 1, 0], (await AllAsync(table, filter with { From = null }, 2)).Select(Hour));
    }

    [Fact]
    public async Task List_State_LeavesOutTheOthers()
    {
        var table = new JobTable(storage.Account);
        await FillAsync(table, "a", 4);
        JobRecord second = (await AllAsync(table, new() { Model = prefix + "a" }, 10))[1];
        await table.UpdateAsync(second with { State = JobState.Failed, Problem = "why" }, CancellationToken.None);

        Assert.Equal([2], (await AllAsync(table, new() { Model = prefix + "a", State = JobState.Failed }, 1)).Select(Hour));
        Assert.Equal([3, 1, 0], (await AllAsync(table, new() { Model = prefix + "a", State = JobState.Queued }, 1)).Select(Hour));
    }

    [Fact]
    public async Task List_LastJobOfAPageDeleted_GoesOnAllTheSame()
    {
        var table = new JobTable(storage.Account);
        await FillAsync(table, "a", 4);
        var filter = new JobFilter { Model = prefix + "a" };
        JobPage page = await table.ListAsync(filter, 2, null, CancellationToken.None);
        await table.RemoveAsync(page.Jobs[1], CancellationToken.None);

        Assert.Equal([1, 0], (await table.ListAsync(filter, 2, page.Last, CancellationToken.None)).Jobs.Select(Hour));
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("Zm9v")]
    [InlineData("YS9iJyBvciB0cnVl")]
    public void TryParse_TextThatIsNoPlace_IsNull(string text) => Assert.Null(JobPlace.TryParse(text));

    [Theory]
    [InlineData("german-credit_2.1")]
    [InlineData("_0123456789abcdef")]
    public void TryParse_WhatToStringGave_IsThePlace(string partition)
    {
        var place = new JobPlace(partition, "0123456789012345678-0123456789abcdef0123456789abcdef");
        Assert.Equal(place, JobPlace.TryParse(place.ToString()));
    }

    private static int Hour(JobRecord job) => (int)(job.CreatedAt - Start).TotalHours;

    private static async Task<List<JobRecord>> AllAsync(JobTable table, JobFilter filter, int top)
    {
        var jobs = new List<JobRecord>();
        JobPlace? after = null;
        do
        {
            JobPage page = await table.ListAsync(filter, top, after, CancellationToken.None);
            Assert.InRange(page.Jobs.Count, 0, top);
            jobs.AddRange(page.Jobs);
            after = page.Last;
        }
        while (after is not null);
        return jobs;
    }

    private async Task FillAsync(JobTable table, string model, int count)
    {
        for (int hour = 0; hour < count; hour++)
        {
            var job = new JobRecord { Id = Guid.NewGuid().ToString("N"), Model = prefix + model, CreatedAt = Start.AddHours(hour), Trigger = "http" };
            await table.CreateAsync(job, CancellationToken.None);
        }
    }
}
