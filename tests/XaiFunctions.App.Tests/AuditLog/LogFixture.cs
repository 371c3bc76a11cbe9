using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Configuration;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.LocalHost;

namespace XaiFunctions.App.Tests.AuditLog;

/// <summary>A storage emulator whose audit log each test begins anew.</summary>
public sealed class LogFixture : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private AzuriteProcess? azurite;

    /// <summary>The account as another process would open it.</summary>
    public StorageAccount Open() => StorageConnection.Open(
        new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", azurite!.ConnectionString)]).Build());

    public BlobContainerClient Container => new(azurite!.ConnectionString, StorageAccount.AuditLog);

    public TableClient Table => new(azurite!.ConnectionString, StorageAccount.AuditLogTable);

    public static AuditEvent Event(string subject, string kind = AuditKinds.JobRequested) =>
        new(subject, kind, DateTimeOffset.UnixEpoch, new JsonObject { ["text"] = subject });

    public async Task BeginAnewAsync()
    {
        await Container.DeleteIfExistsAsync();
        await Table.DeleteAsync();
    }

    /// <summary>Changes the lines of a blob of the log, which only somebody with other rights than the app's can.</summary>
    public async Task TamperAsync(string blob, Func<List<string>, IEnumerable<string>> change)
    {
        AppendBlobClient client = Container.GetAppendBlobClient(blob);
        string text = (await client.DownloadContentAsync()).Value.Content.ToString();
        string changed = string.Concat(change([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)]).Select(line => line + "\n"));
        await client.DeleteAsync();
        await client.CreateAsync();
        if (changed.Length > 0)
            await client.AppendBlockAsync(new MemoryStream(Encoding.UTF8.GetBytes(changed)));
    }

    public async Task InitializeAsync() => azurite = await AzuriteProcess.StartAsync(folder.Sub("azurite"));

    public async Task DisposeAsync()
    {
        await azurite!.DisposeAsync();
        folder.Dispose();
    }
}
