using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace XaiFunctions.App.Storage;

/// <summary>
/// Opens the app's storage from the settings: <c>AzureWebJobsStorage</c>, which is the Functions host's own account, and <c>XaiStorage</c>, if there
/// is one, for what is kept. Each is a connection string, or <c>__accountName</c> or <c>__blobServiceUri</c> and <c>__tableServiceUri</c> with the
/// app's managed identity (<c>__clientId</c> for one that is assigned by the user; without <c>__credential</c> = <c>managedidentity</c> also a
/// developer's sign-in).
/// </summary>
public static class StorageConnection
{
    private const string Host = "AzureWebJobsStorage";
    private const string Data = "XaiStorage";

    /// <summary>The storage that the settings name. Without <c>XaiStorage</c> everything is in the host's account.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing.</exception>
    public static StorageAccount Open(IConfiguration configuration)
    {
        IConfigurationSection host = configuration.GetSection(Host);
        IConfigurationSection data = configuration.GetSection(Data);
        BlobServiceClient hostBlobs = CreateBlobs(host);
        return data.Value is { Length: > 0 } || data.GetChildren().Any()
            ? new StorageAccount(hostBlobs, CreateBlobs(data), CreateTables(data))
            : new StorageAccount(hostBlobs, hostBlobs, CreateTables(host));
    }

    private static BlobServiceClient CreateBlobs(IConfigurationSection section) => section.Value is { Length: > 0 } connection
        ? new BlobServiceClient(connection)
        : new BlobServiceClient(ServiceUri(section, "blob"), Credential(section));

    private static TableServiceClient CreateTables(IConfigurationSection section) => section.Value is { Length: > 0 } connection
        ? new TableServiceClient(connection)
        : new TableServiceClient(ServiceUri(section, "table"), Credential(section));

    internal static Uri ServiceUri(IConfigurationSection section, string service)
    {
        if (section[$"{service}ServiceUri"] is { Length: > 0 } uri)
            return new Uri(uri);
        if (section["accountName"] is { Length: > 0 } account)
            return new Uri($"https://{account}.{service}.core.windows.net");
        throw new InvalidOperationException(
            $"The setting {section.Key} is missing: give a connection string, {section.Key}__accountName, or {section.Key}__{service}ServiceUri.");
    }

    internal static TokenCredential Credential(IConfigurationSection section)
    {
        string? clientId = section["clientId"];
        if (!string.Equals(section["credential"], "managedidentity", StringComparison.OrdinalIgnoreCase))
            return new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });
        return new ManagedIdentityCredential(clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
    }
}
