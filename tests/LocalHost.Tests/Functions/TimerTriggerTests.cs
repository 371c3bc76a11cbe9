using System.Globalization;
using System.Net;
using LocalHost.Tests.Functions.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Tests.Functions;

public sealed class TimerTriggerTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 10, 2, 0, TimeSpan.Zero);

    private readonly TestFolder folder = new();
    private readonly Recorder recorder = new();
    private ManualTime time = new(Start);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Timer_WhenDue_RunsEachTimeAndKnowsItsSchedule()
    {
        await using var host = await StartAsync(typeof(EveryFiveMinutes));
        await time.ReachAsync(At("10:05:00"));
        await recorder.UntilAsync("run past due False last 00:00 next 10:05");
        await time.ReachAsync(At("10:10:00"));
        await recorder.UntilAsync("run past due False last 10:05 next 10:10");
        Assert.Equal(2, recorder.Entries.Count);
    }

    [Fact]
    public async Task Start_AfterAMissedRun_RunsOnceAtOnceAsPastDue()
    {
        await using (await StartAsync(typeof(EveryFiveMinutes)))
        {
            await time.ReachAsync(At("10:05:00"));
            await recorder.UntilAsync("run past due False last 00:00 next 10:05");
            await Eventually.TrueAsync(() => time.IsAwaited(At("10:10:00")), () => "the next wait");
        }

        time = new ManualTime(At("10:31:00"));
        await using var host = await StartAsync(typeof(EveryFiveMinutes));
        await recorder.UntilAsync("run past due True last 10:05 next 10:10");
        await time.ReachAsync(At("10:35:00"));
        await recorder.UntilAsync("run past due False last 10:31 next 10:35");
        Assert.Equal(3, recorder.Entries.Count);
    }

    [Fact]
    public async Task Start_BeforeTheNextRun_DoesNotRun()
    {
        await using (await StartAsync(typeof(EveryFiveMinutes)))
            await Eventually.TrueAsync(() => time.IsAwaited(At("10:05:00")), () => "the wait");

        time = new ManualTime(At("10:04:00"));
        await using var host = await StartAsync(typeof(EveryFiveMinutes));
        await time.ReachAsync(At("10:05:00"));
        await recorder.UntilAsync("run past due False last 00:00 next 10:05");
        Assert.Single(recorder.Entries);
    }

    [Fact]
    public async Task Start_WithAChangedSchedule_ForgetsTheOldOne()
    {
        await using (await StartAsync(typeof(BySetting), "--WHEN", "0 3 10 * * *"))
            await Eventually.TrueAsync(() => time.IsAwaited(At("10:03:00")), () => "the wait");

        time = new ManualTime(At("10:30:00"));
        await using var host = await StartAsync(typeof(BySetting), "--WHEN", "00:10:00");
        await time.ReachAsync(At("10:40:00"));
        await time.ReachAsync(At("10:50:00"));
        await recorder.UntilAsync("by setting False", 2);
        Assert.Equal(2, recorder.Entries.Count);
    }

    [Fact]
    public async Task Start_WithoutMonitor_DoesNotMakeUpForAMissedRun()
    {
        await using (await StartAsync(typeof(Unmonitored)))
            await Eventually.TrueAsync(() => time.IsAwaited(At("10:05:00")), () => "the wait");

        time = new ManualTime(At("10:31:00"));
        await using var host = await StartAsync(typeof(Unmonitored));
        await time.ReachAsync(At("10:35:00"));
        await recorder.UntilAsync("unmonitored True");
        Assert.Single(recorder.Entries);
    }

    [Fact]
    public async Task Start_WithRunOnStartup_RunsAtOnce()
    {
        await using var host = await StartAsync(typeof(OnStartup));
        await recorder.UntilAsync("startup False");
        await Eventually.TrueAsync(() => time.IsAwaited(At("10:05:00")), () => "the wait");
        Assert.Single(recorder.Entries);
    }

    [Fact]
    public async Task Timer_ThatRunsLong_NeverOverlapsAndLeavesOutWhatItMissed()
    {
        await using var host = await StartAsync(typeof(Long));
        await time.ReachAsync(At("10:05:00"));
        await recorder.UntilAsync("begin");
        using var now = await host.SendAsync(HttpMethod.Post, "/admin/functions/long", TestHost.MasterKey);
        Assert.Equal(HttpStatusCode.Accepted, now.StatusCode);
        time.Set(At("10:17:00"));
        await Task.Delay(200);
        Assert.Equal(["begin"], recorder.Entries);

        Long.Gate.Release();
        await recorder.UntilAsync("begin", 2);
        Long.Gate.Release();
        await recorder.UntilAsync("end", 2);
        await Eventually.TrueAsync(() => time.IsAwaited(At("10:20:00")), () => "the next wait");
        Assert.Equal(["begin", "end", "begin", "end"], recorder.Entries);
    }

    [Fact]
    public async Task Stop_OfATimerThatDoesNotHeedItsToken_LeavesItBehind()
    {
        var host = await StartAsync(typeof(Deaf));
        await recorder.UntilAsync("deaf");
        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(25));
        Deaf.Gate.Release();
    }

    [Fact]
    public async Task Timer_ThatFails_RunsAgainWhenNextDue()
    {
        await using var host = await StartAsync(typeof(Failing));
        await time.ReachAsync(At("10:05:00"));
        await time.ReachAsync(At("10:10:00"));
        await recorder.UntilAsync("failing", 2);
        Assert.Contains("The timer function 'Failing' failed", host.Logs.All);
    }

    [Fact]
    public async Task Post_ToAdminFunctions_RunsTheTimerNowForTheMasterKeyOnly()
    {
        await using var host = await StartAsync(typeof(EveryFiveMinutes));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, "/admin/functions/EveryFiveMinutes", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, "/admin/functions/EveryFiveMinutes", TestHost.FunctionKey));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(host, "/admin/functions/Unknown", TestHost.MasterKey));
        Assert.Empty(recorder.Entries);
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(host, "/admin/functions/EveryFiveMinutes", TestHost.MasterKey));
        await recorder.UntilAsync("run past due False last 00:00 next 10:05");
    }

    [Theory]
    [InlineData("0 0 0 31 2 *", "never comes due")]
    [InlineData("not at all", "is no NCRONTAB expression")]
    public void Build_WithAScheduleThatCannotBe_IsRefused(string schedule, string reason)
    {
        var builder = TestHost.Builder([typeof(BySetting)], folder, "--WHEN", schedule);
        var error = Assert.Throws<InvalidOperationException>(builder.Build);
        Assert.Contains("BySetting", error.Message);
        Assert.Contains(reason, error.Message);
    }

    private Task<TestHost> StartAsync(Type function, params string[] args) => TestHost.StartAsync(
        [function],
        folder,
        builder =>
        {
            builder.Services.AddSingleton(recorder);
            builder.Services.AddSingleton<TimeProvider>(time);
        },
        args);

    private static async Task<HttpStatusCode> PostAsync(TestHost host, string path, string? key)
    {
        using var response = await host.SendAsync(HttpMethod.Post, path, key, new StringContent("{}"));
        return response.StatusCode;
    }

    private static DateTimeOffset At(string time) => Start.Date + TimeSpan.Parse(time, CultureInfo.InvariantCulture) is var local
        ? new DateTimeOffset(local, TimeSpan.Zero)
        : default;

    public sealed class EveryFiveMinutes(Recorder recorder)
    {
        [Function("EveryFiveMinutes")]
        public void Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer) => recorder.Add(
            string.Create(CultureInfo.InvariantCulture, $"run past due {timer.IsPastDue} last {timer.ScheduleStatus!.Last:HH:mm} next {timer.ScheduleStatus.Next:HH:mm}"));
    }

    public sealed class BySetting(Recorder recorder)
    {
        [Function("BySetting")]
        public void Run([TimerTrigger("%WHEN%")] TimerInfo timer) => recorder.Add($"by setting {timer.IsPastDue}");
    }

    public sealed class Unmonitored(Recorder recorder)
    {
        [Function("Unmonitored")]
        public void Run([TimerTrigger("0 */5 * * * *", UseMonitor = false)] TimerInfo timer) => recorder.Add($"unmonitored {timer.ScheduleStatus is null}");
    }

    public sealed class OnStartup(Recorder recorder)
    {
        [Function("OnStartup")]
        public void Run([TimerTrigger("0 */5 * * * *", RunOnStartup = true)] TimerInfo timer) => recorder.Add($"startup {timer.IsPastDue}");
    }

    public sealed class Long(Recorder recorder)
    {
        public static SemaphoreSlim Gate { get; } = new(0);

        [Function("Long")]
        public async Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer)
        {
            recorder.Add("begin");
            await Gate.WaitAsync();
            recorder.Add(timer.IsPastDue ? "past due" : "end");
        }
    }

    public sealed class Deaf(Recorder recorder)
    {
        public static SemaphoreSlim Gate { get; } = new(0);

        [Function("Deaf")]
        public async Task RunAsync([TimerTrigger("0 */5 * * * *", RunOnStartup = true)] TimerInfo timer)
        {
            recorder.Add(timer.IsPastDue ? "late" : "deaf");
            await Gate.WaitAsync();
        }
    }

    public sealed class Failing(Recorder recorder)
    {
        [Function("Failing")]
        public void Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer)
        {
            recorder.Add("failing");
            throw new InvalidOperationException(timer.IsPastDue ? "late" : "as ever");
        }
    }
}
