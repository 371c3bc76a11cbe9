using XaiFunctions.Core.Calibration;
using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Audits.Fairness;
using XaiFunctions.Documents.Audits.Privacy;
using XaiFunctions.Documents.Audits.Probes;
using XaiFunctions.Documents.Audits.Slices;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Audits;

/// <summary>An audit: what a model's scored rows of a period say, held against the reference. The root of <c>audit.json</c>.</summary>
public sealed record AuditDocument
{
    /// <summary>The version of this form.</summary>
    public string SchemaVersion { get; init; } = "1.0";

    /// <summary>What was audited.</summary>
    public required AuditSubject Audit { get; init; }

    /// <summary>"complete", or "empty" if nothing was scored in the period; then only labels are looked at.</summary>
    public required string Status { get; init; }

    /// <summary>What is found, in words.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>The alerts that are raised, each with its evidence.</summary>
    public required IReadOnlyList<AuditAlert> Alerts { get; init; }

    /// <summary>The rows that were looked at.</summary>
    public required ScoredSection Scored { get; init; }

    /// <summary>The labels that arrived.</summary>
    public required LabelSection Labels { get; init; }

    /// <summary>The drift of the data against the background; null if nothing was scored.</summary>
    public DataDrift? Data { get; init; }

    /// <summary>The drift of the predictions against those of the background; null if nothing was scored.</summary>
    public ColumnDrift? Prediction { get; init; }

    /// <summary>The drift of the attributions against the reference sweep.</summary>
    public AttributionSection? Attribution { get; init; }

    /// <summary>How right the predictions were, or are expected to be.</summary>
    public PerformanceSection? Performance { get; init; }

    /// <summary>How groups of people are treated.</summary>
    public FairnessSection? Fairness { get; init; }

    /// <summary>Parts of the rows on which the model is worse than elsewhere.</summary>
    public SliceSection? Slices { get; init; }

    /// <summary>What trying the model out on sampled rows says; null if the policy does not want it, or nothing was scored.</summary>
    public ProbeSection? Probes { get; init; }

    /// <summary>What the audit says of privacy.</summary>
    public PrivacySection? Privacy { get; init; }

    /// <summary>That it was derived again without rows that were erased; null if it was not.</summary>
    public AuditRederivation? Rederived { get; init; }

    /// <summary>Every metric by its name: what rules refer to.</summary>
    public required IReadOnlyDictionary<string, Estimate> Metrics { get; init; }

    /// <summary>What the rules came to.</summary>
    public required IReadOnlyList<RuleOutcome> Rules { get; init; }
}

/// <summary>What was audited.</summary>
/// <param name="Id">The audit's id.</param>
/// <param name="Model">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Output">The output.</param>
/// <param name="Space">The space in which it is explained.</param>
/// <param name="From">The beginning of the period.</param>
/// <param name="To">Its end, which is not in it.</param>
/// <param name="Trigger">"timer" or "http".</param>
/// <param name="FinishedAt">When it was finished.</param>
/// <param name="Reference">The id of the sweep that attributions and performance are compared with; null if there is none yet.</param>
public sealed record AuditSubject(
    string Id, string Model, string Version, string Output, string Space, DateTimeOffset From, DateTimeOffset To, string Trigger, DateTimeOffset FinishedAt, string? Reference);

/// <summary>Rows that were looked at, and those that were not.</summary>
/// <param name="Jobs">The jobs that were finished in the period.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Excluded">Jobs of the period that cannot be compared, by reason.</param>
public sealed record ScoredSection(int Jobs, long Rows, IReadOnlyList<ExcludedJobs> Excluded);

/// <summary>Jobs that cannot be compared.</summary>
/// <param name="Reason">"other-version", "other-space", "other-outputs" or "documents-gone".</param>
/// <param name="Jobs">How many.</param>
/// <param name="Rows">Their rows.</param>
public sealed record ExcludedJobs(string Reason, int Jobs, long Rows);

/// <summary>The labels that arrived in the period.</summary>
/// <param name="Kind">What labels say.</param>
/// <param name="Files">The files.</param>
/// <param name="Read">The labels in them.</param>
/// <param name="Used">Those that found their row.</param>
/// <param name="Late">Those of them whose row was scored before the period.</param>
/// <param name="Bad">Those that cannot be used, by reason.</param>
public sealed record LabelSection(LabelKind Kind, int Files, long Read, long Used, long Late, IReadOnlyDictionary<string, long> Bad);

/// <summary>The drift of attributions.</summary>
/// <param name="Importance">The global importance of each player in the period.</param>
/// <param name="Drift">Held against the reference sweep's; null in the reference sweep itself.</param>
/// <param name="Players">The drift of each player's attributions over a sample of rows of both sweeps, as of columns; null in the reference sweep itself.</param>
public sealed record AttributionSection(IReadOnlyList<PlayerImportance> Importance, AttributionDrift? Drift, DataDrift? Players);

/// <summary>How right the predictions were.</summary>
public sealed record PerformanceSection
{
    /// <summary>With labels of yes and no.</summary>
    public BinaryPerformance? Binary { get; init; }

    /// <summary>Whether probabilities mean what they say.</summary>
    public CalibrationReport? Calibration { get; init; }

    /// <summary>The change of accuracy since the reference sweep.</summary>
    public PerformanceDecay? Decay { get; init; }

    /// <summary>An estimate without labels.</summary>
    public ExpectedPerformance? Expected { get; init; }

    /// <summary>What has to hold for that estimate to mean anything.</summary>
    public string? Assumption { get; init; }

    /// <summary>With labels that are numbers.</summary>
    public RegressionPerformance? Regression { get; init; }
}

/// <summary>What is told of an alert, in the same form by queue message, web hook and event.</summary>
/// <param name="Audit">The audit that raised it.</param>
/// <param name="Alert">The alert.</param>
public sealed record AlertMessage(AuditSubject Audit, AuditAlert Alert)
{
    internal const string Version = "1.0";

    /// <summary>The version of this form.</summary>
    public string SchemaVersion { get; init; } = Version;
}

/// <summary>An alert of a stored audit, ready to be told.</summary>
/// <param name="Id">The alert's id.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="At">When the audit was finished.</param>
/// <param name="Message">What is told: an <see cref="AlertMessage"/> as JSON.</param>
public sealed record ToldAlert(string Id, AuditSeverity Severity, DateTimeOffset At, byte[] Message);

/// <summary>An alert.</summary>
/// <param name="Id">The same for the same rule of the same audit, however often it is told.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Evidence">The metric that crossed the threshold, with its interval and its rows.</param>
/// <param name="Streak">The sweeps in a row in which it was crossed.</param>
/// <param name="Sentence">What happened, in words.</param>
public sealed record AuditAlert(string Id, AuditSeverity Severity, string Rule, Estimate Evidence, int Streak, string Sentence);
