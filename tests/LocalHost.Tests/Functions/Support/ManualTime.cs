namespace LocalHost.Tests.Functions.Support;

/// <summary>A clock that goes on only when it is told to.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Sets the clock as soon as something waits for that very time, and lets it go on.</summary>
    public async Task ReachAsync(DateTimeOffset time)
    {
        await Eventually.TrueAsync(() => IsAwaited(time), () => $"a timer for {time:O}");
        Set(time);
    }

    public void Advance(TimeSpan time) => Set(GetUtcNow() + time);

    public void Set(DateTimeOffset time)
    {
        List<ManualTimer> due;
        lock (gate)
        {
            now = time;
            due = [.. timers.Where(timer => timer.Due <= now)];
            foreach (var timer in due)
                timer.Due = null;
        }

        foreach (var timer in due)
            timer.Fire();
    }

    public bool IsAwaited(DateTimeOffset time)
    {
        lock (gate)
            return timers.Any(timer => timer.Due == time);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (gate)
            timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool now = dueTime == TimeSpan.Zero;
            lock (time.gate)
                Due = now || dueTime == Timeout.InfiniteTimeSpan ? null : time.now + dueTime;
            if (now)
                Fire();
            return true;
        }

        public void Dispose()
        {
            lock (time.gate)
                time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
