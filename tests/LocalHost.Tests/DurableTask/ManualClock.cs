namespace XaiFunctions.LocalHost.Tests.DurableTask;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset current = now;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return current;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time)
    {
        List<ManualTimer> due;
        lock (gate)
        {
            current += time;
            due = [.. timers.Where(timer => timer.DueAt <= current)];
            timers.RemoveAll(due.Contains);
        }

        foreach (ManualTimer timer in due)
            timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset DueAt { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                DueAt = clock.current + dueTime;
                clock.timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock.gate)
                clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
