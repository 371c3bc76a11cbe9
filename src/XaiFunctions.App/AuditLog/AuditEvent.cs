using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.AuditLog;

/// <summary>
/// What happened, as the audit log is told it. It holds names of models, ids, counts and digests, never a value of a row: records stay for ever, people's
/// data must not.
/// </summary>
/// <param name="Subject">What it happened to: <c>job:{id}</c>, <c>audit:{id}</c>, <c>model:{name}:{version}</c> or <c>settings:{model}</c>.</param>
/// <param name="Kind">What happened: one of <see cref="AuditKinds"/>.</param>
/// <param name="At">When.</param>
/// <param name="Data">The particulars.</param>
/// <param name="Distinction">Tells events of one kind and subject apart; empty where there is only one.</param>
public sealed record AuditEvent(string Subject, string Kind, DateTimeOffset At, JsonObject Data, string Distinction = "")
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>Who asked for it: a caller as <see cref="Access.Caller.Actor"/> names it, or what started it by itself ("timer", "blob"); null if that is not known.</summary>
    public string? Actor { get; init; }

    /// <summary>The event's identity: an event that is told twice is in the log once.</summary>
    public string Id => Distinction.Length == 0 ? $"{Subject}:{Kind}" : $"{Subject}:{Kind}:{Distinction}";

    /// <summary>The record of the event at its place in the log: canonical JSON.</summary>
    /// <param name="sequence">The place, from 0.</param>
    public byte[] ToRecord(long sequence)
    {
        var record = new JsonObject
        {
            ["sequence"] = sequence,
            ["id"] = Id,
            ["subject"] = Subject,
            ["kind"] = Kind,
            ["at"] = At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
            ["data"] = Data.DeepClone(),
        };
        if (Actor is not null)
            record["actor"] = Actor;
        return CanonicalJson.Write(JsonSerializer.SerializeToElement(record));
    }
}

/// <summary>The kinds of events.</summary>
public static class AuditKinds
{
    /// <summary>A version of a model was registered.</summary>
    public const string ModelRegistered = "model-registered";

    /// <summary>A model's audit policy was set.</summary>
    public const string PolicySet = "audit-policy-set";

    /// <summary>It was said to whom a model is open.</summary>
    public const string AccessSet = "access-set";

    /// <summary>An explanation was asked for.</summary>
    public const string JobRequested = "job-requested";

    /// <summary>An explanation's files were written.</summary>
    public const string DocumentsWritten = "documents-written";

    /// <summary>A job came to its end, whatever that was.</summary>
    public const string JobEnded = "job-ended";

    /// <summary>An audit was made.</summary>
    public const string AuditWritten = "audit-written";

    /// <summary>An audit could not be made.</summary>
    public const string AuditFailed = "audit-failed";

    /// <summary>A rule of an audit raised an alert.</summary>
    public const string AlertRaised = "alert-raised";

    /// <summary>Alerts could not be told.</summary>
    public const string AlertsUndelivered = "alerts-undelivered";

    /// <summary>What a job left behind is deleted.</summary>
    public const string JobDeleted = "job-deleted";
}

/// <summary>A record as it is read back from the log.</summary>
/// <param name="Sequence">Its place, from 0.</param>
/// <param name="Subject">What the event happened to.</param>
/// <param name="Id">The event's identity.</param>
/// <param name="Leaf">The hash of its bytes in the tree.</param>
public sealed record AuditRecord(long Sequence, string Subject, string Id, Digest Leaf)
{
    /// <summary>Reads a record's bytes.</summary>
    /// <param name="bytes">Canonical JSON.</param>
    /// <exception cref="InvalidDataException">They are no record.</exception>
    public static AuditRecord Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes.ToArray());
            JsonElement record = document.RootElement;
            if (!CanonicalJson.Write(record).AsSpan().SequenceEqual(bytes))
                throw new InvalidDataException("is not in canonical form");
            return new(record.GetProperty("sequence").GetInt64(), record.GetProperty("subject").GetString() ?? "", record.GetProperty("id").GetString() ?? "", MerkleTree.LeafHash(bytes));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("is no record of the audit log", exception);
        }
    }
}
