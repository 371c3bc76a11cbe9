using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Access;

/// <summary>Finds out who asks: by a token, by what the platform's sign-in says, or by a function key, whichever the settings believe.</summary>
public sealed class CallerReader(TokenReader tokens, IOptions<AccessOptions> options, IConfiguration configuration)
{
    private const string Bearer = "Bearer ";
    private const string KeyHeader = "x-functions-key";
    private const string KeyQuery = "code";

    /// <summary>The caller of a request.</summary>
    /// <returns>Null if the request does not show who it comes from, or shows something that is not valid.</returns>
    /// <exception cref="IssuerSilentException">The issuer's keys cannot be had.</exception>
    public async Task<Caller?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        AccessOptions access = options.Value;
        string authorization = request.Headers.Authorization.ToString();
        if (access.Issuer is { Length: > 0 } && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return await tokens.ReadAsync(authorization[Bearer.Length..].Trim(), cancellation);
        if (access.TrustsSignInAtEdge && IsBehindSignIn && EdgePrincipal.Read(request.Headers[EdgePrincipal.Header]) is { } principal)
            return principal;
        return ByKey(request, access);
    }

    private bool IsBehindSignIn => string.Equals(configuration["WEBSITE_AUTH_ENABLED"], "true", StringComparison.OrdinalIgnoreCase);

    private static Caller? ByKey(HttpRequest request, AccessOptions access)
    {
        string key = request.Headers[KeyHeader].ToString() is { Length: > 0 } header ? header : request.Query[KeyQuery].ToString();
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        string? named = null;
        foreach ((string name, KeyAccess listed) in access.Keys)
        {
            if (CryptographicOperations.FixedTimeEquals(digest, Convert.FromHexString(listed.Sha256)))
                named = name;
        }

        if (named is not null)
            return Of(named, access.Keys[named].Roles);
        return access.RequiresIdentity ? null : Of("default", access.KeyRoles);
    }

    private static Caller Of(string name, string roles)
    {
        string[] given = roles.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new Caller("key", $"key:{name}", Caller.ParseRoles(given), new HashSet<string>([$"key:{name}", .. given], StringComparer.Ordinal));
    }
}
