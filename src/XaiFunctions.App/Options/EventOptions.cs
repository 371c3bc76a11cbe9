using System.ComponentModel.DataAnnotations;

namespace XaiFunctions.App.Options;

/// <summary>The Event Grid topic that the app tells what happens. Settings <c>Events__TopicEndpoint</c> and so on.</summary>
public sealed class EventOptions : IValidatableObject
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Events";

    /// <summary>The topic's address, such as <c>https://name.region-1.eventgrid.azure.net/api/events</c>; its input schema is CloudEvents 1.0.</summary>
    /// <value>The default is null: no events.</value>
    public string? TopicEndpoint { get; init; }

    /// <summary>An access key of the topic. It comes from a key vault, never from a file of the source.</summary>
    /// <value>The default is null: the app's identity, which needs the role EventGrid Data Sender on the topic.</value>
    public string? TopicKey { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TopicEndpoint is { Length: > 0 } && !(Uri.TryCreate(TopicEndpoint, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme == Uri.UriSchemeHttps))
            yield return new($"The setting {Section}__TopicEndpoint must be an https address.");
        if (TopicKey?.StartsWith(CallbackOptions.Unresolved, StringComparison.OrdinalIgnoreCase) == true)
            yield return new($"The key that the setting {Section}__TopicKey refers to could not be read from the key vault.");
    }
}
