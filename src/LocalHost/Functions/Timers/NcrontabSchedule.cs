namespace XaiFunctions.LocalHost.Functions.Timers;

/// <summary>
/// An NCRONTAB expression: <c>{second} {minute} {hour} {day} {month} {day of week}</c>, or five fields without the seconds. A day must
/// fit both its number and its weekday, unlike in Unix cron, where one of them is enough.
/// </summary>
internal sealed class NcrontabSchedule : ISchedule
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    // 29 February on a given weekday comes round every 28 years, or 40 where a century leaves out its leap day.
    private const int SearchYears = 41;

    private readonly CrontabField seconds;
    private readonly CrontabField minutes;
    private readonly CrontabField hours;
    private readonly CrontabField days;
    private readonly CrontabField months;
    private readonly CrontabField weekdays;

    private NcrontabSchedule(string[] fields)
    {
        seconds = CrontabField.Parse(fields[0], "second", 0, 59);
        minutes = CrontabField.Parse(fields[1], "minute", 0, 59);
        hours = CrontabField.Parse(fields[2], "hour", 0, 23);
        days = CrontabField.Parse(fields[3], "day", 1, 31);
        months = CrontabField.Parse(fields[4], "month", 1, 12, Months);
        weekdays = CrontabField.Parse(fields[5], "day of week", 0, 6, Weekdays);
    }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It is no NCRONTAB expression; the message says which field is wrong and why.</exception>
    public static NcrontabSchedule Parse(string text)
    {
        string[] fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        try
        {
            return fields.Length switch
            {
                6 => new NcrontabSchedule(fields),
                5 => new NcrontabSchedule(["0", .. fields]),
                _ => throw new FormatException($"it has {fields.Length} fields instead of 6"),
            };
        }
        catch (FormatException error)
        {
            throw new FormatException($"'{text}' is no NCRONTAB expression: {error.Message}.");
        }
    }

    /// <inheritdoc/>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var utc = after.UtcDateTime;
        var earliest = utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(1);
        for (var day = earliest.Date; day.Year <= earliest.Year + SearchYears && day < DateTime.MaxValue.Date; day = NextDay(day))
        {
            if (!Fits(day))
                continue;
            var from = day == earliest.Date ? TimeOnly.FromDateTime(earliest) : TimeOnly.MinValue;
            if (NextTime(from) is { } time)
                return new DateTimeOffset(day + time.ToTimeSpan(), TimeSpan.Zero);
        }

        return null;
    }

    private bool Fits(DateTime day) => months.Contains(day.Month) && days.Contains(day.Day) && weekdays.Contains((int)day.DayOfWeek);

    private DateTime NextDay(DateTime day) =>
        months.Contains(day.Month) ? day.AddDays(1) : new DateTime(day.Year, day.Month, 1).AddMonths(1);

    private TimeOnly? NextTime(TimeOnly from)
    {
        for (int hour = hours.From(from.Hour); hour >= 0; hour = hours.From(hour + 1))
        {
            int firstMinute = hour == from.Hour ? from.Minute : 0;
            for (int minute = minutes.From(firstMinute); minute >= 0; minute = minutes.From(minute + 1))
            {
                int firstSecond = hour == from.Hour && minute == from.Minute ? from.Second : 0;
                if (seconds.From(firstSecond) is >= 0 and var second)
                    return new TimeOnly(hour, minute, second);
            }
        }

        return null;
    }
}
