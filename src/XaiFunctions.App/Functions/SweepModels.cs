using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Models;

namespace XaiFunctions.App.Functions;

/// <summary>Looks every few minutes whose schedule is due and begins those audits. How often a model is audited is up to its policy.</summary>
public sealed partial class SweepModels(ModelRegistry registry, SweepStarter starter, ILogger<SweepModels> logger)
{
    /// <summary>Begins the sweeps that are due. A model that cannot be looked at does not keep the others from it.</summary>
    [Function(nameof(SweepModels))]
    public async Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        foreach (string model in (await registry.ListAsync(cancellation)).Select(version => version.Record.Model).Distinct(StringComparer.Ordinal))
        {
            try
            {
                await starter.StartDueAsync(client, model, cancellation);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogSkipped(exception, model); // the next run tries again
            }
        }
    }

    [LoggerMessage(701, LogLevel.Error, "The schedule of model {Model} could not be looked at.")]
    private partial void LogSkipped(Exception exception, string model);
}
