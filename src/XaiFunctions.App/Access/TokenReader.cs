using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Access;

/// <summary>Reads bearer tokens: signed by the issuer, meant for this app, in force, and of an algorithm with a key pair.</summary>
public sealed class TokenReader(SigningKeys keys, IOptions<AccessOptions> options, TimeProvider time)
{
    private const int MaxLength = 16 * 1024;

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    // Never a shared secret, and never "none".
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = MaxLength, MapInboundClaims = false };

    /// <summary>The caller that a token stands for.</summary>
    /// <returns>Null if the token is not valid.</returns>
    /// <exception cref="IssuerSilentException">The issuer's keys cannot be had.</exception>
    public async Task<Caller?> ReadAsync(string token, CancellationToken cancellation)
    {
        if (token.Length > MaxLength || !handler.CanReadToken(token))
            return null;
        string keyId;
        try
        {
            keyId = handler.ReadJsonWebToken(token).Kid;
        }
        catch (ArgumentException)
        {
            return null; // Three parts, but not of a token.
        }

        TokenValidationResult result = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = options.Value.Issuer,
            ValidAudiences = options.Value.Audiences.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            IssuerSigningKeys = await keys.FindAsync(keyId, cancellation),
            ValidAlgorithms = Algorithms,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (from, until, _, _) => IsInForce(from, until),
        });
        return result.IsValid ? CallerOf("token", result.ClaimsIdentity.Claims) : null;
    }

    /// <summary>The caller that claims speak of.</summary>
    internal static Caller? CallerOf(string kind, IEnumerable<Claim> claims)
    {
        Claim[] all = [.. claims];
        string? Find(params string[] types) => types.Select(type => all.FirstOrDefault(claim => claim.Type == type)?.Value).FirstOrDefault(value => value is { Length: > 0 });
        string[] FindAll(params string[] types) => [.. all.Where(claim => types.Contains(claim.Type)).Select(claim => claim.Value)];

        if (Find("oid", "http://schemas.microsoft.com/identity/claims/objectidentifier", "sub", ClaimTypes.NameIdentifier) is not { } id)
            return null;
        string[] roles = FindAll("roles", ClaimTypes.Role);
        return new Caller(kind, id, Caller.ParseRoles(roles), new HashSet<string>([id, .. roles, .. FindAll("groups")], StringComparer.Ordinal));
    }

    private bool IsInForce(DateTime? from, DateTime? until)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + Skew && (from is not { } start || now >= start - Skew);
    }
}
