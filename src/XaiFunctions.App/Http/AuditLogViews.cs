using System.Text.Json.Nodes;

namespace XaiFunctions.App.Http;

/// <summary>A record of the audit log, in canonical JSON (RFC 8785).</summary>
/// <param name="Sequence">Its place, from 0.</param>
/// <param name="Id">The event's identity: it is in the log once.</param>
/// <param name="Subject">What it happened to: <c>job:{id}</c>, <c>audit:{id}</c>, <c>model:{name}:{version}</c> or <c>settings:{model}</c>.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Data">The particulars.</param>
public sealed record AuditRecordView(long Sequence, string Id, string Subject, string Kind, DateTimeOffset At, JsonObject Data)
{
    /// <summary>Who asked for it: <c>token:</c> or <c>edge:</c> and an object id, <c>key:</c> and a key's name, <c>timer</c> or <c>blob</c>; absent if that is not known.</summary>
    public string? Actor { get; init; }
}

/// <summary>A signed head of the audit log, in canonical JSON (RFC 8785). The signature is of the canonical JSON of all other members.</summary>
/// <param name="Algorithm">"ES256": ECDSA over P-256 with SHA-256; the signature is r and s, 32 bytes each.</param>
/// <param name="At">When it was signed.</param>
/// <param name="KeyId">The key's name; a vault's key is named by its address with its version.</param>
/// <param name="PublicKey">The public key as a SubjectPublicKeyInfo, in base64.</param>
/// <param name="Root">The root of the records' tree (RFC 6962), in hexadecimal digits.</param>
/// <param name="Signature">The signature, in base64.</param>
/// <param name="Size">The records.</param>
public sealed record TreeHeadView(string Algorithm, DateTimeOffset At, string KeyId, string PublicKey, string Root, string Signature, long Size);
