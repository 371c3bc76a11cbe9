using Azure.Data.Tables;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Storage;

[Collection(StorageFixture.Collection)]
public sealed class TableStorageTests(StorageFixture storage)
{
    private readonly string job = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Explanations_WrittenTwice_AreThereOnceAndInOrder()
    {
        var table = new ExplanationTable(storage.Account);
        ExplanationEntry[] entries = [.. Enumerable.Range(1, 257).Select(row => new ExplanationEntry(row * 3, $"[{row}]", "[[0.5,-1]]", 1280))];
        await table.WriteAsync(job, entries, CancellationToken.None);
        await table.WriteAsync(job, entries.Skip(40).Take(150), CancellationToken.None);

        Assert.Equal(entries, await ReadAsync(table));
        await table.RemoveAsync(job, CancellationToken.None);
        Assert.Empty(await ReadAsync(table));
    }

    [Fact]
    public async Task Explanations_AttributionsOverAPropertysLimit_AreLeftToTheFile()
    {
        var table = new ExplanationTable(storage.Account);
        IEnumerable<ExplanationEntry> long149 = Enumerable.Range(2, 149).Select(row => new ExplanationEntry(row, "[1]", new string('1', 31_000), 2));
        await table.WriteAsync(job, [new(1, "[1]", new string('1', 40_000), 2), .. long149], CancellationToken.None);

        List<ExplanationEntry> read = await ReadAsync(table);
        Assert.Equal(150, read.Count);
        Assert.Equal("", read[0].Attributions);
        Assert.Equal(31_000, read[149].Attributions.Length);
    }

    [Fact]
    public async Task Jobs_CreatedTwice_KeepsWhatIsKnown()
    {
        var table = new JobTable(storage.Account);
        JobRecord record = Record("m");
        await table.CreateAsync(record, CancellationToken.None);
        JobRecord done = record with { State = JobState.Completed, Rows = 5, Rejected = 1, Version = "2", FinishedAt = record.CreatedAt.AddMinutes(1) };
        await table.UpdateAsync(done, CancellationToken.None);
        await table.CreateAsync(record, CancellationToken.None);

        Assert.Equal(done, await table.FindAsync(job, CancellationToken.None));
        Assert.True((await table.MarkCancellingAsync(job, CancellationToken.None))!.HasEnded);
        await table.RemoveAsync(done, CancellationToken.None);
        Assert.Null(await table.FindAsync(job, CancellationToken.None));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("q?x#y\\z")]
    [InlineData("tab\tline\n")]
    [InlineData("..")]
    public async Task Jobs_ModelThatIsNoKey_IsStoredAllTheSame(string model)
    {
        var table = new JobTable(storage.Account);
        await table.CreateAsync(Record(model), CancellationToken.None);
        Assert.Equal(model, (await table.FindAsync(job, CancellationToken.None))!.Model);
    }

    [Fact]
    public async Task Jobs_OfOneModel_ComeNewestFirst()
    {
        string model = "m" + job[..8];
        var table = new JobTable(storage.Account);
        foreach (int minute in (int[])[3, 1, 2])
            await table.CreateAsync(Record(model) with { Id = Guid.NewGuid().ToString("N"), CreatedAt = DateTimeOffset.UnixEpoch.AddMinutes(minute), File = $"{minute}" }, CancellationToken.None);

        TableClient client = await storage.Account.TableAsync(StorageAccount.JobsTable);
        var files = new List<string>();
        await foreach (TableEntity entity in client.QueryAsync<TableEntity>(entity => entity.PartitionKey == model))
            files.Add(entity.GetString("File"));
        Assert.Equal(["3", "2", "1"], files);
    }

    private JobRecord Record(string model) => new() { Id = job, Model = model, CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000), Trigger = "blob" };

    private async Task<List<ExplanationEntry>> ReadAsync(ExplanationTable table)
    {
        var entries = new List<ExplanationEntry>();
        await foreach (ExplanationEntry entry in table.ReadAsync(job))
            entries.Add(entry);
        return entries;
    }
}
