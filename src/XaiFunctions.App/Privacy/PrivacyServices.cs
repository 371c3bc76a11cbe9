using Microsoft.Extensions.DependencyInjection;

namespace XaiFunctions.App.Privacy;

/// <summary>What keeps people private is made of.</summary>
public static class PrivacyServices
{
    /// <summary>Adds it; storage and models must be there.</summary>
    public static IServiceCollection AddPrivacy(this IServiceCollection services)
    {
        services.AddSingleton<PrivacyPolicies>();
        services.AddSingleton<SubjectIndex>();
        return services;
    }
}
