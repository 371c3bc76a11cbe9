using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Privacy.Erasures;
using XaiFunctions.App.Privacy.Releases;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Privacy;

/// <summary>What the audit log is told of the privacy of people: hashes, ids and counts, never a key or a value.</summary>
public static class PrivacyEvents
{
    /// <summary>A model's privacy policy was set.</summary>
    public const string PolicyKind = "privacy-policy-set";

    /// <summary>Global importances were released under differential privacy.</summary>
    public const string ReleasedKind = "importance-released";

    /// <summary>What a model's policy keeps no longer was removed.</summary>
    public const string ExpiredKind = "retention-applied";

    /// <summary>An erasure came to its end, whatever that was.</summary>
    public const string ErasedKind = "subject-erased";

    /// <summary>A model's privacy policy was set. The record has it whole, so that it can be seen that a clip was fixed before what was released.</summary>
    public static AuditEvent PolicySet(string model, PrivacyPolicy policy, string actor, DateTimeOffset at) => new(
        $"settings:{model}",
        PolicyKind,
        at,
        new JsonObject { ["model"] = model, ["policy"] = JsonSerializer.SerializeToNode(policy, PrivacyPolicy.Format) },
        at.UtcTicks.ToString(CultureInfo.InvariantCulture))
    { Actor = actor };

    /// <summary>Global importances were released under differential privacy. The record has what was told: it is public.</summary>
    public static AuditEvent Released(ImportanceRelease release, string actor) => new(
        $"release:{release.Id}",
        ReleasedKind,
        release.ReleasedAt,
        new JsonObject
        {
            ["release"] = release.Id,
            ["model"] = release.Model,
            ["job"] = release.Job,
            ["mechanism"] = release.Mechanism.ToString(),
            ["epsilon"] = release.Cost.Epsilon,
            ["delta"] = release.Cost.Delta,
            ["clip"] = release.Clip,
            ["spentEpsilon"] = release.Spent.Epsilon,
            ["spentDelta"] = release.Spent.Delta,
        })
    { Actor = actor };

    /// <summary>What a model's policy keeps no longer was removed.</summary>
    public static AuditEvent Expired(string model, int days, Expired expired, DateTimeOffset at) => new(
        $"settings:{model}",
        ExpiredKind,
        at,
        new JsonObject
        {
            ["model"] = model,
            ["retentionDays"] = days,
            ["jobs"] = expired.Jobs,
            ["scoringFiles"] = expired.ScoringFiles,
            ["labelFiles"] = expired.LabelFiles,
            ["references"] = expired.References,
        },
        at.UtcTicks.ToString(CultureInfo.InvariantCulture))
    { Actor = "retention" };

    /// <summary>A job's files were written again without rows that were erased.</summary>
    /// <param name="job">The job.</param>
    /// <param name="files">The files' names and SHA-256 digests.</param>
    /// <param name="erasure">The erasure.</param>
    public static AuditEvent Rederived(JobRecord job, IReadOnlyDictionary<string, string> files, Erasure erasure) => new(
        AuditEvents.Job(job.Id),
        AuditKinds.DocumentsWritten,
        erasure.AskedAt,
        new JsonObject { ["job"] = job.Id, ["files"] = new JsonObject(files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value))), ["erasure"] = erasure.Id },
        files[DocumentStore.Document])
    { Actor = erasure.Actor };

    /// <summary>An erasure came to its end: the tombstone. Its id is a hash of keyed hashes, by which it can be found again only with the models' keys and the person's.</summary>
    public static AuditEvent Erased(Erasure erasure, ErasureRecord record) => new(
        $"erasure:{erasure.Id}",
        ErasedKind,
        record.FinishedAt!.Value,
        new JsonObject
        {
            ["erasure"] = erasure.Id,
            ["askedAt"] = erasure.AskedAt.UtcDateTime.ToString("O"),
            ["state"] = record.State.ToString().ToLowerInvariant(),
            ["jobs"] = record.Jobs,
            ["rows"] = record.Rows,
            ["files"] = record.Files,
            ["unreadableFiles"] = record.UnreadableFiles,
            ["audits"] = record.Audits,
        },
        erasure.Run.ToString(CultureInfo.InvariantCulture))
    { Actor = erasure.Actor };
}
