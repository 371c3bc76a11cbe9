using System.ComponentModel.DataAnnotations;

namespace XaiFunctions.App.AuditLog;

/// <summary>The key that signs the heads of the audit log. Settings <c>AuditLog__SigningKeyUri</c> and so on.</summary>
public sealed class AuditLogOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "AuditLog";

    /// <summary>The address of a P-256 key in a Key Vault, with or without its version. The app's identity must be allowed to get it and to sign with it.</summary>
    /// <value>The default value is null: the key of <see cref="SigningKeyFile"/> signs.</value>
    [Url]
    public string? SigningKeyUri { get; init; }

    /// <summary>The file of the key that signs where there is no vault; made when it is first needed.</summary>
    /// <value>The default value is <c>.xaifunctions/audit-log-key.pem</c> in the current folder.</value>
    [Required]
    public string SigningKeyFile { get; init; } = Path.Combine(".xaifunctions", "audit-log-key.pem");
}
