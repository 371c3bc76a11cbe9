using System.ComponentModel.DataAnnotations;

namespace XaiFunctions.App.Options;

/// <summary>Whom the app may tell that a job has ended. Settings <c>Callbacks__Hosts</c> and so on.</summary>
public sealed class CallbackOptions : IValidatableObject
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Callbacks";

    private const int LeastSecret = 32;

    /// <summary>How a setting begins that App Service takes from a key vault. What it cannot read it leaves as it is, and everybody knows that text.</summary>
    internal const string Unresolved = "@Microsoft.KeyVault(";

    /// <summary>The hosts that may be called, separated by commas: <c>hooks.example.com</c> is its port 443, another port is written with it.</summary>
    /// <value>The default value is empty: nobody is called.</value>
    public string Hosts { get; init; } = "";

    /// <summary>The secret with which calls are signed, of at least 32 characters. It comes from a key vault, never from a file of the source.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether hosts at private addresses may be called as well.</summary>
    /// <value>The default value is false: a name that leads into the app's own network is not followed.</value>
    public bool AllowsPrivateAddresses { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Hosts.Trim().Length > 0 && Secret is not { Length: >= LeastSecret })
            yield return new($"The setting {Section}__Secret must have at least {LeastSecret} characters where {Section}__Hosts names hosts.");
        if (Hosts.Trim().Length > 0 && Secret?.StartsWith(Unresolved, StringComparison.OrdinalIgnoreCase) == true)
            yield return new($"The secret that the setting {Section}__Secret refers to could not be read from the key vault.");
    }
}
