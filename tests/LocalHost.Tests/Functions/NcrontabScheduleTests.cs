using System.Globalization;
using XaiFunctions.LocalHost.Functions.Timers;

namespace LocalHost.Tests.Functions;

public sealed class NcrontabScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2026-11-20 10:02:03", "2026-11-20 10:05:00", "2026-11-20 10:10:00")]
    [InlineData("*/15 * * * * *", "2026-11-20 10:02:44", "2026-11-20 10:02:45", "2026-11-20 10:03:00")]
    [InlineData("* * * * * *", "2026-11-20 23:59:59", "2026-11-21 00:00:00", "2026-11-21 00:00:01")]
    [InlineData("0 0 9-17 * * mon-fri", "2026-11-20 16:30:00", "2026-11-20 17:00:00", "2026-11-23 09:00:00")]
    [InlineData("0 30 9 * * 1-5", "2026-11-20 09:30:00", "2026-11-23 09:30:00", "2026-11-24 09:30:00")]
    [InlineData("0 0 0 1 * *", "2026-11-20 00:00:00", "2026-12-01 00:00:00", "2027-01-01 00:00:00")]
    [InlineData("0 0 0 31 * *", "2026-11-20 00:00:00", "2026-12-31 00:00:00", "2027-01-31 00:00:00")]
    [InlineData("0 0 0 29 2 *", "2026-11-20 00:00:00", "2028-02-29 00:00:00", "2032-02-29 00:00:00")]
    [InlineData("0 0 12 13 * fri", "2026-11-20 00:00:00", "2027-08-13 12:00:00", "2028-10-13 12:00:00")]
    [InlineData("0 0 0 29 2 mon", "2026-11-20 00:00:00", "2044-02-29 00:00:00", "2072-02-29 00:00:00")]
    [InlineData("0 0 0 1 JAN,July *", "2026-11-20 00:00:00", "2027-01-01 00:00:00", "2027-07-01 00:00:00")]
    [InlineData("30 5/20 8 * * *", "2026-11-20 08:00:00", "2026-11-20 08:05:30", "2026-11-20 08:25:30")]
    [InlineData("0 10-30/10,55 * * * *", "2026-11-20 08:20:00", "2026-11-20 08:30:00", "2026-11-20 08:55:00")]
    [InlineData("0,30 59 23 31 12 *", "2026-12-31 23:59:00", "2026-12-31 23:59:30", "2027-12-31 23:59:00")]
    [InlineData("5 * * * *", "2026-11-20 08:05:00", "2026-11-20 09:05:00", "2026-11-20 10:05:00")]
    [InlineData("0 0 0 * * Sunday", "2026-11-20 08:05:00", "2026-11-22 00:00:00", "2026-11-29 00:00:00")]
    [InlineData("  0   0  6 *  * * ", "2026-11-20 06:00:00", "2026-11-21 06:00:00", "2026-11-22 06:00:00")]
    public void Next_Twice_GivesTheTwoDueTimes(string expression, string after, string first, string second)
    {
        var schedule = NcrontabSchedule.Parse(expression);
        var one = schedule.Next(Time(after));
        Assert.Equal(Time(first), one);
        Assert.Equal(Time(second), schedule.Next(one!.Value));
    }

    [Fact]
    public void Next_WithinASecond_GivesTheNextWholeSecond()
    {
        var schedule = NcrontabSchedule.Parse("* * * * * *");
        Assert.Equal(Time("2026-11-20 10:00:01"), schedule.Next(Time("2026-11-20 10:00:00").AddMilliseconds(1)));
        Assert.Equal(Time("2026-11-20 10:00:01"), schedule.Next(Time("2026-11-20 10:00:00").AddMilliseconds(999)));
    }

    [Fact]
    public void Next_OfATimeWithAnOffset_CountsInUtc() => Assert.Equal(
        Time("2026-11-21 00:00:00"), NcrontabSchedule.Parse("0 0 0 * * *").Next(new DateTimeOffset(2026, 11, 21, 1, 30, 0, TimeSpan.FromHours(2))));

    [Theory]
    [InlineData("0 0 0 31 2 *")]
    [InlineData("0 0 0 31 4,6,9,11 *")]
    public void Next_OfADayThatNeverComes_IsNull(string expression) =>
        Assert.Null(NcrontabSchedule.Parse(expression).Next(Time("2026-11-20 00:00:00")));

    [Fact]
    public void Next_OfManyExpressions_AgreesWithTryingEverySecond()
    {
        string[] expressions = ["7,11-13 */9 * * * *", "*/25 3-59/17 1,13-14 * * *", "59 59 */11 * * tue-thu", "0 0 0-23/5 18-19 nov *"];
        foreach (string expression in expressions)
        {
            var schedule = NcrontabSchedule.Parse(expression);
            var due = schedule.Next(Time("2026-11-18 20:00:00"))!.Value;
            for (var second = Time("2026-11-18 20:00:01"); second < Time("2026-11-19 03:00:00"); second = second.AddSeconds(1))
            {
                bool fits = Fits(expression, second);
                Assert.True(fits == (second == due), $"{expression} at {second:u}: due {due:u}");
                if (fits)
                    due = schedule.Next(second)!.Value;
            }
        }
    }

    [Theory]
    [InlineData("", "0 fields")]
    [InlineData("* * * *", "4 fields")]
    [InlineData("* * * * * * *", "7 fields")]
    [InlineData("60 * * * * *", "the second 60 is not between 0 and 59")]
    [InlineData("* 60 * * * *", "the minute 60 is not between 0 and 59")]
    [InlineData("* * 24 * * *", "the hour 24 is not between 0 and 23")]
    [InlineData("* * * 0 * *", "the day 0 is not between 1 and 31")]
    [InlineData("* * * 32 * *", "the day 32 is not between 1 and 31")]
    [InlineData("* * * * 13 *", "the month 13 is not between 1 and 12")]
    [InlineData("* * * * * 7", "the day of week 7 is not between 0 and 6")]
    [InlineData("* * * * jax *", "the month 'jax' is no value")]
    [InlineData("* * * * * mo", "the day of week 'mo' is no value")]
    [InlineData("*/0 * * * * *", "the second step '0' is no positive number")]
    [InlineData("*/-1 * * * * *", "the second step '-1' is no positive number")]
    [InlineData("1/2/3 * * * * *", "two steps")]
    [InlineData("1-2-3 * * * * *", "is no range")]
    [InlineData("30-10 * * * * *", "the second range '30-10' runs backwards")]
    [InlineData("-5 * * * * *", "is no value")]
    [InlineData("1, * * * * *", "is no value")]
    [InlineData("? * * * * *", "is no value")]
    [InlineData("0 0 0 L * *", "the day 'L' is no value")]
    [InlineData("1e1 * * * * *", "is no value")]
    public void Parse_OfWhatIsNoExpression_SaysWhatIsWrong(string expression, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => NcrontabSchedule.Parse(expression)).Message);

    [Fact]
    public void Parse_OfInterval_CountsFromTheGivenTime() =>
        Assert.Equal(Time("2026-11-20 01:30:05"), Schedules.Parse("01:30:00").Next(Time("2026-11-20 00:00:05")));

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-01:00:00")]
    [InlineData("soon:ish")]
    public void Parse_OfWhatIsNoInterval_IsRefused(string text) => Assert.Throws<FormatException>(() => Schedules.Parse(text));

    // The plainest reading of an expression: every field apart, each part of its list apart.
    private static bool Fits(string expression, DateTimeOffset time)
    {
        string[] fields = expression.Replace("tue-thu", "2-4").Replace("nov", "11").Split(' ');
        int[] values = [time.Second, time.Minute, time.Hour, time.Day, time.Month, (int)time.DayOfWeek];
        int[] most = [59, 59, 23, 31, 12, 6];
        return Enumerable.Range(0, 6).All(i => fields[i].Split(',').Any(part => PartFits(part, values[i], most[i], i is 3 or 4 ? 1 : 0)));
    }

    private static bool PartFits(string part, int value, int most, int least)
    {
        string[] halves = part.Split('/');
        int[] ends = halves[0] == "*" ? [least, most] : [.. halves[0].Split('-').Select(int.Parse)];
        int first = ends[0];
        int last = ends.Length == 2 ? ends[1] : halves.Length == 2 ? most : first;
        return value >= first && value <= last && (value - first) % (halves.Length == 2 ? int.Parse(halves[1], CultureInfo.InvariantCulture) : 1) == 0;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
