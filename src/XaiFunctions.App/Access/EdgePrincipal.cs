using System.Security.Claims;
using System.Text.Json;

namespace XaiFunctions.App.Access;

/// <summary>
/// Reads <c>X-MS-CLIENT-PRINCIPAL</c>, in which the platform's sign-in tells who the caller is. It carries no signature: whoever reaches the app past
/// the platform can write anything into it, so it is read only where settings say that the platform stands in front.
/// </summary>
public static class EdgePrincipal
{
    /// <summary>The header.</summary>
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    private const int MaxLength = 32 * 1024;
    private static readonly JsonSerializerOptions Format = new() { MaxDepth = 8 };

    /// <summary>The caller, or null if the header is missing or not readable.</summary>
    public static Caller? Read(string? header)
    {
        if (header is not { Length: > 0 and <= MaxLength })
            return null;
        try
        {
            Principal? principal = JsonSerializer.Deserialize<Principal>(Convert.FromBase64String(header), Format);
            return principal?.claims is { } claims
                ? TokenReader.CallerOf("edge", claims.Where(claim => claim.typ is not null && claim.val is not null).Select(claim => new Claim(claim.typ!, claim.val!)))
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

#pragma warning disable IDE1006 // The platform's names.
    private sealed record Principal(PrincipalClaim[]? claims);

    private sealed record PrincipalClaim(string? typ, string? val);
#pragma warning restore IDE1006
}
