using System.Globalization;

namespace XaiFunctions.LocalHost.Functions.Timers;

/// <summary>When a timer function is due. All times are UTC, as on the plans that the app runs on.</summary>
internal interface ISchedule
{
    /// <summary>The first due time after a moment; null if there is none.</summary>
    DateTimeOffset? Next(DateTimeOffset after);
}

/// <summary>A fixed interval.</summary>
internal sealed record IntervalSchedule(TimeSpan Interval) : ISchedule
{
    public DateTimeOffset? Next(DateTimeOffset after) => after + Interval;
}

/// <summary>Reads what a timer trigger says.</summary>
internal static class Schedules
{
    /// <summary>An NCRONTAB expression or an interval <c>hh:mm:ss</c>.</summary>
    /// <exception cref="FormatException">The text is neither; the message says what is wrong.</exception>
    public static ISchedule Parse(string text)
    {
        if (!text.Contains(':'))
            return NcrontabSchedule.Parse(text);
        if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) || interval <= TimeSpan.Zero)
            throw new FormatException($"'{text}' is no interval: it must be a positive hh:mm:ss.");
        return new IntervalSchedule(interval);
    }
}
