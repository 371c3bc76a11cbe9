using Azure.Identity;
using XaiFunctions.App.Events;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Tests.Support;

internal static class Topics
{
    /// <summary>A publisher without a topic, as an app has that is not told of any.</summary>
    public static EventPublisher None { get; } = new(Microsoft.Extensions.Options.Options.Create(new EventOptions()), new DefaultAzureCredential(), new HttpClient());
}
