using System.Globalization;
using System.Text.Json.Nodes;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Audits;

namespace XaiFunctions.App.AuditLog;

/// <summary>The app's events.</summary>
public static class AuditEvents
{
    /// <summary>The subject of a job's events.</summary>
    public static string Job(string id) => $"job:{id}";

    /// <summary>The subject of a model version's events.</summary>
    public static string Model(string model, string version) => $"model:{model}:{version}";

    /// <summary>A version was registered.</summary>
    public static AuditEvent Registered(RegistrationRecord record, string actor) => new(
        Model(record.Model, record.Version), AuditKinds.ModelRegistered, record.RegisteredAt, new JsonObject
        {
            ["model"] = record.Model,
            ["version"] = record.Version,
            ["modelSha256"] = record.ModelSha256,
            ["manifestSha256"] = record.ManifestSha256,
            ["backgroundSha256"] = record.BackgroundSha256,
            ["backgroundRows"] = record.BackgroundRows,
        })
    { Actor = actor };

    /// <summary>A model's audit policy was set.</summary>
    /// <param name="model">The model.</param>
    /// <param name="policy">The policy as it is stored.</param>
    /// <param name="actor">Who set it.</param>
    /// <param name="at">When.</param>
    public static AuditEvent PolicySet(string model, BinaryData policy, string actor, DateTimeOffset at) => Set(AuditKinds.PolicySet, model, policy, actor, at);

    /// <summary>It was said to whom a model is open.</summary>
    /// <param name="model">The model.</param>
    /// <param name="access">The lists as they are stored.</param>
    /// <param name="actor">Who said so.</param>
    /// <param name="at">When.</param>
    public static AuditEvent AccessSet(string model, BinaryData access, string actor, DateTimeOffset at) => Set(AuditKinds.AccessSet, model, access, actor, at);

    /// <summary>A job was asked for. The file's name is not told: people put names of people into names of files.</summary>
    public static AuditEvent Requested(ExplainJob job) => new(Job(job.Id), AuditKinds.JobRequested, job.CreatedAt, new JsonObject
    {
        ["job"] = job.Id,
        ["model"] = Paths.ModelFolder(job.Model),
        ["trigger"] = job.Trigger,
    })
    { Actor = job.Actor };

    /// <summary>A job's files were written.</summary>
    /// <param name="job">The job.</param>
    /// <param name="files">Their names and SHA-256 digests; <c>document.json</c> among them.</param>
    /// <param name="at">When.</param>
    public static AuditEvent Written(ExplainJob job, IReadOnlyDictionary<string, string> files, DateTimeOffset at) => new(
        Job(job.Id),
        AuditKinds.DocumentsWritten,
        at,
        new JsonObject { ["job"] = job.Id, ["files"] = new JsonObject(files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value))) },
        files[DocumentStore.Document]) // were they ever written otherwise, that would be another event
    { Actor = job.Actor };

    /// <summary>A job came to its end.</summary>
    public static AuditEvent Ended(JobRecord job, string? actor) => new(Job(job.Id), AuditKinds.JobEnded, job.FinishedAt!.Value, new JsonObject
    {
        ["job"] = job.Id,
        ["model"] = Paths.ModelFolder(job.Model),
        ["version"] = NameRules.IsName(job.Version) ? job.Version : null,
        ["state"] = job.State.ToString().ToLowerInvariant(),
        ["rows"] = job.Rows,
        ["rejected"] = job.Rejected,
    })
    { Actor = actor };

    /// <summary>The subject of an audit's events.</summary>
    public static string Audit(string id) => $"audit:{id}";

    /// <summary>An audit was made.</summary>
    /// <param name="audit">What was audited.</param>
    /// <param name="files">Its files and their SHA-256 digests; <c>audit.json</c> among them.</param>
    /// <param name="actor">Who asked for it.</param>
    public static AuditEvent Audited(AuditSubject audit, IReadOnlyDictionary<string, string> files, string actor) => new(
        Audit(audit.Id),
        AuditKinds.AuditWritten,
        audit.FinishedAt,
        new JsonObject
        {
            ["audit"] = audit.Id,
            ["model"] = audit.Model,
            ["version"] = audit.Version,
            ["from"] = audit.From.UtcDateTime.ToString("O"),
            ["to"] = audit.To.UtcDateTime.ToString("O"),
            ["files"] = new JsonObject(files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value))),
        },
        files[AuditStore.Document])
    { Actor = actor };

    /// <summary>An audit raised an alert. The rule may name a column of the model, never a value.</summary>
    public static AuditEvent Alerted(AuditSubject audit, AuditAlert alert, string actor) => new(
        Audit(audit.Id),
        AuditKinds.AlertRaised,
        audit.FinishedAt,
        new JsonObject { ["audit"] = audit.Id, ["alert"] = alert.Id, ["severity"] = alert.Severity.ToString().ToLowerInvariant(), ["rule"] = alert.Rule, ["streak"] = alert.Streak },
        alert.Id)
    { Actor = actor };

    /// <summary>Alerts of an audit could not be told in one way.</summary>
    public static AuditEvent Undelivered(Sweep sweep, UndeliveredAlerts alerts, DateTimeOffset at) => new(
        Audit(sweep.Id),
        AuditKinds.AlertsUndelivered,
        at,
        new JsonObject { ["audit"] = sweep.Id, ["model"] = sweep.Model, ["channel"] = alerts.Channel.ToString(), ["alerts"] = alerts.Alerts },
        alerts.Channel.ToString())
    { Actor = sweep.AskedBy };

    /// <summary>An audit could not be made.</summary>
    public static AuditEvent AuditFailed(Sweep sweep, DateTimeOffset at) =>
        new(Audit(sweep.Id), AuditKinds.AuditFailed, at, new JsonObject { ["audit"] = sweep.Id, ["model"] = sweep.Model }) { Actor = sweep.AskedBy };

    /// <summary>What a job left behind is deleted; told before it is done, so that nothing goes without a record.</summary>
    public static AuditEvent Deleted(JobRecord job, string actor, DateTimeOffset at) => new(Job(job.Id), AuditKinds.JobDeleted, at, new JsonObject
    {
        ["job"] = job.Id,
        ["model"] = Paths.ModelFolder(job.Model),
    })
    { Actor = actor };

    // Setting the same again is another event: somebody did it, then.
    private static AuditEvent Set(string kind, string model, BinaryData content, string actor, DateTimeOffset at) => new(
        $"settings:{model}", kind, at, new JsonObject { ["model"] = model, ["sha256"] = ModelFiles.Digest(content) }, at.UtcTicks.ToString(CultureInfo.InvariantCulture))
    { Actor = actor };
}
