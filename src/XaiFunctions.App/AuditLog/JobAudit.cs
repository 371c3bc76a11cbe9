using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.AuditLog;

/// <summary>Tells the audit log of jobs.</summary>
public sealed class JobAudit(AuditLogWriter log, DocumentStore documents)
{
    /// <summary>A job was asked for.</summary>
    public Task RequestedAsync(ExplainJob job, CancellationToken cancellation) => log.AppendAsync([AuditEvents.Requested(job)], cancellation);

    /// <summary>A job has come to its end. The digests of its files are taken from what is stored.</summary>
    /// <param name="job">The job.</param>
    /// <param name="record">How it ended, with the time.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task EndedAsync(ExplainJob job, JobRecord record, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, string> files = await documents.DigestsAsync(job.Model, job.Id, cancellation);
        await EndedAsync(job, record, files, cancellation);
    }

    /// <summary>A job has come to its end.</summary>
    /// <param name="job">The job.</param>
    /// <param name="record">How it ended, with the time.</param>
    /// <param name="files">Its files' names and SHA-256 digests.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task EndedAsync(ExplainJob job, JobRecord record, IReadOnlyDictionary<string, string> files, CancellationToken cancellation)
    {
        List<AuditEvent> events = [AuditEvents.Requested(job)];
        if (files.ContainsKey(DocumentStore.Document))
            events.Add(AuditEvents.Written(job, files, record.FinishedAt!.Value));
        events.Add(AuditEvents.Ended(record, job.Actor));
        await log.AppendAsync(events, cancellation);
    }
}
