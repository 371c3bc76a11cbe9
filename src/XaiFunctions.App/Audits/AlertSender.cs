using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Events;
using XaiFunctions.Documents.Audits;

namespace XaiFunctions.App.Audits;

/// <summary>
/// Tells the alerts of audits as the model's policy says at that moment, so that a mended policy helps the tries that are left. Every way tells the same message,
/// <see cref="AlertMessage"/>; an alert that is told again has the same id.
/// </summary>
public sealed class AlertSender(AuditStore store, AuditPolicies policies, AlertQueue queue, EventPublisher events, CallbackSender callbacks)
{
    /// <summary>Tells one alert in one way, if the policy wants it told so.</summary>
    /// <exception cref="CallbackRefusedException">The receiver does not want it; trying again cannot help.</exception>
    /// <exception cref="HttpRequestException">The receiver does not answer, or not now.</exception>
    public async Task SendAsync(DeliverAlertInput input, CancellationToken cancellation)
    {
        Sweep sweep = input.Sweep;
        AlertDelivery deliver = (await policies.FindAsync(sweep.Model, cancellation)).Deliver ?? AlertDelivery.Default;
        if (!Wants(deliver, input.Channel) || await store.TryReadAsync(sweep.Model, sweep.Id, AuditStore.Document, cancellation) is not { } document)
            return;
        ToldAlert alert = AuditJson.ReadAlerts(document.ToMemory().Span)[input.Alert];
        if (alert.Severity < deliver.From)
            return;
        Task sending = input.Channel switch
        {
            AlertChannel.Queue => queue.SendAsync(alert.Message, cancellation),
            AlertChannel.EventGrid => events.PublishAsync(Event(sweep, alert), cancellation),
            _ => callbacks.SendAsync(deliver.WebHook!, alert.Message, cancellation),
        };
        await sending;
    }

    private bool Wants(AlertDelivery deliver, AlertChannel channel) => channel switch
    {
        AlertChannel.Queue => deliver.Queue,
        AlertChannel.EventGrid => deliver.EventGrid && events.HasTopic,
        _ => deliver.WebHook is not null,
    };

    private static CloudEvent Event(Sweep sweep, ToldAlert alert) =>
        new(alert.Id, EventTypes.AlertRaised, CloudEvent.Model(sweep.Model), $"audits/{sweep.Id}/alerts/{alert.Id}", alert.At, alert.Message);
}
