using Azure.Data.Tables;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.Tests.AuditLog;

/// <summary>Tampers with a stored log and sees it found.</summary>
public sealed class AuditLogVerifierTests(LogFixture storage) : IClassFixture<LogFixture>, IAsyncLifetime
{
    private const int Size = 6;
    private const string Records = "records/000000000000.jsonl";
    private const string Heads = "heads/000000000000.jsonl";

    private SignedTreeHead? kept;

    public async Task InitializeAsync()
    {
        await storage.BeginAnewAsync();
        using TestLog log = Open();
        for (int i = 0; i < Size; i += 2)
            await log.Writer.AppendAsync([LogFixture.Event($"job:{i}"), LogFixture.Event($"job:{i + 1}")], CancellationToken.None);
        kept = await log.Writer.HeadAsync(CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Verify_UntouchedLog_FindsNothing()
    {
        AuditLogReport report = await VerifyAsync(kept!);

        Assert.Empty(report.Problems);
        Assert.Equal((Size, 4), (report.Records, report.Heads)); // three heads in the log, one that was kept
        Assert.Equal(kept!.Head, report.Newest!.Head);
    }

    [Fact]
    public async Task Verify_AlteredRecord_IsNamed() => await AssertFoundAsync(
        lines => lines.Select(line => line.Replace("\"text\":\"job:3\"", "\"text\":\"job:9\"", StringComparison.Ordinal)),
        "Record 3 is not what the index says was appended.",
        "The first 4 records are not those whose head was signed; the first 2 are as they were signed.");

    [Fact]
    public async Task Verify_RemovedRecord_IsNamed() => await AssertFoundAsync(
        lines => lines.Where((_, i) => i != 2),
        "Record 2 is gone.",
        "The first 4 records are not those whose head was signed; the first 2 are as they were signed.",
        "A head of 6 records was signed, and the log has 5.");

    [Fact]
    public async Task Verify_RemovedEnd_IsNamed() => await AssertFoundAsync(
        lines => lines.Take(3), "Records 3 to 5 are gone.", "A head of 6 records was signed, and the log has 3.");

    [Fact]
    public async Task Verify_EverythingRemoved_IsNamed() => await AssertFoundAsync(
        _ => [], "Records 0 to 5 are gone.", "A head of 6 records was signed, and the log has 0.");

    [Fact]
    public async Task Verify_ReorderedRecords_AreNamed() => await AssertFoundAsync(
        lines => [lines[0], lines[2], lines[1], .. lines.Skip(3)],
        "Record 1 stands behind record 2.",
        "The first 2 records are not those whose head was signed; the first 0 are as they were signed.");

    [Fact]
    public async Task Verify_AddedRecord_IsNamed() => await AssertFoundAsync(
        lines => [.. lines, lines[5].Replace("\"sequence\":5", "\"sequence\":6", StringComparison.Ordinal)], "Record 6 is not in the index.");

    [Fact]
    public async Task Verify_RepeatedRecord_IsNamed() => await AssertFoundAsync(
        lines => [.. lines, lines[5]], "Record 5 stands behind record 5.", "Record 5 is there twice.");

    [Fact]
    public async Task Verify_SameJsonInOtherBytes_IsNamed() => await AssertFoundAsync(
        lines => lines.Select((line, i) => i == 5 ? line.Replace("\":", "\": ", StringComparison.Ordinal) : line),
        "What should be record 5 is not in canonical form.",
        "Record 5 is not what the index says was appended.",
        "The first 6 records are not those whose head was signed; the first 4 are as they were signed.");

    [Fact]
    public async Task Verify_AlteredIndex_IsNamed()
    {
        TableEntity tile = await storage.Table.GetEntityAsync<TableEntity>("log", $"tile:{0:D19}");
        tile.GetBinary("Leaves").AsSpan(2 * Digest.Length, Digest.Length).Clear();
        await storage.Table.UpsertEntityAsync(tile);

        Assert.Equal(["Record 2 is not what the index says was appended."], (await VerifyAsync()).Problems);
    }

    [Fact]
    public async Task Verify_AlteredHead_IsNamed()
    {
        await storage.TamperAsync(Heads, lines => lines.Select((line, i) => i == 1 ? line.Replace("\"size\":4", "\"size\":3", StringComparison.Ordinal) : line));

        IReadOnlyList<string> problems = (await VerifyAsync()).Problems;

        Assert.Contains(problems, problem => problem.StartsWith("The head of 3 records of ", StringComparison.Ordinal) && problem.EndsWith("is not signed by the key that it names.", StringComparison.Ordinal));
        Assert.Contains("The first 3 records are not those whose head was signed; the first 2 are as they were signed.", problems);
    }

    [Fact]
    public async Task Verify_WholeLogMadeAnew_IsFoundByAKeptHeadOrKey()
    {
        await storage.BeginAnewAsync();
        using (TestLog forged = Open())
        {
            await forged.Writer.AppendAsync([.. Enumerable.Range(0, Size).Select(i => LogFixture.Event($"job:forged-{i}"))], CancellationToken.None);
            await forged.Writer.HeadAsync(CancellationToken.None); // signed, which an append does not wait for
        }

        Assert.Empty((await VerifyAsync()).Problems);
        Assert.Equal(["The first 6 records are not those whose head was signed; the first 0 are as they were signed."], (await VerifyAsync(kept!)).Problems);
        using TestLog log = Open();
        AuditLogReport withKey = await log.Verifier.VerifyAsync([], [kept!.PublicKey], CancellationToken.None);
        Assert.EndsWith("is not signed by a given key.", Assert.Single(withKey.Problems));
    }

    private async Task AssertFoundAsync(Func<List<string>, IEnumerable<string>> change, params string[] problems)
    {
        await storage.TamperAsync(Records, change);
        Assert.Equal(problems.Order(), (await VerifyAsync()).Problems.Order());
    }

    private async Task<AuditLogReport> VerifyAsync(params SignedTreeHead[] heads)
    {
        using TestLog log = Open();
        return await log.Verifier.VerifyAsync(heads, [], CancellationToken.None);
    }

    private TestLog Open() => new(storage.Open());
}
