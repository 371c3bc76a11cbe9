using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Audits.Privacy;
using XaiFunctions.Documents.Audits.Probes;
using XaiFunctions.Documents.Tests.Audits.Probes;

namespace XaiFunctions.Documents.Tests.Audits;

/// <summary>Audits of rows that are drawn from a seed.</summary>
internal static class AuditCases
{
    /// <summary>The rows of an audit, enough for every test to tell.</summary>
    public const int Rows = 600;

    /// <summary>What is counted.</summary>
    public static AuditShape Shape { get; } = ScoredRows.Shape();

    /// <summary>The sums of the reference sweep.</summary>
    public static AuditSums Reference { get; } = new ScoredRows(2).Sums(Shape, Rows);

    /// <summary>The page of an audit with drift, decay and alerts.</summary>
    public static string AlertedPage()
    {
        AuditSums sums = new ScoredRows(3) { Shift = 0.8, Wrong = 0.3, OtherReasons = true }.Sums(Shape, Rows);
        (ProbeSection probes, MembershipSection membership) = new ProbedModel(ProbedModel.Fragile).Sections();
        AuditInput input = Input() with { Probes = probes, Privacy = new PrivacySection { Membership = membership } };
        return Written.By(stream => AuditReport.Write(stream, Auditor.Audit(Shape, sums, Reference, input), sums.Summary, 0));
    }

    /// <summary>An audit of clean rows, in which a model was tried out.</summary>
    public static AuditDocument WithProbes(ProbeSection? probes, MembershipSection? membership) =>
        Auditor.Audit(Shape, new ScoredRows(3).Sums(Shape, 100), Reference, Input() with { Probes = probes, Privacy = new PrivacySection { Membership = membership } });

    public static AuditDocument Probed()
    {
        (ProbeSection probes, MembershipSection membership) = new ProbedModel(ProbedModel.Smooth).Sections();
        return WithProbes(probes, membership);
    }

    /// <summary>The same audit as it is stored.</summary>
    public static string AlertedJson() => Json(Audit(new ScoredRows(3) { Shift = 0.8, Wrong = 0.3, OtherReasons = true }.Sums(Shape, Rows)));

    public static string Json(AuditDocument audit) => Written.By(stream => AuditJson.Write(stream, audit));

    public static AuditDocument Audit(AuditSums sums, int streak = 0) => Auditor.Audit(Shape, sums, Reference, Input(streak));

    public static AuditDocument Audit(AuditSums sums, AuditSums? reference, AuditShape shape) => Auditor.Audit(shape, sums, reference, Input());

    public static AuditInput Input(int streak = 0, string reference = "reference") => new(
        new AuditSubject("0123", "credit", "1", "yes", "log-odds", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), "timer", DateTimeOffset.UnixEpoch.AddDays(1), reference),
        new ScoredSection(1, 100, []),
        1,
        100,
        new Dictionary<string, long>(),
        AuditRule.Default,
        [.. AuditRule.Default.Select(_ => streak)]);

    public static AuditDocument Rederived() => new AuditRederivation(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero), 120).Mark(Audit(new ScoredRows(3).Sums(Shape, 100)));
}
