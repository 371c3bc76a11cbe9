using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using XaiFunctions.Documents.Audits;

namespace XaiFunctions.App.Audits;

/// <summary>An audit to be made: the input of the orchestration.</summary>
/// <param name="Id">Its id, also the orchestration's: 32 hexadecimal digits that follow from the rest.</param>
/// <param name="Model">The model.</param>
/// <param name="From">The beginning of the period.</param>
/// <param name="To">Its end, which is not in it.</param>
/// <param name="Trigger">"timer" or "http".</param>
public sealed record Sweep(string Id, string Model, DateTimeOffset From, DateTimeOffset To, string Trigger)
{
    /// <summary>Who asked for it, as the audit log names callers; null for the schedule. It is not part of what is asked for.</summary>
    public string? Actor { get; init; }

    /// <summary>
    /// The steps that its orchestration takes: 0 before models were tried out, <see cref="CurrentSteps"/> now. An orchestration in flight goes on with those that it was begun with.
    /// </summary>
    public int Steps { get; init; }

    /// <summary>The steps that an orchestration takes that is begun now.</summary>
    public const int CurrentSteps = 1;

    /// <summary>That it makes an audit again of which rows were erased, without telling its alerts again; null for the first time. It is not part of what is asked for.</summary>
    public AuditRederivation? Rederives { get; init; }

    /// <summary>Who asked for it, or what did.</summary>
    internal string AskedBy => Actor ?? Trigger;

    /// <summary>A sweep by its model and period: asked for twice, it is one.</summary>
    public static Sweep Of(string model, DateTimeOffset from, DateTimeOffset to, string trigger)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"sweep\n{model}\n{from.UtcTicks}\n{to.UtcTicks}\n{trigger}");
        return new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32], model, from.ToUniversalTime(), to.ToUniversalTime(), trigger);
    }
}

/// <summary>What can start a sweep.</summary>
public static class SweepTriggers
{
    /// <summary>The model's schedule.</summary>
    public const string Timer = "timer";

    /// <summary>A request.</summary>
    public const string Http = "http";
}

/// <summary>A job whose rows a sweep reads.</summary>
/// <param name="Job">The job.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="InPeriod">Whether it was finished in the period; otherwise labels for it arrived.</param>
/// <param name="Labels">The labels for it that arrived.</param>
public sealed record SweptJob(string Job, long Rows, bool InPeriod, int Labels);

/// <summary>The plan of a sweep: the claim check <c>plan.json</c>.</summary>
/// <param name="Version">The audited version.</param>
/// <param name="Policy">The policy as it was when the sweep began.</param>
/// <param name="Parts">The pieces of work.</param>
/// <param name="Excluded">Jobs that are of other versions.</param>
/// <param name="LabelFiles">Label files that arrived.</param>
/// <param name="LabelsRead">Labels in them.</param>
/// <param name="BadLabels">Labels that cannot be used, by reason.</param>
public sealed record SweepPlan(
    string Version,
    AuditPolicy Policy,
    IReadOnlyList<IReadOnlyList<SweptJob>> Parts,
    IReadOnlyList<ExcludedJobs> Excluded,
    int LabelFiles,
    long LabelsRead,
    IReadOnlyDictionary<string, long> BadLabels);

/// <summary>What one piece of work left besides its sums: the claim check beside them.</summary>
/// <param name="Excluded">Jobs that could not be read.</param>
/// <param name="LabelsWithoutRow">Labels whose row there is not.</param>
public sealed record SweepPartRecord(IReadOnlyList<ExcludedJobs> Excluded, long LabelsWithoutRow);

/// <summary>The input of one piece of work.</summary>
/// <param name="Sweep">The sweep.</param>
/// <param name="Part">Which piece of the plan.</param>
public sealed record SweepPartInput(Sweep Sweep, int Part);

/// <summary>The input of the end of a sweep.</summary>
/// <param name="Sweep">The sweep.</param>
/// <param name="FinishedAt">When, by the orchestration's clock.</param>
/// <param name="Problem">Why it failed, or null.</param>
public sealed record FinishSweepInput(Sweep Sweep, DateTimeOffset FinishedAt, string? Problem);
