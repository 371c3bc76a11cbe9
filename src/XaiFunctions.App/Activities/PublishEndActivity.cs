using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.Events;
using XaiFunctions.App.Http;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Activities;

/// <summary>Puts onto the app's Event Grid topic that a job has ended. Doing this again tells the same event, with the same id.</summary>
public sealed partial class PublishEndActivity(EventPublisher events, JobTable jobs, ILogger<PublishEndActivity> logger)
{
    /// <summary>Publishes the event, or notes that it is given up. A job that is deleted is not told of, nor any if there is no topic any more.</summary>
    [Function(nameof(PublishEndActivity))]
    public async Task RunAsync([ActivityTrigger] CallBackInput input, CancellationToken cancellation)
    {
        if (input.GivesUp)
        {
            LogGivenUp(input.Job.Id);
            return;
        }

        if (!events.HasTopic || await jobs.FindAsync(input.Job.Id, cancellation) is not { FinishedAt: { } finished } record)
            return;
        byte[] data = JsonSerializer.SerializeToUtf8Bytes(JobView.ForOthers(record), Answer.JsonOptions);
        await events.PublishAsync(new(record.Id, EventTypes.JobEnded, CloudEvent.Model(record.Model), $"explanations/{record.Id}", finished, data), cancellation);
    }

    [LoggerMessage(211, LogLevel.Warning, "The Event Grid topic could not be told that job {Job} has ended.")]
    private partial void LogGivenUp(string job);
}
