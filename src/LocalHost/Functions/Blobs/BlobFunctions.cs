using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using XaiFunctions.LocalHost.Functions.Hosting;
using XaiFunctions.LocalHost.Functions.Invocation;
using XaiFunctions.LocalHost.Functions.Storage;

namespace XaiFunctions.LocalHost.Functions.Blobs;

/// <summary>The app's blob functions with their accounts and containers.</summary>
internal sealed class BlobFunctions
{
    /// <exception cref="InvalidOperationException">A connection or a setting in a path is missing.</exception>
    public BlobFunctions(IReadOnlyList<FunctionDescriptor> functions, IConfiguration configuration)
    {
        var names = new NameResolver(configuration);
        var options = new BlobClientOptions();
        // Scans and tries are repeated anyway; a long sequence of the client's own retries would only hide an outage.
        options.Retry.MaxRetries = 1;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        All = [.. functions.Where(function => function.Trigger is BlobTriggerAttribute).Select(function => Open(function, names, configuration, options))];
    }

    /// <summary>The functions.</summary>
    public IReadOnlyList<BlobFunction> All { get; }

    private static BlobFunction Open(FunctionDescriptor function, NameResolver names, IConfiguration configuration, BlobClientOptions options)
    {
        var trigger = (BlobTriggerAttribute)function.Trigger;
        return new BlobFunction(
            function, BlobPattern.Parse(names.Resolve(trigger.BlobPath)), StorageAccount.Open(configuration, trigger.Connection, options));
    }
}
