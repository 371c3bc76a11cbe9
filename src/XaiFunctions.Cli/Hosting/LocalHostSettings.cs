namespace XaiFunctions.Cli.Hosting;

/// <summary>How the function app is started on the Local host.</summary>
internal sealed record LocalHostSettings
{
    /// <summary>The app's assembly; it lies beside the command line's own.</summary>
    public string AppAssembly { get; init; } = Path.Combine(AppContext.BaseDirectory, "XaiFunctions.App.dll");

    /// <summary>Where the task hub, receipts, keys, Azurite's data and the host's log are kept.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The HTTP port; 0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>The storage account that the app and the command line share, as a connection string.</summary>
    public required string Storage { get; init; }

    /// <summary>Further settings of the host and the app, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long the host may take until it answers.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
