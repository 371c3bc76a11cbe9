using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.App.Privacy.Erasures;

/// <summary>Finds all that is known of a subject.</summary>
public sealed class ErasurePlanner(SubjectIndex subjects, JobTable jobs, SweepTable sweeps, ModelRegistry registry, StorageAccount storage, FileEraser files)
{
    private const int JobsPerStep = 20;
    private const int FilesPerStep = 50;

    /// <summary>Whether all jobs and audits have ended that may have read rows of the subject before the erasure was asked for.</summary>
    public async Task<bool> IsReadyAsync(Erasure erasure, CancellationToken cancellation)
    {
        foreach (ErasedSubject subject in erasure.Subjects)
        {
            foreach (JobState state in (JobState[])[JobState.Queued, JobState.Running, JobState.Cancelling])
            {
                if ((await jobs.ListAsync(new JobFilter { Model = subject.Model, State = state, To = erasure.AskedAt }, 1, null, cancellation)).Jobs.Count > 0)
                    return false;
            }

            if ((await sweeps.ListAsync(subject.Model, cancellation)).Any(audit => audit.State == SweepState.Running && audit.Sweep.From < erasure.AskedAt))
                return false;
        }

        return true;
    }

    /// <summary>Plans an erasure.</summary>
    public async Task<ErasurePlan> PlanAsync(Erasure erasure, CancellationToken cancellation)
    {
        var steps = new List<ErasureStep>();
        var audits = new List<ErasedAudit>();
        foreach (ErasedSubject subject in erasure.Subjects)
        {
            IReadOnlyList<SubjectPlace> places = await subjects.FindAsync(subject.Model, SubjectHash.Parse(subject.Subject), cancellation);
            ErasedJob[] found = [.. places.GroupBy(place => place.Job, StringComparer.Ordinal).Select(job => new ErasedJob(job.Key, [.. job.Select(place => place.Row).Order()]))];
            steps.AddRange(found.Chunk(JobsPerStep).Select(some => new ErasureStep(subject, some, null, [])));
            (List<string> labels, List<DateTimeOffset> arrivals) = await LabelsAsync(subject, found, cancellation);
            steps.AddRange(labels.Chunk(FilesPerStep).Select(some => new ErasureStep(subject, found, StorageAccount.Labels, some)));
            steps.AddRange((await ListAsync(StorageAccount.Scoring, subject.Model, cancellation)).Select(blob => blob.Name).Chunk(FilesPerStep).Select(some => new ErasureStep(subject, [], StorageAccount.Scoring, some)));
            audits.AddRange(await AuditsAsync(subject, found, arrivals, cancellation));
        }

        return new(steps, audits);
    }

    /// <summary>Knows the records of a step's subject in files.</summary>
    public async Task<RecordMatcher> MatcherAsync(ErasureStep step, CancellationToken cancellation) => new(
        await subjects.HasherAsync(step.Subject.Model, cancellation),
        SubjectHash.Parse(step.Subject.Subject),
        step.Container == StorageAccount.Labels ? ["key"] : await KeyColumnsAsync(step.Subject.Model, cancellation),
        step.Jobs.ToDictionary(job => job.Job, job => job.Rows.ToHashSet(), StringComparer.Ordinal));

    /// <summary>The key columns of all versions of a model: files are older than the newest.</summary>
    private async Task<IReadOnlyCollection<string>> KeyColumnsAsync(string model, CancellationToken cancellation)
    {
        var columns = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((RegistrationRecord record, _) in (await registry.ListAsync(cancellation)).Where(version => version.Record.Model == model))
        {
            if (await registry.TryReadAsync(model, record.Version, ModelRegistry.Manifest, cancellation) is { } manifest && ModelManifest.Parse(manifest.ToMemory().Span).KeyColumn is { } column)
                columns.Add(column);
        }

        return columns;
    }

    private async Task<(List<string> Files, List<DateTimeOffset> Arrivals)> LabelsAsync(ErasedSubject subject, IReadOnlyList<ErasedJob> found, CancellationToken cancellation)
    {
        RecordMatcher matcher = await MatcherAsync(new(subject, found, StorageAccount.Labels, []), cancellation);
        var holding = new List<string>();
        var arrivals = new List<DateTimeOffset>();
        foreach (BlobItem blob in await ListAsync(StorageAccount.Labels, subject.Model, cancellation))
        {
            bool? holds = await files.HoldsAsync(StorageAccount.Labels, blob.Name, matcher, cancellation);
            if (holds != false)
                holding.Add(blob.Name);
            if (holds == true && FileOrigin.ArrivalOf(blob.Metadata, blob.Properties.LastModified) is { } arrived)
                arrivals.Add(arrived);
        }

        return (holding, arrivals);
    }

    /// <summary>The audits whose period has a job or a label of the subject.</summary>
    private async Task<IEnumerable<ErasedAudit>> AuditsAsync(ErasedSubject subject, IReadOnlyList<ErasedJob> found, List<DateTimeOffset> arrivals, CancellationToken cancellation)
    {
        var times = new List<DateTimeOffset>(arrivals);
        foreach (ErasedJob job in found)
        {
            if ((await jobs.FindAsync(job.Job, cancellation))?.FinishedAt is { } finished)
                times.Add(finished);
        }

        return (await sweeps.ListAsync(subject.Model, cancellation))
            .Where(audit => audit.State == SweepState.Completed && times.Any(time => time >= audit.Sweep.From && time < audit.Sweep.To))
            .OrderBy(audit => audit.Sweep.From).ThenBy(audit => audit.Sweep.To).ThenBy(audit => audit.Sweep.Id, StringComparer.Ordinal)
            .Select(audit => new ErasedAudit(subject.Model, audit.Sweep.Id));
    }

    private async Task<List<BlobItem>> ListAsync(string container, string model, CancellationToken cancellation)
    {
        BlobContainerClient client = await storage.ContainerAsync(container);
        var blobs = new List<BlobItem>();
        await foreach (BlobItem blob in client.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, model + "/", cancellation))
            blobs.Add(blob);
        return blobs;
    }
}
