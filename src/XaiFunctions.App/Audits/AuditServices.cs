using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using XaiFunctions.App.Governance;

namespace XaiFunctions.App.Audits;

/// <summary>What audits are made of.</summary>
public static class AuditServices
{
    /// <summary>Adds the audits; storage, models, documents, callbacks, events and the audit log must be there.</summary>
    public static IServiceCollection AddAudits(this IServiceCollection services)
    {
        services.AddSingleton<AuditPolicies>();
        services.AddSingleton<SweepTable>();
        services.AddSingleton<AuditStore>();
        services.AddSingleton<SweepStarter>();
        services.AddSingleton<SweepWork>();
        services.AddSingleton<LabelReader>();
        services.AddSingleton<SweepPlanner>();
        services.AddSingleton<SweepProber>();
        services.AddSingleton<SweepFinisher>();
        services.AddSingleton<AlertSender>();
        services.AddSingleton<GovernanceAnswers>();
        services.AddSingleton(provider => new AlertQueue(provider.GetRequiredService<IConfiguration>(), new HttpClient(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
