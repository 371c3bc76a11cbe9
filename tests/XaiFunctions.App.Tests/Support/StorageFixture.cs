using Microsoft.Extensions.Configuration;
using XaiFunctions.App.Storage;
using XaiFunctions.LocalHost;

namespace XaiFunctions.App.Tests.Support;

/// <summary>One storage emulator for all tests that need one.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    public const string Collection = "storage";

    private readonly TestFolder folder = new();
    private AzuriteProcess? azurite;

    public string ConnectionString => azurite!.ConnectionString;

    public StorageAccount Account => StorageConnection.Open(
        new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", ConnectionString)]).Build());

    public async Task InitializeAsync() => azurite = await AzuriteProcess.StartAsync(folder.Sub("azurite"));

    public async Task DisposeAsync()
    {
        await azurite!.DisposeAsync();
        folder.Dispose();
    }
}

[CollectionDefinition(StorageFixture.Collection)]
public sealed class StorageTests : ICollectionFixture<StorageFixture>;

/// <summary>Tests that measure this process: they run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone : ICollectionFixture<StorageFixture>
{
    public const string Name = "measured alone";
}
