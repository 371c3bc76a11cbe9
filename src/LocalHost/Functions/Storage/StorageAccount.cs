using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace XaiFunctions.LocalHost.Functions.Storage;

/// <summary>A storage account as a connection setting names it.</summary>
internal sealed class StorageAccount
{
    /// <summary>The setting that stands for a trigger without a connection of its own.</summary>
    public const string DefaultConnection = "AzureWebJobsStorage";

    /// <summary>The port of the blob service of development storage; queues and tables have the next two.</summary>
    public const int DevelopmentBlobPort = 10000;

    // Published by Microsoft: every emulator has them, and they open nothing else.
    private const string DevelopmentName = "devstoreaccount1";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private StorageAccount(BlobServiceClient blobs, Uri queues, byte[]? key, string? signature, TokenCredential? credential)
    {
        Blobs = blobs;
        Queues = queues;
        Key = key;
        Signature = signature;
        Credential = credential;
    }

    /// <summary>The blob service.</summary>
    public BlobServiceClient Blobs { get; }

    /// <summary>The queue service's address.</summary>
    public Uri Queues { get; }

    /// <summary>The account's name.</summary>
    public string Name => Blobs.AccountName;

    /// <summary>The account's key, if that is what opens it.</summary>
    public byte[]? Key { get; }

    /// <summary>The shared access signature without its question mark, if that is what opens it.</summary>
    public string? Signature { get; }

    /// <summary>The identity, if that is what opens it.</summary>
    public TokenCredential? Credential { get; }

    /// <summary>Whether a connection string means development storage on its usual ports.</summary>
    public static bool IsDevelopment(string? connection) =>
        connection is not null && connection.Trim().TrimEnd(';').Equals("UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The connection string of development storage on given ports.</summary>
    public static string Development(int blobPort, int queuePort, int tablePort) =>
        $"DefaultEndpointsProtocol=http;AccountName={DevelopmentName};AccountKey={DevelopmentKey};" +
        $"BlobEndpoint=http://127.0.0.1:{blobPort}/{DevelopmentName};" +
        $"QueueEndpoint=http://127.0.0.1:{queuePort}/{DevelopmentName};" +
        $"TableEndpoint=http://127.0.0.1:{tablePort}/{DevelopmentName};";

    /// <summary>The account that a connection setting names: a connection string, or <c>NAME__accountName</c> or
    /// <c>NAME__blobServiceUri</c> and <c>NAME__queueServiceUri</c> with the machine's identity.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="connection">The setting's name, with or without <c>AzureWebJobs</c> before it; null: the default.</param>
    /// <param name="options">How the blob client behaves.</param>
    /// <exception cref="InvalidOperationException">The setting is missing or not complete.</exception>
    public static StorageAccount Open(IConfiguration configuration, string? connection, BlobClientOptions options)
    {
        connection ??= DefaultConnection;
        foreach (string name in new[] { $"AzureWebJobs{connection}", connection })
        {
            if (configuration[name] is { Length: > 0 } text)
                return FromConnectionString(name, text, options);
            var section = configuration.GetSection(name);
            if (section.GetChildren().Any())
                return FromIdentity(section, options);
        }

        throw new InvalidOperationException($"The setting '{connection}' is missing; it names the storage account of a blob trigger.");
    }

    private static StorageAccount FromConnectionString(string setting, string text, BlobClientOptions options)
    {
        if (IsDevelopment(text))
            text = Development(DevelopmentBlobPort, DevelopmentBlobPort + 1, DevelopmentBlobPort + 2);
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .GroupBy(part => part[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.OrdinalIgnoreCase);
        try
        {
            var blobs = new BlobServiceClient(text, options);
            string? key = parts.GetValueOrDefault("AccountKey");
            return new StorageAccount(
                blobs,
                QueueAddress(parts),
                key is null ? null : Convert.FromBase64String(key),
                parts.GetValueOrDefault("SharedAccessSignature")?.TrimStart('?'),
                null);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            // The inner error is left out: it may quote the key.
            throw new InvalidOperationException($"The setting '{setting}' is no storage connection string.");
        }
    }

    private static Uri QueueAddress(Dictionary<string, string> parts) => parts.TryGetValue("QueueEndpoint", out string? address)
        ? new Uri(address)
        : new Uri($"{parts.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{parts.GetValueOrDefault("AccountName")}.queue." +
            parts.GetValueOrDefault("EndpointSuffix", "core.windows.net"));

    private static StorageAccount FromIdentity(IConfigurationSection section, BlobClientOptions options)
    {
        var credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = section["clientId"] });
        string? account = section["accountName"];
        string? blobs = section["blobServiceUri"] ?? (account is null ? null : $"https://{account}.blob.core.windows.net");
        string? queues = section["queueServiceUri"] ?? blobs?.Replace(".blob.", ".queue.", StringComparison.Ordinal);
        if (blobs is null || queues is null)
            throw new InvalidOperationException($"The setting '{section.Path}' needs '__accountName' or '__blobServiceUri'.");
        return new StorageAccount(new BlobServiceClient(new Uri(blobs), credential, options), new Uri(queues), null, null, credential);
    }
}
