using System.Globalization;
using XaiFunctions.LocalHost.Functions.Storage;

namespace XaiFunctions.LocalHost.Functions.Timers;

/// <summary>The remembered runs of a timer.</summary>
/// <param name="Last">The last scheduled run; null before the first.</param>
/// <param name="Next">The run that was due next.</param>
/// <param name="Updated">When this was written.</param>
/// <param name="Schedule">The expression that it belongs to.</param>
internal sealed record TimerStatus(DateTimeOffset? Last, DateTimeOffset Next, DateTimeOffset Updated, string Schedule);

/// <summary>Remembers over restarts when timers ran and when they are due.</summary>
internal sealed class TimerStatuses
{
    private readonly HostDatabase database;

    public TimerStatuses(HostDatabase database)
    {
        this.database = database;
        database.Execute("""
            CREATE TABLE IF NOT EXISTS timers (
                function TEXT NOT NULL PRIMARY KEY, last TEXT NOT NULL, next TEXT NOT NULL, updated TEXT NOT NULL, schedule TEXT NOT NULL) WITHOUT ROWID
            """);
    }

    /// <summary>What is remembered of a timer.</summary>
    public TimerStatus? Read(string function) => database.Query(
        row => new TimerStatus(
            row.GetString(0) is { Length: > 0 } last ? Time(last) : null, Time(row.GetString(1)), Time(row.GetString(2)), row.GetString(3)),
        "SELECT last, next, updated, schedule FROM timers WHERE function = $1",
        function).FirstOrDefault();

    /// <summary>Remembers.</summary>
    public void Write(string function, TimerStatus status) => database.Execute(
        "INSERT OR REPLACE INTO timers (function, last, next, updated, schedule) VALUES ($1, $2, $3, $4, $5)",
        function,
        status.Last is { } last ? Text(last) : "",
        Text(status.Next),
        Text(status.Updated),
        status.Schedule);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
