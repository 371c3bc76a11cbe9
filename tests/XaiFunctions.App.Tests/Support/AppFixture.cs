using System.Net;
using XaiFunctions.App.Tests.Callbacks;
using XaiFunctions.LocalHost;

namespace XaiFunctions.App.Tests.Support;

/// <summary>One running app with the model <c>credit</c>, for the tests that only talk to it.</summary>
public sealed class AppFixture : IAsyncLifetime
{
    public const string Collection = "app";

    private readonly TestFolder folder = new();
    private AzuriteProcess? azurite;
    private Receiver? receiver;
    private AppHost? app;

    internal AppHost App => app!;

    /// <summary>Whom the app may call back, and its Event Grid topic.</summary>
    internal Receiver Receiver => receiver!;

    public async Task InitializeAsync()
    {
        azurite = await AzuriteProcess.StartAsync(folder.Sub("azurite"));
        receiver = await Receiver.StartAsync();
        await File.WriteAllTextAsync(folder.Sub("receiver.pem"), receiver.Certificate);
        app = await AppHost.StartAsync(
            azurite.ConnectionString, folder.Sub("state"), ("Http__MaxInstances", "500"), ("Http__MaxBodyBytes", "2000000"), ("Http__WaitSeconds", "60"), ("SSL_CERT_FILE", folder.Sub("receiver.pem")),
            ("Callbacks__Hosts", $"localhost:{receiver.Port}"), ("Callbacks__Secret", Receiver.Secret), ("Callbacks__AllowsPrivateAddresses", "true"),
            ("Events__TopicEndpoint", $"https://localhost:{receiver.Port}/topic"), ("Events__TopicKey", "a topic's key for tests only"));
        using HttpResponseMessage response = await app.RegisterAsync("credit", "1");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    public async Task DisposeAsync()
    {
        await app!.DisposeAsync();
        await receiver!.DisposeAsync();
        await azurite!.DisposeAsync();
        folder.Dispose();
    }
}

[CollectionDefinition(AppFixture.Collection)]
public sealed class AppTests : ICollectionFixture<AppFixture>;
