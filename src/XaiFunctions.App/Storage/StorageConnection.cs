using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace XaiFunctions.App.Storage;

/// <summary>
/// Builds the storage clients from the setting <c>AzureWebJobsStorage</c>, the same one that the Functions host uses: a connection string, or
/// <c>AzureWebJobsStorage__accountName</c> or <c>__blobServiceUri</c> and <c>__tableServiceUri</c> with the app's managed identity
/// (<c>__clientId</c> for one that is assigned by the user; without <c>__credential</c> = <c>managedidentity</c> also a developer's sign-in).
/// </summary>
public static class StorageConnection
{
    private const string Name = "AzureWebJobsStorage";

    public static BlobServiceClient CreateBlobs(IConfiguration configuration) =>
        configuration[Name] is { Length: > 0 } connection
            ? new BlobServiceClient(connection)
            : new BlobServiceClient(ServiceUri(configuration, "blob"), Credential(configuration));

    public static TableServiceClient CreateTables(IConfiguration configuration) =>
        configuration[Name] is { Length: > 0 } connection
            ? new TableServiceClient(connection)
            : new TableServiceClient(ServiceUri(configuration, "table"), Credential(configuration));

    private static Uri ServiceUri(IConfiguration configuration, string service)
    {
        IConfigurationSection section = configuration.GetSection(Name);
        if (section[$"{service}ServiceUri"] is { Length: > 0 } uri)
            return new Uri(uri);
        if (section["accountName"] is { Length: > 0 } account)
            return new Uri($"https://{account}.{service}.core.windows.net");
        throw new InvalidOperationException(
            $"The setting {Name} is missing: give a connection string, {Name}__accountName, or {Name}__{service}ServiceUri.");
    }

    private static TokenCredential Credential(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(Name);
        string? clientId = section["clientId"];
        if (!string.Equals(section["credential"], "managedidentity", StringComparison.OrdinalIgnoreCase))
            return new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });
        return new ManagedIdentityCredential(clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
    }
}
