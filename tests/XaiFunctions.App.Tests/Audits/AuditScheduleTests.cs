using System.Globalization;
using XaiFunctions.App.Audits;

namespace XaiFunctions.App.Tests.Audits;

/// <summary>When audits are due. The times are reckoned by hand.</summary>
public sealed class AuditScheduleTests
{
    [Theory]
    [InlineData("0 30 6 * * 1-5", "2026-11-20T06:30:00Z", "2026-11-20T06:30:00Z")] // to the second, itself included
    [InlineData("0 30 6 * * 1-5", "2026-11-20T06:29:59.9999999Z", "2026-11-19T06:30:00Z")]
    [InlineData("0 30 6 * * 1-5", "2026-11-23T06:00:00Z", "2026-11-20T06:30:00Z")] // Monday morning looks back to Friday
    [InlineData("15 0 0 1 * *", "2026-11-30T23:59:59Z", "2026-11-01T00:00:15Z")]
    [InlineData("0 0 12 31 12 *", "2026-06-01T00:00:00Z", "2025-12-31T12:00:00Z")]
    [InlineData("0 0 0 29 2 *", "2104-02-28T00:00:00Z", "2096-02-29T00:00:00Z")] // 2100 has no leap day
    [InlineData("0 0 */6 * * *", "2026-11-20T17:59:59.5Z", "2026-11-20T12:00:00Z")]
    [InlineData("0 0 8,20 * * *", "2026-11-20T07:00:00+02:00", "2026-11-19T20:00:00Z")] // other offsets are the same moment
    public void LastUntil_Cron_IsTheLastTimeThatIsNotLater(string cron, string moment, string last) =>
        Assert.Equal(At(last), new CronSchedule(cron).LastUntil(At(moment)));

    [Theory]
    [InlineData(24, "2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z")]
    [InlineData(24, "2026-11-19T23:59:59.9999999Z", "2026-11-19T00:00:00Z")]
    [InlineData(7, "1970-01-01T20:00:00Z", "1970-01-01T14:00:00Z")]
    public void LastUntil_Hours_AreCountedFromTheEpoch(int hours, string moment, string last) => Assert.Equal(At(last), new HourSchedule(hours).LastUntil(At(moment)));

    [Theory]
    [InlineData("0 30 6 * *")] // five fields
    [InlineData("30 6 * * 1-5 2026 x")]
    [InlineData("0 61 6 * * *")]
    [InlineData("every day")]
    [InlineData("")]
    [InlineData("0 */30 * * * *")] // too often
    [InlineData("0 0,1 6 * * *")]
    [InlineData("* 0 6 1 1 *")]
    [InlineData("0 0 0 30 2 *")] // never
    public void Checked_NoScheduleOfAudits_IsRefused(string cron) =>
        Assert.Contains("'schedule'", Assert.Throws<InvalidInputException>(() => new AuditPolicy { Schedule = cron }.Checked()).Message);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
