using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Governance;
using XaiFunctions.App.Models;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Audits.Privacy;
using XaiFunctions.Documents.Audits.Probes;
using XaiFunctions.Documents.Governance;

namespace XaiFunctions.App.Audits;

/// <summary>Merges the parts of a sweep, holds them against the reference, and writes the audit.</summary>
public sealed class SweepFinisher(ModelCache models, AuditStore store, SweepTable table, SweepWork work, SweepProber prober)
{
    /// <summary>The fewest rows of a reference sweep.</summary>
    public const int FewestReferenceRows = 30;

    /// <summary>Makes and stores the audit.</summary>
    public async Task<AuditDocument> FinishAsync(Sweep sweep, SweepPlan plan, DateTimeOffset finishedAt, CancellationToken cancellation)
    {
        using ModelLease lease = await models.AcquireAsync(sweep.Model, plan.Version, cancellation);
        AuditShape shape = SweepShape.Of(lease.Model, plan.Policy);
        (AuditSums sums, ScoredSection scored, SortedDictionary<string, long> bad) = await MergeAsync(sweep, plan, shape, cancellation);
        if (sums.Summary.RowCount >= FewestReferenceRows)
            await store.KeepReferenceAsync(sweep, plan, sums, cancellation);
        (string Id, AuditSums Sums)? reference = await store.FindReferenceAsync(sweep.Model, plan, shape, cancellation);
        bool isItself = reference?.Id == sweep.Id;
        IReadOnlyList<AuditRule> rules = plan.Policy.RulesThatHold();
        var subject = new AuditSubject(
            sweep.Id, sweep.Model, plan.Version, shape.Frame.Outputs[shape.Output], shape.Frame.Space, sweep.From, sweep.To, sweep.Trigger, finishedAt, reference?.Id);
        ProbeSections? probes = await prober.CollectAsync(sweep, shape, sums.Sample, lease.Model, cancellation);
        var input = new AuditInput(subject, scored, plan.LabelFiles, plan.LabelsRead, bad, rules, await StreaksAsync(sweep, rules, cancellation))
        {
            Probes = probes?.Probes(),
            Privacy = new PrivacySection { Membership = probes?.Membership() },
        };
        AuditDocument document = Auditor.Audit(shape, sums, isItself ? null : reference?.Sums, input);
        document = sweep.Rederives?.Mark(document) ?? document;
        await StoreAsync(sweep, AuditStore.Report, Bytes(stream => AuditReport.Write(stream, document, sums.Summary, shape.Output)), cancellation);
        await StoreAsync(sweep, AuditStore.Summary, Bytes(stream => AuditMarkdown.Write(stream, document)), cancellation);
        byte[] json = Bytes(stream => AuditJson.Write(stream, document));
        await StoreGovernanceAsync(sweep, lease.Model, new MeasuredAudit(json), cancellation);
        await StoreAsync(sweep, AuditStore.Document, json, cancellation);
        return document;
    }

    /// <summary>The event of an audit, with the digests of its files as they are stored.</summary>
    public async Task<IReadOnlyList<AuditEvent>> EventsAsync(Sweep sweep, AuditDocument document, CancellationToken cancellation)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in AuditStore.Files)
            files[name] = ModelFiles.Digest((await store.TryReadAsync(sweep.Model, sweep.Id, name, cancellation))!);
        return [AuditEvents.Audited(document.Audit, files, sweep.AskedBy), .. document.Alerts.Select(alert => AuditEvents.Alerted(document.Audit, alert, sweep.AskedBy))];
    }

    private async Task<(AuditSums Sums, ScoredSection Scored, SortedDictionary<string, long> Bad)> MergeAsync(
        Sweep sweep, SweepPlan plan, AuditShape shape, CancellationToken cancellation)
    {
        var sums = new AuditSums(shape);
        var excluded = new List<ExcludedJobs>(plan.Excluded);
        var bad = new SortedDictionary<string, long>(new Dictionary<string, long>(plan.BadLabels), StringComparer.Ordinal);
        for (int part = 0; part < plan.Parts.Count; part++)
        {
            (AuditSums more, SweepPartRecord record) = await work.ReadPartAsync(sweep.Id, part, shape, cancellation);
            sums.Merge(more);
            excluded.AddRange(record.Excluded);
            if (record.LabelsWithoutRow > 0)
                SweepPlanner.Count(bad, "for a row that was not explained", record.LabelsWithoutRow);
        }

        ExcludedJobs[] byReason = [.. excluded.GroupBy(jobs => jobs.Reason, StringComparer.Ordinal).Select(group => new ExcludedJobs(group.Key, group.Sum(jobs => jobs.Jobs), group.Sum(jobs => jobs.Rows)))];
        int unread = excluded.Skip(plan.Excluded.Count).Sum(jobs => jobs.Jobs);
        int jobs = plan.Parts.Sum(part => part.Count(job => job.InPeriod)) - unread;
        return (sums, new ScoredSection(jobs, sums.Summary.RowCount, byReason), bad);
    }

    /// <summary>For each rule the sweeps in a row before this in which it was crossed: as the last sweep of the schedule before this period says.</summary>
    private async Task<IReadOnlyList<int>> StreaksAsync(Sweep sweep, IReadOnlyList<AuditRule> rules, CancellationToken cancellation)
    {
        SweepRecord? last = (await table.ListAsync(sweep.Model, cancellation)).FirstOrDefault(record =>
            record.State == SweepState.Completed && record.Sweep.Trigger == SweepTriggers.Timer && record.Sweep.To <= sweep.From);
        if (last is null || await store.TryReadAsync(sweep.Model, last.Sweep.Id, AuditStore.Document, cancellation) is not { } content)
            return [.. rules.Select(_ => 0)];
        return AuditJson.ReadStreaks(content.ToMemory().Span, rules);
    }

    /// <summary>The card, the data sheet and the evidence as they were when the audit was made.</summary>
    private Task StoreGovernanceAsync(Sweep sweep, LoadedModel loaded, MeasuredAudit audit, CancellationToken cancellation)
    {
        ModelFacts facts = GovernanceFiles.FactsOf(loaded);
        return Task.WhenAll(GovernanceFiles.All.Select(file => StoreAsync(sweep, file.Name, GovernanceFiles.Write(file.Kind, file.Form, facts, audit), cancellation)));
    }

    private Task StoreAsync(Sweep sweep, string name, byte[] content, CancellationToken cancellation) => store.WriteAsync(sweep, name, BinaryData.FromBytes(content), cancellation);

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
