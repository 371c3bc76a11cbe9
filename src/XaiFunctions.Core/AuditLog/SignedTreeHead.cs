using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace XaiFunctions.Core.AuditLog;

/// <summary>The state of the log at a moment, before it is signed.</summary>
/// <param name="Size">The records.</param>
/// <param name="Root">The root of their tree.</param>
/// <param name="At">When it was signed; milliseconds count.</param>
public sealed record TreeHead(long Size, Digest Root, DateTimeOffset At);

/// <summary>
/// A tree head with a signature: ECDSA over P-256 with SHA-256 (ES256 of RFC 7518) of the canonical JSON of all its other members. Whoever keeps one can find
/// out later whether the log still begins with the same records.
/// </summary>
/// <param name="Head">What is signed.</param>
/// <param name="KeyId">The key's name; a vault's keys are named by their address with their version.</param>
/// <param name="PublicKey">The public key as a SubjectPublicKeyInfo.</param>
/// <param name="Signature">The two numbers r and s, 32 bytes each.</param>
public sealed record SignedTreeHead(TreeHead Head, string KeyId, byte[] PublicKey, byte[] Signature)
{
    private const string Algorithm = "ES256";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The bytes that are signed.</summary>
    /// <param name="head">The head.</param>
    /// <param name="keyId">The key's name.</param>
    /// <param name="publicKey">The public key as a SubjectPublicKeyInfo.</param>
    public static byte[] BytesToSign(TreeHead head, string keyId, byte[] publicKey) =>
        CanonicalJson.Write(JsonSerializer.SerializeToElement(Members(head, keyId, publicKey)));

    /// <summary>The canonical JSON of the signed head.</summary>
    public byte[] ToJson()
    {
        JsonObject json = Members(Head, KeyId, PublicKey);
        json["signature"] = Convert.ToBase64String(Signature);
        return CanonicalJson.Write(JsonSerializer.SerializeToElement(json));
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="JsonException">It is no signed head.</exception>
    public static SignedTreeHead Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json.ToArray());
            JsonElement members = document.RootElement;
            string Text(string name) => members.GetProperty(name).GetString() ?? throw new FormatException();
            if (Text("algorithm") != Algorithm)
                throw new JsonException("The signed tree head is signed by an unknown algorithm.");
            DateTimeOffset at = DateTimeOffset.ParseExact(Text("at"), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            var head = new TreeHead(members.GetProperty("size").GetInt64(), Digest.Parse(Text("root")), at);
            return new(head, Text("keyId"), Convert.FromBase64String(Text("publicKey")), Convert.FromBase64String(Text("signature")));
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException("This is no signed tree head.", exception);
        }
    }

    /// <summary>Whether the signature is the public key's. Whose key it is, is for the caller to know.</summary>
    public bool IsSigned()
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(PublicKey, out _);
        }
        catch (CryptographicException)
        {
            return false; // what is there is no key
        }

        return key.VerifyData(BytesToSign(Head, KeyId, PublicKey), Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static JsonObject Members(TreeHead head, string keyId, byte[] publicKey) => new()
    {
        ["algorithm"] = Algorithm,
        ["at"] = head.At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
        ["keyId"] = keyId,
        ["publicKey"] = Convert.ToBase64String(publicKey),
        ["root"] = head.Root.ToString(),
        ["size"] = head.Size,
    };
}
