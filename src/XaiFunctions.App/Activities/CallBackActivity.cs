using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Http;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Activities;

/// <summary>Tells the one who asked for it that a job has ended, and notes whether that went well.</summary>
public sealed partial class CallBackActivity(CallbackSender sender, JobTable jobs, ILogger<CallBackActivity> logger)
{
    /// <summary>Sends the job as <c>GET /api/explanations/{job}</c> tells it, or notes that it is given up. A job that is deleted is not told of.</summary>
    [Function(nameof(CallBackActivity))]
    public async Task RunAsync([ActivityTrigger] CallBackInput input, CancellationToken cancellation)
    {
        if (input.Job.Callback is not { } address || await jobs.FindAsync(input.Job.Id, cancellation) is not { } record)
            return;
        if (!input.GivesUp)
        {
            await sender.SendAsync(address, JsonSerializer.SerializeToUtf8Bytes(JobView.ForOthers(record), Answer.JsonOptions), cancellation);
        }

        await jobs.NoteCallbackAsync(record, input.GivesUp ? CallbackState.Failed : CallbackState.Delivered, cancellation);
        LogDone(input.Job.Id, input.GivesUp ? "given up" : "delivered");
    }

    [LoggerMessage(210, LogLevel.Information, "The callback of job {Job} is {Outcome}.")]
    private partial void LogDone(string job, string outcome);
}
