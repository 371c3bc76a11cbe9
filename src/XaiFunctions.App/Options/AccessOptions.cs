using System.ComponentModel.DataAnnotations;

namespace XaiFunctions.App.Options;

/// <summary>Who callers are and what they may do. Settings <c>Access__Issuer</c> and so on.</summary>
public sealed class AccessOptions : IValidatableObject
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Access";

    /// <summary>Who issues tokens, as their claim <c>iss</c> says; its keys are found below it by OpenID Connect discovery.</summary>
    /// <value>The default value is none: callers are known by their function key alone.</value>
    public string? Issuer { get; init; }

    /// <summary>For whom tokens must be issued (claim <c>aud</c>), separated by commas.</summary>
    public string Audiences { get; init; } = "";

    /// <summary>
    /// Whether the header <c>X-MS-CLIENT-PRINCIPAL</c> is believed. Only where the platform's own sign-in stands in front and takes the header away from
    /// callers; the app also wants to see <c>WEBSITE_AUTH_ENABLED</c>, which the platform sets.
    /// </summary>
    /// <value>The default value is false.</value>
    public bool TrustsSignInAtEdge { get; init; }

    /// <summary>Roles of a caller who shows a function key that <see cref="Keys"/> does not name, where no token is asked for.</summary>
    /// <value>The default value is admin: whoever has the key of a single-user host owns it.</value>
    public string KeyRoles { get; init; } = "admin";

    /// <summary>Function keys that stand for a role, by a name for the log. The host has checked the key itself before the app sees it.</summary>
    public Dictionary<string, KeyAccess> Keys { get; init; } = [];

    /// <summary>Rows that one caller may have explained by requests in an hour, top-ups included. Dropped files are not counted: they name nobody, and who may write into the container may.</summary>
    /// <value>The default value is 0: no limit.</value>
    [Range(0L, long.MaxValue)]
    public long RowsPerHour { get; init; }

    /// <summary>Whether callers must show who they are.</summary>
    public bool RequiresIdentity => Issuer is { Length: > 0 } || TrustsSignInAtEdge;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Issuer is { Length: > 0 } && (!Uri.TryCreate(Issuer, UriKind.Absolute, out Uri? issuer) || (issuer.Scheme != Uri.UriSchemeHttps && !issuer.IsLoopback)))
            yield return new("Access__Issuer must be an https address.", [nameof(Issuer)]);
        if (Issuer is { Length: > 0 } && Audiences.Length == 0)
            yield return new("Access__Audiences is missing: tokens that are meant for others would be taken.", [nameof(Audiences)]);
        foreach ((string name, KeyAccess key) in Keys)
        {
            if (key.Sha256.Length != 64 || !key.Sha256.All(char.IsAsciiHexDigit))
                yield return new($"Access__Keys__{name}__Sha256 must be the 64 hexadecimal digits of the key's SHA-256.", [nameof(Keys)]);
        }
    }
}

/// <summary>What a function key stands for.</summary>
public sealed class KeyAccess
{
    /// <summary>SHA-256 of the key, in hexadecimal digits. The key itself is in no setting.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Its roles, separated by commas.</summary>
    public string Roles { get; init; } = "";
}
