using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace XaiFunctions.LocalHost.Functions.Keys;

/// <summary>Says who may call what. Keys come as <c>x-functions-key</c> or <c>?code=</c>.</summary>
internal sealed class KeyRing(KeyFile keys)
{
    /// <summary>The header that carries a key.</summary>
    public const string Header = "x-functions-key";

    /// <summary>The query parameter that carries a key.</summary>
    public const string Query = "code";

    /// <summary>The system key of the durable instances' management.</summary>
    public const string Durable = "durabletask_extension";

    /// <summary>The system key of the blob events' webhook.</summary>
    public const string Blobs = "blobs_extension";

    /// <summary>Whether a request may call a function.</summary>
    public bool Permits(HttpRequest request, AuthorizationLevel level, string function) => level switch
    {
        AuthorizationLevel.Anonymous => true,
        AuthorizationLevel.Function => Shows(request, [keys.Master, .. keys.Host.Values, .. keys.FunctionKeys(function)]),
        AuthorizationLevel.System => Shows(request, [keys.Master, .. keys.System.Values]),
        _ => PermitsAdmin(request),
    };

    /// <summary>Whether a request shows the master key.</summary>
    public bool PermitsAdmin(HttpRequest request) => Shows(request, [keys.Master]);

    /// <summary>Whether a request shows a system key or the master key.</summary>
    public bool PermitsSystem(HttpRequest request, string name) => Shows(request, [keys.Master, keys.System[name]]);

    /// <summary>A system key's value.</summary>
    public string SystemKey(string name) => keys.System[name];

    private static bool Shows(HttpRequest request, IEnumerable<string> valid)
    {
        string? given = request.Headers[Header].ToString() is { Length: > 0 } header ? header : request.Query[Query].ToString();
        if (string.IsNullOrEmpty(given))
            return false;

        // Digests of equal length, compared without an early end and all of them, so that the time tells nothing about a key.
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> other = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), digest);
        bool shown = false;
        foreach (string key in valid)
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(key), other);
            shown |= CryptographicOperations.FixedTimeEquals(digest, other);
        }

        return shown;
    }
}
