using XaiFunctions.App.Models;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Audits;

namespace XaiFunctions.App.Audits;

/// <summary>Finds out what a sweep reads: the jobs of its period, the labels that arrived in it, and the jobs that these are for.</summary>
public sealed class SweepPlanner(AuditPolicies policies, ModelRegistry registry, JobTable jobs, LabelReader labels, SubjectIndex subjects, SweepWork work)
{
    private const int RowsPerPart = 20_000;
    private const int JobsPerPart = 200;
    private const int JobsPerPage = 1000;

    // Jobs are found by when they were asked for; none takes this long.
    private static readonly TimeSpan LongestJob = TimeSpan.FromDays(7);

    /// <summary>Plans a sweep.</summary>
    /// <exception cref="InvalidInputException">The model is not registered.</exception>
    public async Task<SweepPlan> PlanAsync(Sweep sweep, CancellationToken cancellation)
    {
        AuditPolicy policy = await policies.FindAsync(sweep.Model, cancellation);
        List<JobRecord> finished = await FinishedAsync(sweep, cancellation);
        string version = finished.Where(job => job.Version is not null).GroupBy(job => job.Version!).MaxBy(group => group.Sum(job => job.Rows ?? 0))?.Key
            ?? await registry.LatestVersionAsync(sweep.Model, cancellation)
            ?? throw new InvalidInputException($"No model '{sweep.Model}' is registered.");
        var bad = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var arrived = new Dictionary<string, Dictionary<long, double>>(StringComparer.Ordinal);
        (int files, long read) = policy.Labels is { } labelled ? await ReadLabelsAsync(sweep, labelled, arrived, bad, cancellation) : (0, 0);

        List<SweptJob> swept = [.. finished.Where(job => job.Version == version).Select(job => new SweptJob(job.Id, job.Rows ?? 0, true, arrived.GetValueOrDefault(job.Id)?.Count ?? 0))];
        HashSet<string> inPeriod = [.. swept.Select(job => job.Job)];
        foreach ((string job, Dictionary<long, double> rows) in arrived.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!inPeriod.Contains(job) && await FindEarlierAsync(sweep, job, version, cancellation) is { } earlier)
                swept.Add(new(job, earlier.Rows ?? 0, false, rows.Count));
            else if (!inPeriod.Contains(job))
                Count(bad, "for a job that is unknown, unfinished or of another version", rows.Count);
        }

        foreach (SweptJob job in swept.Where(job => job.Labels > 0))
            await work.WriteLabelsAsync(sweep.Id, job.Job, arrived[job.Job], cancellation);
        JobRecord[] others = [.. finished.Where(job => job.Version != version)];
        ExcludedJobs[] excluded = others.Length == 0 ? [] : [new("other-version", others.Length, others.Sum(job => job.Rows ?? 0))];
        return new(version, policy, Parts(swept), excluded, files, read, bad);
    }

    internal static void Count(IDictionary<string, long> counts, string reason, long more) =>
        counts[reason] = (counts.TryGetValue(reason, out long count) ? count : 0) + more;

    private static List<IReadOnlyList<SweptJob>> Parts(List<SweptJob> swept)
    {
        var parts = new List<IReadOnlyList<SweptJob>>();
        var part = new List<SweptJob>();
        foreach (SweptJob job in swept)
        {
            if (part.Count > 0 && (part.Count == JobsPerPart || part.Sum(other => other.Rows) + job.Rows > RowsPerPart))
            {
                parts.Add(part);
                part = [];
            }

            part.Add(job);
        }

        if (part.Count > 0)
            parts.Add(part);
        return parts;
    }

    /// <summary>The jobs of the model that were completed in the period, by id, so that every attempt plans alike.</summary>
    private async Task<List<JobRecord>> FinishedAsync(Sweep sweep, CancellationToken cancellation)
    {
        var filter = new JobFilter { Model = sweep.Model, State = JobState.Completed, From = sweep.From - LongestJob, To = sweep.To };
        var finished = new List<JobRecord>();
        JobPlace? after = null;
        do
        {
            JobPage page = await jobs.ListAsync(filter, JobsPerPage, after, cancellation);
            finished.AddRange(page.Jobs.Where(job => job.FinishedAt >= sweep.From && job.FinishedAt < sweep.To));
            after = page.Last;
        }
        while (after is not null);
        finished.Sort((left, right) => string.CompareOrdinal(left.Id, right.Id));
        return finished;
    }

    private async Task<JobRecord?> FindEarlierAsync(Sweep sweep, string job, string version, CancellationToken cancellation) =>
        await jobs.FindAsync(job, cancellation) is { State: JobState.Completed } record && record.Model == sweep.Model && record.Version == version && record.FinishedAt < sweep.From ? record : null;

    private async Task<(int Files, long Read)> ReadLabelsAsync(
        Sweep sweep, LabelPolicy policy, Dictionary<string, Dictionary<long, double>> arrived, SortedDictionary<string, long> bad, CancellationToken cancellation)
    {
        long read = 0;
        var keys = new LabelKeys(subjects, sweep);
        IReadOnlyList<string> files = await labels.ListAsync(sweep, cancellation);
        foreach (string file in files)
        {
            await foreach (ReadLabel label in labels.ReadAsync(file, policy, cancellation))
            {
                read++;
                (string Job, long Row)? place = label.Key is { } key ? await keys.FindAsync(key, cancellation) : (label.Job, label.Row);
                if ((label.Problem ?? (place is null ? LabelKeys.Unknown : null)) is { } problem)
                    Count(bad, problem, 1);
                else
                    Keep(arrived, bad, place!.Value, label.Value);
            }
        }

        return (files.Count, read);
    }

    private static void Keep(Dictionary<string, Dictionary<long, double>> arrived, SortedDictionary<string, long> bad, (string Job, long Row) place, double label)
    {
        if (!arrived.TryGetValue(place.Job, out Dictionary<long, double>? rows))
            arrived[place.Job] = rows = [];
        if (rows.TryGetValue(place.Row, out double earlier) && earlier != label)
            Count(bad, "replaced by a later label of the same row", 1);
        rows[place.Row] = label;
    }
}
