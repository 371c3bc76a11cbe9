using System.Net;
using XaiFunctions.LocalHost;

namespace XaiFunctions.App.Tests.Support;

/// <summary>One running app with the model <c>credit</c>, for the tests that only talk to it.</summary>
public sealed class AppFixture : IAsyncLifetime
{
    public const string Collection = "app";

    private readonly TestFolder folder = new();
    private AzuriteProcess? azurite;
    private AppHost? app;

    internal AppHost App => app!;

    public async Task InitializeAsync()
    {
        azurite = await AzuriteProcess.StartAsync(folder.Sub("azurite"));
        app = await AppHost.StartAsync(azurite.ConnectionString, folder.Sub("state"), ("Http__MaxInstances", "500"), ("Http__MaxBodyBytes", "2000000"), ("Http__WaitSeconds", "60"));
        using HttpResponseMessage response = await app.RegisterAsync("credit", "1");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    public async Task DisposeAsync()
    {
        await app!.DisposeAsync();
        await azurite!.DisposeAsync();
        folder.Dispose();
    }
}

[CollectionDefinition(AppFixture.Collection)]
public sealed class AppTests : ICollectionFixture<AppFixture>;
