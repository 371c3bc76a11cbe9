using Microsoft.Extensions.Options;
using XaiFunctions.App.Http;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Callbacks;

/// <summary>Says which addresses may be called back: HTTPS, on a host that the settings name, and nothing hidden in the address.</summary>
public sealed class CallbackAddress(IOptions<CallbackOptions> options)
{
    /// <summary>The name of a dropped file's metadata that gives the address.</summary>
    public const string Metadata = "callback";

    private const int MaxLength = 2048;

    private static readonly string Rule =
        $"must be an https address of at most {MaxLength:N0} characters, without user and fragment, on a host that the app's setting {CallbackOptions.Section}__Hosts names.";

    /// <summary>Checks the address that a request gives.</summary>
    /// <exception cref="ProblemException">It may not be called.</exception>
    public void Require(string? address)
    {
        if (address is not null && Find(address) is null)
            throw new ProblemException(Problem.InvalidInput($"The address to be called {Rule}"));
    }

    /// <summary>The job of a dropped file with the address that its metadata gives; if that may not be called, it is refused.</summary>
    public ExplainJob Of(IDictionary<string, string> metadata, ExplainJob job)
    {
        if (metadata.FirstOrDefault(entry => entry.Key.Equals(Metadata, StringComparison.OrdinalIgnoreCase)).Value is not { } address)
            return job;
        return Find(address) is not null ? job with { Callback = address } : job with { Refusal = string.Join(' ', [job.Refusal, $"The option {Metadata} {Rule}"]).Trim() };
    }

    /// <summary>The address, or null if it may not be called.</summary>
    public Uri? Find(string address) =>
        address.Length <= MaxLength && Uri.TryCreate(address, UriKind.Absolute, out Uri? url)
        && url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0 && url.Fragment.Length == 0 && Names(url)
            ? url
            : null;

    private bool Names(Uri url) => options.Value.Hosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Any(host => host.Equals(url.IsDefaultPort ? url.IdnHost : $"{url.IdnHost}:{url.Port}", StringComparison.OrdinalIgnoreCase));
}
