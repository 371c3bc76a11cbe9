using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace XaiFunctions.App.Http;

/// <summary>The header <c>Idempotency-Key</c>, by which a caller can repeat a request without asking for the work twice.</summary>
public static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";
    private const int MaxLength = 255;

    /// <summary>The key of a request, or null if it has none.</summary>
    /// <exception cref="ProblemException">It is not one key of visible ASCII characters.</exception>
    public static string? Of(HttpRequest request)
    {
        StringValues values = request.Headers[Header];
        if (values.Count == 0)
            return null;
        if (values.Count == 1 && values[0] is { Length: >= 1 and <= MaxLength } key && key.All(character => character is > ' ' and <= '~'))
            return key;
        throw new ProblemException(Problem.InvalidInput($"The header {Header} must be one text of 1 to {MaxLength} visible ASCII characters without spaces."));
    }

    /// <summary>
    /// What tells two bodies apart. Layout does not count; the order of members does. The key goes into it, so that nobody who reads the
    /// table can try out which rows were asked about: the key itself is not stored.
    /// </summary>
    public static string Digest(string key, ExplanationBody body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(key));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(body.Request, JsonSerializerOptions.Web));
        if (body.Callback is not null)
            hash.AppendData(Encoding.UTF8.GetBytes($"\ncallback {body.Callback}"));
        hash.AppendData("\n"u8);
        hash.AppendData(body.Instances.ToMemory().Span);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
