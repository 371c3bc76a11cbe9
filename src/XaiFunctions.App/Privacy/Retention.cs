using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Privacy.Erasures;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Privacy;

/// <summary>What was removed of a model because it was older than its privacy policy keeps it.</summary>
/// <param name="Jobs">Jobs, with all that they left behind.</param>
/// <param name="ScoringFiles">Scoring files.</param>
/// <param name="LabelFiles">Label files.</param>
/// <param name="References">Sums with which audits were compared; they hold a sample of rows.</param>
public sealed record Expired(int Jobs, int ScoringFiles, int LabelFiles, int References)
{
    /// <summary>Whether it was anything.</summary>
    public bool Any => Jobs + ScoringFiles + LabelFiles + References > 0;
}

/// <summary>
/// Removes what models' privacy policies keep no longer. The account's lifecycle rules, if there are any, remove blobs of all models by one age; this goes by model, and takes tables and the index along.
/// </summary>
public sealed class Retention(PrivacyPolicies policies, JobTable jobs, JobRemover remover, StorageAccount storage, AuditStore audits, AuditLogWriter log)
{
    private const int JobsPerPage = 100;
    private const string Actor = "retention";

    /// <summary>Removes what is too old of a model. Doing it again, or after half of it was done, comes to the same.</summary>
    /// <param name="model">The model.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellation">Stops between jobs and files.</param>
    public async Task<Expired> ApplyAsync(string model, DateTimeOffset now, CancellationToken cancellation)
    {
        if ((await policies.FindAsync(model, cancellation)).RetentionDays is not { } days)
            return new(0, 0, 0, 0);
        DateTimeOffset before = now.AddDays(-days);
        (int removed, HashSet<string> inUse) = await RemoveJobsAsync(model, before, now, cancellation);
        var expired = new Expired(
            removed,
            await RemoveFilesAsync(StorageAccount.Scoring, model, before, inUse, cancellation),
            await RemoveFilesAsync(StorageAccount.Labels, model, before, [], cancellation),
            await audits.RemoveReferencesAsync(model, before, cancellation));
        if (expired.Any)
            await log.AppendAsync([PrivacyEvents.Expired(model, days, expired, now)], cancellation);
        return expired;
    }

    /// <returns>How many were removed, and the files of those that have not ended.</returns>
    private async Task<(int Removed, HashSet<string> InUse)> RemoveJobsAsync(string model, DateTimeOffset before, DateTimeOffset now, CancellationToken cancellation)
    {
        int removed = 0;
        var inUse = new HashSet<string>(StringComparer.Ordinal);
        JobPlace? after = null;
        do
        {
            JobPage page = await jobs.ListAsync(new JobFilter { Model = model, To = before }, JobsPerPage, after, cancellation);
            inUse.UnionWith(page.Jobs.Where(job => !job.HasEnded && job.File is not null).Select(job => $"{model}/{job.File}"));
            JobRecord[] old = [.. page.Jobs.Where(job => job.HasEnded && (job.FinishedAt ?? job.CreatedAt) < before)];
            if (old.Length > 0)
                await log.AppendAsync([.. old.Select(job => AuditEvents.Deleted(job, Actor, now))], cancellation);
            foreach (JobRecord job in old)
                await remover.RemoveAsync(job, cancellation);
            removed += old.Length;
            after = page.Last;
        }
        while (after is not null);
        return (removed, inUse);
    }

    private async Task<int> RemoveFilesAsync(string container, string model, DateTimeOffset before, HashSet<string> inUse, CancellationToken cancellation)
    {
        BlobContainerClient client = await storage.ContainerAsync(container);
        int removed = 0;
        await foreach (BlobItem blob in client.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, model + "/", cancellation))
        {
            if (!(FileOrigin.ArrivalOf(blob.Metadata, blob.Properties.LastModified) < before) || inUse.Contains(blob.Name))
                continue;
            await client.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation);
            removed++;
        }

        return removed;
    }
}
