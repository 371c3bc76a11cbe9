using Microsoft.Extensions.Logging.Abstractions;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Models;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Audits;

/// <summary>Which sweeps the timer begins.</summary>
[Collection(StorageFixture.Collection)]
public sealed class SweepStarterTests(StorageFixture storage)
{
    private readonly string model = $"m{Guid.NewGuid():N}";
    private readonly RecordingClient client = new();
    private readonly FixedTime time = new(new DateTimeOffset(2026, 11, 20, 18, 10, 0, TimeSpan.Zero));

    [Fact]
    public async Task StartDue_SameDayAgain_SweepsTheLastWholeDayOnce()
    {
        await StartAsync();
        time.Now = time.Now.AddHours(5);
        await StartAsync();

        Assert.Equal([Expected(Day(19), Day(20))], client.Scheduled);
        Assert.Equal(1, client.Requests);
    }

    [Fact]
    public async Task StartDue_SeveralDaysMissed_CatchesUpOnce()
    {
        await StartAsync();
        time.Now = time.Now.AddDays(5);
        await StartAsync();
        await StartAsync();

        Assert.Equal([Expected(Day(19), Day(20)), Expected(Day(20), Day(25))], client.Scheduled);
    }

    [Fact]
    public async Task StartDue_SeveralTimersAtOnce_MakeOneSweep()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync()));

        Assert.Equal([Expected(Day(19), Day(20))], client.Scheduled);
    }

    [Fact]
    public async Task StartDue_BrokenOffBehindTheClaim_IsBegunByTheNext()
    {
        Sweep claimed = Sweep.Of(model, Day(18), Day(20), SweepTriggers.Timer);
        Assert.True(await new SweepTable(storage.Account).TryMoveChainAsync(claimed, null, CancellationToken.None));

        await StartAsync();

        Assert.Equal([claimed.Id], client.Scheduled);
        SweepRecord record = Assert.Single(await new SweepTable(storage.Account).ListAsync(model, CancellationToken.None));
        Assert.Equal(claimed, record.Sweep);
    }

    [Fact]
    public async Task StartDue_PolicyOfAnHour_SweepsTheLastHour()
    {
        await Policies().SetAsync(model, new AuditPolicy { EveryHours = 1 }, CancellationToken.None);
        await StartAsync();

        Assert.Equal([Expected(Day(20).AddHours(17), Day(20).AddHours(18))], client.Scheduled);
    }

    [Fact]
    public async Task StartDue_ScheduleOfWorkdays_SweepsFromTheLastTimeAndAfterAnOutageOnce()
    {
        await Policies().SetAsync(model, new AuditPolicy { Schedule = "0 30 6 * * 1-5" }, CancellationToken.None); // 20 November 2026 is a Friday
        await StartAsync();
        time.Now = Day(23).AddHours(6.49);
        await StartAsync();
        time.Now = Day(25).AddHours(12);
        await StartAsync();
        await StartAsync();

        Assert.Equal([Expected(Day(19).AddHours(6.5), Day(20).AddHours(6.5)), Expected(Day(20).AddHours(6.5), Day(25).AddHours(6.5))], client.Scheduled);
    }

    private static DateTimeOffset Day(int day) => new(2026, 11, day, 0, 0, 0, TimeSpan.Zero);

    private string Expected(DateTimeOffset from, DateTimeOffset to) => Sweep.Of(model, from, to, SweepTriggers.Timer).Id;

    private AuditPolicies Policies() => new(new ModelRegistry(storage.Account));

    private Task StartAsync() =>
        new SweepStarter(new SweepTable(storage.Account), Policies(), time, NullLogger<SweepStarter>.Instance).StartDueAsync(client, model, CancellationToken.None);
}
