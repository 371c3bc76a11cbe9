using XaiFunctions.LocalHost;

namespace LocalHost.Tests.Functions.Support;

/// <summary>One storage emulator on free ports for all tests that need storage.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private AzuriteProcess? azurite;

    public string ConnectionString => azurite!.ConnectionString;

    public async Task InitializeAsync() => azurite = await AzuriteProcess.StartAsync(Path.Combine(folder.Path, "azurite"));

    public async Task DisposeAsync()
    {
        await azurite!.DisposeAsync();
        folder.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class StorageTests : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "storage";
}
