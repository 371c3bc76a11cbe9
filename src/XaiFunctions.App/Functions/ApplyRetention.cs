using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.Models;
using XaiFunctions.App.Privacy;

namespace XaiFunctions.App.Functions;

/// <summary>Removes every hour what models' privacy policies keep no longer.</summary>
public sealed partial class ApplyRetention(ModelRegistry registry, Retention retention, TimeProvider time, ILogger<ApplyRetention> logger)
{
    /// <summary>Removes it. A model with which that fails does not keep the others from it.</summary>
    [Function(nameof(ApplyRetention))]
    public async Task RunAsync([TimerTrigger("0 41 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        foreach (string model in (await registry.ListAsync(cancellation)).Select(version => version.Record.Model).Distinct(StringComparer.Ordinal))
        {
            try
            {
                Expired expired = await retention.ApplyAsync(model, time.GetUtcNow(), cancellation);
                if (expired.Any)
                    LogRemoved(model, expired.Jobs, expired.ScoringFiles + expired.LabelFiles);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogSkipped(exception, model); // the next run tries again
            }
        }
    }

    [LoggerMessage(801, LogLevel.Information, "Of model {Model}, {Jobs} jobs and {Files} files were older than its privacy policy keeps them.")]
    private partial void LogRemoved(string model, int jobs, int files);

    [LoggerMessage(802, LogLevel.Error, "What model {Model} keeps no longer could not be removed.")]
    private partial void LogSkipped(Exception exception, string model);
}
