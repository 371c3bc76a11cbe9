using Microsoft.Extensions.DependencyInjection;
using XaiFunctions.App.Privacy.Erasures;
using XaiFunctions.App.Privacy.Releases;

namespace XaiFunctions.App.Privacy;

/// <summary>What keeps people private is made of.</summary>
public static class PrivacyServices
{
    /// <summary>Adds it; storage and models must be there.</summary>
    public static IServiceCollection AddPrivacy(this IServiceCollection services)
    {
        services.AddSingleton<PrivacyPolicies>();
        services.AddSingleton<SubjectIndex>();
        services.AddSingleton<FileEraser>();
        services.AddSingleton<JobEraser>();
        services.AddSingleton<ErasurePlanner>();
        services.AddSingleton<ErasureWork>();
        services.AddSingleton<ErasureTable>();
        services.AddSingleton<ErasureStarter>();
        services.AddSingleton<ReleaseTable>();
        services.AddSingleton<ImportanceReleaser>();
        services.AddSingleton<Retention>();
        return services;
    }
}
