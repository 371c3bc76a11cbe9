using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Audits;

namespace XaiFunctions.App.Activities;

/// <summary>Tells one alert of a finished audit in one way. Doing this again tells it again, with the same id.</summary>
public sealed class DeliverAlertActivity(AlertSender sender)
{
    /// <summary>Tells the alert.</summary>
    [Function(nameof(DeliverAlertActivity))]
    public Task RunAsync([ActivityTrigger] DeliverAlertInput input, CancellationToken cancellation) => sender.SendAsync(input, cancellation);
}
