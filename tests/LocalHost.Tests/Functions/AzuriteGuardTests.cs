using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using LocalHost.Tests.Functions.Support;
using XaiFunctions.LocalHost;
using XaiFunctions.LocalHost.Functions.Storage;

namespace LocalHost.Tests.Functions;

public sealed class AzuriteGuardTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Start_WithDevelopmentStorageThatNobodyServes_StartsAzuriteAndStopsItWithTheHost()
    {
        int port = FreePorts();
        await using (await StartAsync("UseDevelopmentStorage=true", port))
        {
            var container = new BlobContainerClient(StorageAccount.Development(port, port + 1, port + 2), "container");
            await container.CreateAsync();
            Assert.True(await AzuriteProcess.IsListeningAsync(port + 1));
            Assert.True(await AzuriteProcess.IsListeningAsync(port + 2));
        }

        Assert.False(await AzuriteProcess.IsListeningAsync(port));
        await using (await StartAsync("UseDevelopmentStorage=true;", port))
            Assert.True(await new BlobContainerClient(StorageAccount.Development(port, port + 1, port + 2), "container").ExistsAsync());
    }

    [Fact]
    public async Task Start_WithAnotherStorageAccount_StartsNoAzurite()
    {
        int port = FreePorts();
        await using var host = await StartAsync(StorageAccount.Development(port, port + 1, port + 2), port);
        Assert.False(await AzuriteProcess.IsListeningAsync(port));
    }

    [Fact]
    public async Task Start_WhileSomethingListens_StartsNoSecondAzurite()
    {
        using var data = new TestFolder();
        await using var azurite = await AzuriteProcess.StartAsync(data.Path);
        await using var host = await StartAsync("UseDevelopmentStorage=true", azurite.BlobPort);
        Assert.False(Directory.Exists(Path.Combine(folder.State, "azurite")));
    }

    [Fact]
    public async Task StartAsync_OnAPortInUse_SaysWhatAzuritePrinted()
    {
        using var data = new TestFolder();
        await using var azurite = await AzuriteProcess.StartAsync(Path.Combine(data.Path, "one"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => AzuriteProcess.StartAsync(Path.Combine(data.Path, "two"), azurite.BlobPort));
        Assert.Contains("EADDRINUSE", error.Message);
    }

    [Fact]
    public async Task StartAsync_WithoutAzurite_SaysWhereItWasLookedFor()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => AzuriteProcess.StartAsync(folder.Path, script: folder.Path));
        Assert.Contains(folder.Path, error.Message);
    }

    private Task<TestHost> StartAsync(string connection, int port) => TestHost.StartAsync(
        [], folder, builder => builder.Adjust = settings => settings with { DevelopmentBlobPort = port }, "--AzureWebJobsStorage", connection);

    // Three in a row, as development storage has them.
    private static int FreePorts()
    {
        for (int tries = 0; ; tries++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            int port = ((IPEndPoint)listener.LocalEndpoint).Port;
            try
            {
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                using var third = new TcpListener(IPAddress.Loopback, port + 2);
                second.Start();
                third.Start();
                return port;
            }
            catch (SocketException) when (tries < 100)
            {
                listener.Stop();
            }
        }
    }
}
