using XaiFunctions.Documents.Audits;

namespace XaiFunctions.App.Audits;

/// <summary>Where an audit's alerts go besides its documents and the audit log: the part <c>deliver</c> of a model's policy.</summary>
public sealed record AlertDelivery
{
    /// <summary>The delivery of a policy that says nothing of it.</summary>
    public static AlertDelivery Default { get; } = new();

    /// <summary>Whether they are put into the queue <c>audit-alerts</c>.</summary>
    /// <value>The default is true.</value>
    public bool Queue { get; init; } = true;

    /// <summary>Whether they are put onto the app's Event Grid topic, if it has one.</summary>
    /// <value>The default is true.</value>
    public bool EventGrid { get; init; } = true;

    /// <summary>An https address on a host that the setting <c>Callbacks__Hosts</c> names, to which each is sent, signed.</summary>
    /// <value>The default is null: none.</value>
    public string? WebHook { get; init; }

    /// <summary>The least severity that is told.</summary>
    /// <value>The default is <see cref="AuditSeverity.Info"/>: all.</value>
    public AuditSeverity From { get; init; } = AuditSeverity.Info;
}

/// <summary>A way by which alerts are told.</summary>
public enum AlertChannel
{
    /// <summary>The queue <c>audit-alerts</c>.</summary>
    Queue,

    /// <summary>The Event Grid topic.</summary>
    EventGrid,

    /// <summary>The policy's web hook.</summary>
    WebHook,
}

/// <summary>The input of telling one alert in one way.</summary>
/// <param name="Sweep">The audit that raised it.</param>
/// <param name="Alert">Which of its alerts, from 0.</param>
/// <param name="Channel">The way.</param>
public sealed record DeliverAlertInput(Sweep Sweep, int Alert, AlertChannel Channel);

/// <summary>Alerts that could not be told in one way, after all tries.</summary>
/// <param name="Channel">The way.</param>
/// <param name="Alerts">How many.</param>
/// <param name="Problem">Why the first of them could not.</param>
public sealed record UndeliveredAlerts(AlertChannel Channel, int Alerts, string Problem);

/// <summary>The input of noting what could not be told.</summary>
/// <param name="Sweep">The audit that raised the alerts.</param>
/// <param name="Undelivered">What could not, by way.</param>
/// <param name="At">When that was given up, by the orchestration's clock.</param>
public sealed record NoteUndeliveredInput(Sweep Sweep, IReadOnlyList<UndeliveredAlerts> Undelivered, DateTimeOffset At);
