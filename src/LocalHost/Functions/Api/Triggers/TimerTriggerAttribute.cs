using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function on a schedule.</summary>
/// <param name="schedule">An NCRONTAB expression, an interval <c>hh:mm:ss</c>, or <c>%SETTING%</c>.</param>
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>An NCRONTAB expression, an interval <c>hh:mm:ss</c>, or <c>%SETTING%</c>.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the schedule is remembered over restarts, so that a missed run is made up for; default: true.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs when the host starts; default: false.</summary>
    public bool RunOnStartup { get; set; }
}
