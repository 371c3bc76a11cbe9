using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Events;
using XaiFunctions.App.Orchestrations;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Jobs;

/// <summary>Schedules jobs, each once: the orchestration's instance id is the job's id.</summary>
public sealed partial class JobStarter(JobTable jobs, JobAudit audit, EventPublisher events, ILogger<JobStarter> logger)
{
    /// <summary>Notes a job and schedules its orchestration. A job that was scheduled before, whatever became of it, is left alone.</summary>
    /// <returns>Whether it was scheduled now.</returns>
    public async Task<bool> StartAsync(DurableTaskClient client, ExplainJob job, CancellationToken cancellation)
    {
        if (await KnowsAsync(client, job.Id, cancellation))
        {
            LogKnown(job.Id);
            return false;
        }

        await audit.RequestedAsync(job, cancellation);
        await jobs.CreateAsync(JobRecord.Of(job), cancellation);
        StartOrchestrationOptions options = new StartOrchestrationOptions(job.Id).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(ExplainBatchOrchestrator), job with { TellsTopic = events.HasTopic }, options, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Back ends differ in how they say that the instance exists. It does if another delivery of the event was faster.
            if (await client.GetInstanceAsync(job.Id, cancellation) is null)
                throw;
            LogKnown(job.Id);
            return false;
        }

        LogScheduled(job.Id, job.Trigger);
        return true;
    }

    /// <summary>Whether a job was scheduled before: the task hub has its orchestration, or the table its end.</summary>
    public async Task<bool> KnowsAsync(DurableTaskClient client, string job, CancellationToken cancellation) =>
        await client.GetInstanceAsync(job, cancellation) is not null || await jobs.FindAsync(job, cancellation) is { HasEnded: true };

    [LoggerMessage(200, LogLevel.Information, "Job {Job} is scheduled ({Trigger}).")]
    private partial void LogScheduled(string job, string trigger);

    [LoggerMessage(201, LogLevel.Information, "Job {Job} is known already; nothing is started.")]
    private partial void LogKnown(string job);
}
