namespace XaiFunctions.EndToEnd.Tests.Infrastructure;

/// <summary>One running app for the tests that leave it as it was.</summary>
public sealed class SharedApp : IAsyncLifetime
{
    /// <summary>The collection of those tests.</summary>
    public const string Collection = "shared app";

    /// <summary>The app.</summary>
    public RunningApp App { get; private set; } = null!;

    /// <summary>The settings with which the command line finds the app.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["LOCALHOST_STATE"] = App.StateDirectory,
        ["LOCALHOST_PORT"] = "0",
        ["AzureWebJobsStorage"] = App.ConnectionString,
    };

    /// <inheritdoc/>
    public async Task InitializeAsync() => App = await RunningApp.StartAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await App.DisposeAsync();
}

/// <summary>Binds the collection to its fixture.</summary>
[CollectionDefinition(SharedApp.Collection)]
public sealed class SharedAppCollection : ICollectionFixture<SharedApp>;
