using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.AuditLog;

/// <summary>What the audit log is made of.</summary>
public static class AuditLogServices
{
    /// <summary>Adds the audit log; a storage account and a clock must be there.</summary>
    public static IServiceCollection AddAuditLog(this IServiceCollection services)
    {
        services.AddOptions<AuditLogOptions>().BindConfiguration(AuditLogOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new AuditLogBlobs(provider.GetRequiredService<StorageAccount>()));
        services.AddSingleton<AuditLogIndex>();
        services.AddSingleton<AuditLogWriter>();
        services.AddSingleton<AuditLogReader>();
        services.AddSingleton<AuditLogVerifier>();
        services.AddSingleton<JobAudit>();
        services.AddSingleton<ITreeHeadSigner>(provider =>
        {
            AuditLogOptions options = provider.GetRequiredService<IOptions<AuditLogOptions>>().Value;
            return options.SigningKeyUri is { Length: > 0 } key
                ? new KeyVaultSigner(new Uri(key), new DefaultAzureCredential(), new HttpClient(), provider.GetRequiredService<TimeProvider>())
                : new KeyFileSigner(options.SigningKeyFile);
        });
        return services;
    }
}
