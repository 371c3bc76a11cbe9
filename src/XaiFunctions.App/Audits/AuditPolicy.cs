using System.Text.Json;
using System.Text.Json.Serialization;
using XaiFunctions.App.Models;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Audits.Fairness;
using XaiFunctions.Documents.Audits.Probes;

namespace XaiFunctions.App.Audits;

/// <summary>How a model is audited: the blob <c>models/{model}/audit.json</c>. A model without one is audited daily, without labels, by the default rules.</summary>
public sealed record AuditPolicy
{
    /// <summary>How this is written; an unknown member is a mistake.</summary>
    internal static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        MaxDepth = 8,
    };

    private const int MostRules = 100;
    private const int MostHours = 31 * 24;

    /// <summary>Hours from one sweep to the next, 1 to 744; periods begin at midnight UTC of 1 January 1970 and follow one another.</summary>
    /// <value>The default is 24.</value>
    public int EveryHours { get; init; } = 24;

    /// <summary>
    /// When sweeps are due, in UTC, instead of <see cref="EveryHours"/>: an NCRONTAB expression of six fields, <c>{second} {minute} {hour} {day} {month} {day-of-week}</c>, at least an hour
    /// apart; a sweep's period begins where the last one ended.
    /// </summary>
    /// <value>The default is null: every so many hours.</value>
    public string? Schedule { get; init; }

    /// <summary>The explained output that is audited.</summary>
    /// <value>The default is null: the first.</value>
    public string? Output { get; init; }

    /// <summary>What labels say.</summary>
    /// <value>The default is null: there are none.</value>
    public LabelPolicy? Labels { get; init; }

    /// <summary>How fairness is audited.</summary>
    /// <value>The default is null: by the columns that the model's manifest marks as sensitive.</value>
    public FairnessPolicy? Fairness { get; init; }

    /// <summary>The rules that raise alerts.</summary>
    /// <value>The default is null: those of <see cref="AuditRule.Default"/>.</value>
    public IReadOnlyList<AuditRule>? Rules { get; init; }

    /// <summary>Where alerts go.</summary>
    /// <value>The default is null: into the queue, and onto the app's Event Grid topic if it has one.</value>
    public AlertDelivery? Deliver { get; init; }

    /// <summary>How the model is tried out: attacks on decisions, tests of explanations.</summary>
    /// <value>The default is null: as <see cref="ProbePolicy"/>'s defaults say.</value>
    public ProbePolicy? Probes { get; init; }

    /// <summary>How the model is tried out.</summary>
    public ProbePolicy ProbesThatHold() => Probes ?? new ProbePolicy();

    /// <summary>The rules that hold.</summary>
    public IReadOnlyList<AuditRule> RulesThatHold() => Rules ?? AuditRule.Default;

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="InvalidInputException">One is.</exception>
    public AuditPolicy Checked()
    {
        if (EveryHours is < 1 or > MostHours)
            throw new InvalidInputException("'everyHours' must be from 1 to 744.");
        AuditSchedule.Of(this);
        if (Labels is { Kind: LabelKind.Class, Positive.Count: 0 })
            throw new InvalidInputException("Labels of classes need the texts that mean yes, 'positive'.");
        if (Labels is { } labels && !(labels.Threshold is > 0 and < 1))
            throw new InvalidInputException("'threshold' must be between 0 and 1.");
        if ((Fairness?.Problem() ?? Probes?.Problem()) is { } problem)
            throw new InvalidInputException(problem);
        if (Rules?.Count > MostRules)
            throw new InvalidInputException("A policy has at most 100 rules.");
        foreach (AuditRule rule in Rules ?? [])
        {
            if (string.IsNullOrEmpty(rule.Metric) || !double.IsFinite(rule.Threshold) || rule.Consecutive < 1 || rule.MinimumCount < 1)
                throw new InvalidInputException("A rule needs a metric, a finite threshold, and at least 1 as 'consecutive' and 'minimumCount'.");
        }

        return this;
    }
}

/// <summary>What labels say: files <c>labels/{model}/*.csv</c> with the columns <c>job</c>, <c>row</c> and <c>label</c>.</summary>
public sealed record LabelPolicy
{
    /// <summary>Classes or numbers.</summary>
    /// <value>The default is classes.</value>
    public LabelKind Kind { get; init; } = LabelKind.Class;

    /// <summary>The texts that mean yes: that the audited output's class was right.</summary>
    public IReadOnlyList<string> Positive { get; init; } = [];

    /// <summary>The texts that mean no; any other is then a bad label.</summary>
    /// <value>The default is null: every other text.</value>
    public IReadOnlyList<string>? Negative { get; init; }

    /// <summary>The probability from which on a row counts as decided yes, between 0 and 1.</summary>
    /// <value>The default is 0.5.</value>
    public double Threshold { get; init; } = 0.5;
}

/// <summary>Keeps the policies of models.</summary>
public sealed class AuditPolicies(ModelRegistry registry)
{
    private const string File = "audit.json";

    /// <summary>The policy of a model; the default if it has none.</summary>
    public async Task<AuditPolicy> FindAsync(string model, CancellationToken cancellation) =>
        (await registry.TryReadSettingAsync(model, File, cancellation))?.ToObjectFromJson<AuditPolicy>(AuditPolicy.Format) ?? new AuditPolicy();

    /// <summary>Stores the policy of a model.</summary>
    public Task SetAsync(string model, AuditPolicy policy, CancellationToken cancellation) =>
        registry.WriteSettingAsync(model, File, BinaryData.FromObjectAsJson(policy, AuditPolicy.Format), cancellation);
}
