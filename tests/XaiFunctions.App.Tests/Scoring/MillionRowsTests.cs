using System.Text;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Scoring;

[Collection(MeasuredAlone.Name)]
public sealed class MillionRowsTests(StorageFixture storage)
{
    private const int Rows = 1_000_000;

    [Fact]
    public async Task Plan_AMillionRows_ReadsAndPlansWithFlatMemory()
    {
        string job = Guid.NewGuid().ToString("N");
        var registry = new ModelRegistry(storage.Account);
        using var log = new TestLog(storage.Account);
        var registrar = new ModelRegistrar(registry, new PrivacyPolicies(registry), log.Writer, Microsoft.Extensions.Options.Options.Create(new ModelOptions()), Limits, TimeProvider.System);
        await registrar.RegisterAsync("million", "1", TinyModel.Files(), "key:test", CancellationToken.None);
        using var cache = new ModelCache(registry, Microsoft.Extensions.Options.Options.Create(new ModelOptions()), Limits);
        using ModelLease lease = await cache.AcquireAsync("million", null, CancellationToken.None);
        ModelVariant model = lease.Model.For(new ExplanationRequest());
        var work = new WorkStore(storage.Account);
        var intake = new RowIntake(work, new SubjectIndex(storage.Account), Limits);
        var asked = new ExplainJob { Id = job, Model = "million", Trigger = Triggers.Blob, Container = "scoring", Blob = "million/rows.csv", CreatedAt = DateTimeOffset.UnixEpoch };

        long before = GC.GetTotalMemory(forceFullCollection: true);
        var file = new GeneratedRows(Rows);
        IntakeResult rows = await intake.ReadAsync(asked, new ScoringBlob(file, null), model, lease.Model.Manifest, CancellationToken.None);
        PlanRecord plan = new BatchPlanner(Microsoft.Extensions.Options.Options.Create(new ExplainOptions()), TimeProvider.System).Plan(asked.Request, "1", model, rows);

        Assert.Equal((Rows - 1000, 1000), (rows.Rows, rows.Rejected.Count));
        Assert.InRange(file.MostHeld - before, 0, 150 << 20);
        Assert.Equal(Rows - 1000, Enumerable.Range(0, plan.Batch.SolveCount).Sum(solve => (long)plan.Batch.RowsOf(solve)));
        Assert.InRange(System.Text.Json.JsonSerializer.Serialize(plan.Batch).Length, 1, 1023);
        for (int part = 0, next = 0; part < plan.Batch.PartCount; part++)
        {
            (int first, int count) = plan.Batch.Solves(part);
            Assert.Equal(next, first);
            Assert.InRange(count * (plan.Batch.ItemsPerSolve + 1), 1, BatchPlan.MostActivities);
            next = first + count;
        }

        await work.RemoveAsync(job, CancellationToken.None);
    }

    private static IOptions<ScoringLimits> Limits { get; } = Microsoft.Extensions.Options.Options.Create(new ScoringLimits());

    /// <summary>Rows made as they are read; every thousandth is wrong. Ten times on the way it looks at what the process holds, garbage left out.</summary>
    private sealed class GeneratedRows(int rows) : Stream
    {
        private readonly MemoryStream buffer = new();
        private int next = -1, looked;

        public long MostHeld { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (this.buffer.Position == this.buffer.Length)
                Fill();
            return this.buffer.Read(buffer, offset, count);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private void Fill()
        {
            buffer.SetLength(0);
            if (next >= (looked + 1) * (rows / 10))
            {
                looked++;
                MostHeld = Math.Max(MostHeld, GC.GetTotalMemory(forceFullCollection: true));
            }

            using var writer = new StreamWriter(buffer, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            if (next < 0)
                writer.WriteLine(TinyModel.Header);
            for (next = Math.Max(next, 0); next < rows && writer.BaseStream.Length < 60_000; next++)
                writer.WriteLine(next % 1000 == 17 ? "wrong," : TinyModel.Row(next));
            writer.Flush();
            buffer.Position = 0;
        }
    }
}
