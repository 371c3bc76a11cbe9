using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Events;

/// <summary>What events are made of.</summary>
public static class EventServices
{
    /// <summary>Adds the publisher of events.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddOptions<EventOptions>().BindConfiguration(EventOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new EventPublisher(
            provider.GetRequiredService<IOptions<EventOptions>>(), new DefaultAzureCredential(), new HttpClient { Timeout = TimeSpan.FromSeconds(30) }));
        return services;
    }
}
