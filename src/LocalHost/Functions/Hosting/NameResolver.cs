using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace XaiFunctions.LocalHost.Functions.Hosting;

/// <summary>Puts settings in the place of <c>%NAME%</c> in what attributes and host.json say.</summary>
internal sealed partial class NameResolver(IConfiguration configuration)
{
    /// <summary>The text with all names resolved.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing.</exception>
    public string Resolve(string text) => Name().Replace(text, match =>
    {
        string name = match.Groups[1].Value;
        return configuration[name.Replace("__", ":")]
            ?? throw new InvalidOperationException($"'{text}' names the setting '{name}', which does not exist.");
    });

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Name();
}
