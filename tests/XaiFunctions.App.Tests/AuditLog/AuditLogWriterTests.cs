using System.Text;
using Azure;
using Azure.Data.Tables;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.Tests.AuditLog;

public sealed class AuditLogWriterTests(LogFixture storage) : IClassFixture<LogFixture>, IAsyncLifetime
{
    private const int RecordsPerSegment = 8;

    public Task InitializeAsync() => storage.BeginAnewAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Append_SeveralAppendersAtOnce_MakeOneSequenceWithoutLossOrRepetition()
    {
        const int Appenders = 3, Own = 6, Shared = 4;
        await Task.WhenAll(Enumerable.Range(0, Appenders).Select(async appender =>
        {
            using TestLog log = Open();
            for (int i = 0; i < Own; i++)
                await log.Writer.AppendAsync([LogFixture.Event($"job:{appender}-{i}"), LogFixture.Event($"job:shared-{i % Shared}")], CancellationToken.None);
            await log.Writer.HeadAsync(CancellationToken.None);
        }));

        using TestLog reader = Open();
        AuditLogReport report = await reader.Verifier.VerifyAsync([], [], CancellationToken.None);
        Assert.Empty(report.Problems);
        Assert.Equal((Appenders * Own) + Shared, report.Records);
        Assert.Equal(report.Records, report.Newest!.Head.Size);
        var ids = new List<string>();
        for (long sequence = 0; sequence < report.Records; sequence++)
            ids.Add(AuditRecord.Parse((await reader.Reader.FindRecordAsync(sequence, CancellationToken.None))!).Id);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Append_ManyCallersAtOnce_AreAppendedTogetherAndOneThatGoesTakesNobodyAlong()
    {
        const int Callers = 100;
        using TestLog log = Open();
        using var gone = new CancellationTokenSource();
        Task left = Task.CompletedTask;
        var appended = new List<Task>();
        for (int i = 0; i < Callers; i++)
        {
            Task caller = log.Writer.AppendAsync([LogFixture.Event($"job:{i}")], i == Callers / 2 ? gone.Token : CancellationToken.None);
            if (i == Callers / 2)
                left = caller;
            else
                appended.Add(caller);
        }

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await Task.WhenAll(appended);
        await log.Writer.HeadAsync(CancellationToken.None);

        AuditLogReport report = await log.Verifier.VerifyAsync([], [], CancellationToken.None);
        Assert.Empty(report.Problems);
        Assert.Equal(Callers, report.Records);
        Assert.InRange(report.Heads, 1, Callers / 4);
    }

    [Fact]
    public async Task Append_EarlierAttemptBrokeOffBehindTheBlob_IsThereOnce()
    {
        AuditEvent first = LogFixture.Event("job:first"), second = LogFixture.Event("job:second");
        using (TestLog broken = Open())
            Assert.True(await broken.Blobs.TryAppendAsync(0, 0, [.. first.ToRecord(0), (byte)'\n'], CancellationToken.None));

        using TestLog log = Open();
        await log.Writer.AppendAsync([first, second], CancellationToken.None);
        await log.Writer.AppendAsync([second, first], CancellationToken.None);

        AuditLogReport report = await log.Verifier.VerifyAsync([], [], CancellationToken.None);
        Assert.Empty(report.Problems);
        Assert.Equal(2, report.Records);
    }

    [Fact]
    public async Task Append_IndexLost_IsMadeAgainFromTheRecords()
    {
        using (TestLog log = Open())
            await log.Writer.AppendAsync([.. Enumerable.Range(0, 19).Select(i => LogFixture.Event($"job:{i}"))], CancellationToken.None);
        await storage.Table.DeleteAsync();

        using TestLog again = Open();
        await again.Writer.AppendAsync([LogFixture.Event("job:3"), LogFixture.Event("job:19")], CancellationToken.None);

        AuditLogReport report = await again.Verifier.VerifyAsync([], [], CancellationToken.None);
        Assert.Empty(report.Problems);
        Assert.Equal(20, report.Records);
    }

    [Fact]
    public async Task Append_LogEndsBeforeItsIndex_IsRefused()
    {
        using (TestLog log = Open())
            await log.Writer.AppendAsync([LogFixture.Event("job:0"), LogFixture.Event("job:1")], CancellationToken.None);
        await storage.TamperAsync("records/000000000000.jsonl", lines => lines.Take(1));

        using TestLog again = Open();
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => again.Writer.AppendAsync([LogFixture.Event("job:2")], CancellationToken.None));
        Assert.Contains("shorter than its index says", error.Message);
    }

    [Fact]
    public async Task Proofs_AnyRecordAndSize_HoldAgainstTheSignedHeads()
    {
        const int Size = 11;
        var heads = new List<SignedTreeHead>();
        using TestLog log = Open();
        for (int i = 0; i < Size; i++)
        {
            await log.Writer.AppendAsync([LogFixture.Event($"job:{i}")], CancellationToken.None);
            heads.Add(await log.Writer.HeadAsync(CancellationToken.None));
        }

        Assert.Equal(Enumerable.Range(1, Size).Select(size => (long)size), heads.Select(head => head.Head.Size));
        foreach (long sequence in (long[])[0, 4, Size - 1])
        {
            InclusionProof proof = await log.Reader.ProveInclusionAsync(sequence, Size, CancellationToken.None);
            Digest leaf = MerkleTree.LeafHash(await log.Reader.FindRecordAsync(sequence, CancellationToken.None));
            Assert.True(MerkleTree.Includes(leaf, sequence, Size, [.. proof.Proof.Select(Digest.Parse)], heads[^1].Head.Root));
        }

        ConsistencyProof grown = await log.Reader.ProveConsistencyAsync(6, Size, CancellationToken.None);
        Assert.True(MerkleTree.IsConsistent(6, heads[5].Head.Root, Size, heads[^1].Head.Root, [.. grown.Proof.Select(Digest.Parse)]));
    }

    [Fact]
    public async Task Proofs_LogOfSeveralTiles_HoldAcrossThem()
    {
        const int Size = (2 * LeafTile.Capacity) + 9;
        using TestLog log = Open();
        await Task.WhenAll(Enumerable.Range(0, Size).Select(i => log.Writer.AppendAsync([LogFixture.Event($"job:{i}")], CancellationToken.None)));
        byte[][] records = await Task.WhenAll(Enumerable.Range(0, Size).Select(async i => (await log.Reader.FindRecordAsync(i, CancellationToken.None))!));
        var roots = new List<Digest> { MerkleTree.EmptyRoot };
        var tree = new MerkleFrontier();
        foreach (byte[] record in records)
        {
            tree.Append(MerkleTree.LeafHash(record));
            roots.Add(tree.Root);
        }

        foreach ((int sequence, int size) in ((int, int)[])[(0, Size), (63, 64), (63, 65), (64, 65), (100, 128), (127, Size), (Size - 1, Size)])
        {
            InclusionProof proof = await log.Reader.ProveInclusionAsync(sequence, size, CancellationToken.None);
            Assert.Equal(roots[size].ToString(), proof.Root);
            Assert.True(MerkleTree.Includes(MerkleTree.LeafHash(records[sequence]), sequence, size, [.. proof.Proof.Select(Digest.Parse)], roots[size]));
        }

        foreach ((int from, int to) in ((int, int)[])[(1, Size), (64, 65), (63, 128), (128, Size), (130, Size)])
        {
            ConsistencyProof grown = await log.Reader.ProveConsistencyAsync(from, to, CancellationToken.None);
            Assert.True(MerkleTree.IsConsistent(from, roots[from], to, roots[to], [.. grown.Proof.Select(Digest.Parse)]));
        }
    }

    [Fact]
    public async Task Append_BrokeOffBetweenEventsAndPosition_GoesOnBehindThem()
    {
        using (TestLog log = Open())
            await log.Writer.AppendAsync([LogFixture.Event("job:0")], CancellationToken.None);
        TableEntity position = await storage.Table.GetEntityAsync<TableEntity>("log", "head");
        using (TestLog log = Open())
            await log.Writer.AppendAsync([LogFixture.Event("job:1"), LogFixture.Event("job:2")], CancellationToken.None);
        await storage.Table.UpdateEntityAsync(position, ETag.All, TableUpdateMode.Replace);

        using TestLog again = Open();
        await again.Writer.AppendAsync([LogFixture.Event("job:2")], CancellationToken.None);
        await again.Writer.AppendAsync([LogFixture.Event("job:1"), LogFixture.Event("job:3")], CancellationToken.None);

        AuditLogReport report = await again.Verifier.VerifyAsync([], [], CancellationToken.None);
        Assert.Empty(report.Problems);
        Assert.Equal(4, report.Records);
    }

    [Fact]
    public async Task FindSubject_SeveralSubjects_GivesItsOwnRecordsInOrder()
    {
        using TestLog log = Open();
        await log.Writer.AppendAsync([LogFixture.Event("job:a", "z"), LogFixture.Event("job:ab", "x"), LogFixture.Event("job:a", "y")], CancellationToken.None);

        IReadOnlyList<byte[]> records = await log.Reader.FindSubjectAsync("job:a", CancellationToken.None);

        Assert.Equal(["job:a:z", "job:a:y"], records.Select(record => AuditRecord.Parse(record).Id));
        Assert.StartsWith("{\"at\":\"1970-01-01T00:00:00.0000000Z\",\"data\":", Encoding.UTF8.GetString(records[0]));
    }

    private TestLog Open() => new(storage.Open(), RecordsPerSegment);
}
