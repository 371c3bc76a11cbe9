using NCrontab;

namespace XaiFunctions.App.Audits;

/// <summary>When a model's audits are due, in UTC: the ends of their periods.</summary>
public abstract class AuditSchedule
{
    /// <summary>The least time between two audits: the timer that begins them looks every few minutes.</summary>
    internal static readonly TimeSpan Least = TimeSpan.FromHours(1);

    /// <summary>The schedule of a policy.</summary>
    /// <exception cref="InvalidInputException">It is no schedule of audits.</exception>
    public static AuditSchedule Of(AuditPolicy policy) => policy.Schedule is { } text ? new CronSchedule(text) : new HourSchedule(policy.EveryHours);

    /// <summary>The last time that an audit was due, up to and including a moment; null if none ever was.</summary>
    public abstract DateTimeOffset? LastUntil(DateTimeOffset moment);
}

/// <summary>Every so many hours from midnight UTC of 1 January 1970 on.</summary>
/// <param name="hours">The hours.</param>
public sealed class HourSchedule(int hours) : AuditSchedule
{
    /// <inheritdoc/>
    public override DateTimeOffset? LastUntil(DateTimeOffset moment)
    {
        long ticks = (moment - DateTimeOffset.UnixEpoch).Ticks;
        return DateTimeOffset.UnixEpoch.AddTicks(ticks - (ticks % TimeSpan.FromHours(hours).Ticks));
    }
}

/// <summary>
/// NCRONTAB, as Azure's timers have it: <c>{second} {minute} {hour} {day} {month} {day-of-week}</c>, read by the library that they use.
/// </summary>
public sealed class CronSchedule : AuditSchedule
{
    private const int MostChecked = 10_000;

    // A leap day comes every four years, and once in a century after eight.
    private static readonly int[] DaysBack = [1, 8, 32, 367, (8 * 366) + 1];

    private readonly CrontabSchedule cron;

    /// <param name="text">The six fields.</param>
    /// <exception cref="InvalidInputException">They are no such expression, name no time, or two that are less than an hour apart.</exception>
    public CronSchedule(string text)
    {
        cron = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            ?? throw new InvalidInputException("'schedule' must be an NCRONTAB expression of six fields, such as '0 30 6 * * 1-5': second, minute, hour, day, month, day of the week.");
        DateTime begin = DateTime.UnixEpoch, end = begin.AddDays(DaysBack[^1]);
        DateTime? before = null;
        int seen = 0;
        foreach (DateTime due in cron.GetNextOccurrences(begin, end))
        {
            if (due - before < Least)
                throw new InvalidInputException("'schedule' must leave at least an hour between two audits.");
            before = due;
            if (++seen == MostChecked)
                break;
        }

        if (before is null)
            throw new InvalidInputException("'schedule' names no time that there is.");
    }

    /// <inheritdoc/>
    public override DateTimeOffset? LastUntil(DateTimeOffset moment)
    {
        DateTime end = moment.UtcDateTime.AddTicks(1); // the library leaves the end out
        foreach (int days in DaysBack)
        {
            DateTime[] found = [.. cron.GetNextOccurrences(end.AddDays(-days), end).TakeLast(1)];
            if (found is [var last])
                return new DateTimeOffset(last, TimeSpan.Zero);
        }

        return null;
    }
}
