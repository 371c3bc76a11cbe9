namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function gets.</summary>
public class TimerInfo
{
    /// <summary>The schedule's past and next run; null if it is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run should have happened earlier.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>The runs of a schedule, in UTC.</summary>
public class ScheduleStatus
{
    /// <summary>The run before this one; the default if there was none.</summary>
    public DateTime Last { get; set; }

    /// <summary>The run that is due next.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this status was written.</summary>
    public DateTime LastUpdated { get; set; }
}
